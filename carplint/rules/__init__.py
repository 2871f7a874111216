"""The rules: a folder a family, a file a rule.

A rule is a module with
  CODE       CLnnn; the first digit is its family (see FAMILIES)
  NAME       what it finds, as `explain` and suppressions take it
  SEVERITY   error, warning or info
  check(net) yields `Finding`s from the model alone; absent where a reader or writer finds it
and a docstring: a line of summary, then the sections Why, Daemon (what the daemon does, with its
source), Fix and Exceptions. Each has fixtures/rules/NAME/bad* and good*.

A folder lists its modules by what must be among the inputs for them to find anything:
  SYSCONFIG   a file of a uCarp service or of network-scripts
  UCARP       one of any uCarp dialect but the carp service's, or a passfile
  SCRIPTS     a start or address script of a uCarp service
  NETWORK     a file of whichever format that says a node's interfaces
  INTERFACES  Debian's /etc/network/interfaces
  KEEPALIVED  a keepalived.conf
  LVS         a keepalived.conf with load balancing, BFD or tracked files
  ANY         any of these
  FOUND       nothing: a reader or a writer finds it
Modules are imported when they are needed, since each one costs time at every start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from carplint.dialects.keepalived.facts.configuration import configuration_of

if TYPE_CHECKING:
    from carplint.model import Net, VirtualRouter

FOLDERS = ("reading", "syntax", "router", "host", "cluster", "security", "conversion", "lvs", "hygiene")
KINDS = ("ANY", "SYSCONFIG", "UCARP", "SCRIPTS", "NETWORK", "INTERFACES", "KEEPALIVED", "LVS", "FOUND")

FAMILIES = {
    "0": "cannot read",
    "1": "syntax and keywords",
    "2": "one virtual router",
    "3": "one host",
    "4": "across hosts",
    "5": "behaviour",
    "6": "security",
    "7": "conversion",
    "8": "load balancing and health checks",
    "9": "carplint's own hygiene",
}


class Rule(Protocol):
    """The shape of a rule module; `check(net)` is optional."""

    CODE: str
    NAME: str
    SEVERITY: str
    __doc__: str | None


_LVS_BLOCKS = frozenset(
    (
        "virtual_server",
        "virtual_server_group",
        "bfd_instance",
        "track_file",
        "vrrp_track_file",
        "vrrp_track_process",
        "SSL",
    )
)

if TYPE_CHECKING:
    RULES: Sequence[Rule]
    """All rules, also those whose findings come from readers and writers."""


def _modules(kinds: Sequence[str], folders: Sequence[str] = FOLDERS) -> Iterator[str]:
    for folder in folders:
        lists = import_module(f"carplint.rules.{folder}")
        for kind in kinds:
            for name in getattr(lists, kind, ()):
                yield f"carplint.rules.{folder}.{name}"


@cache
def _rules(kinds: tuple[str, ...] = KINDS, folders: tuple[str, ...] = FOLDERS) -> Sequence[Rule]:
    found: list[Any] = [import_module(module) for module in _modules(kinds, folders)]
    return tuple(sorted(found, key=lambda rule: rule.CODE))


def __getattr__(name: str) -> Any:
    """RULES is made when it is first asked for."""
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _rules()


def _is_of_ucarp(router: VirtualRouter) -> bool:
    own = router.authentication
    return router.daemon == "ucarp" and (router.format != "carp" or (own is not None and own.passfile is not None))


def needed(net: Net) -> Sequence[Rule]:
    """The rules that can find something in a model."""
    formats = {d.format for h in net.hosts for d in h.documents}
    kinds = ["ANY"]
    folders = ["syntax", "router", "host", "security"]
    if len(net.hosts) > 1:
        folders.append("cluster")
    if formats - {"keepalived"}:
        kinds.append("SYSCONFIG")
        if "ucarp" in formats or any(_is_of_ucarp(router) for router in net.virtual_routers):
            kinds.append("UCARP")
    if any(host.scripts for host in net.hosts):
        kinds.append("SCRIPTS")
    if any(host.interfaces for host in net.hosts):
        kinds.append("NETWORK")
    if "interfaces" in formats:
        kinds.append("INTERFACES")
    if "keepalived" in formats:
        kinds.append("KEEPALIVED")
        configurations = [c for h in net.hosts if (c := configuration_of(h)) is not None]
        if any(s.key in _LVS_BLOCKS for c in configurations for s in c.statements):
            kinds.append("LVS")
            folders.append("lvs")
    return _rules(tuple(kinds), tuple(folders))


def found_by_readers() -> Sequence[Rule]:
    """The rules that have no check of their own, since a reader finds what they tell of."""
    return _rules(("FOUND",), tuple(f for f in FOLDERS if f not in ("conversion", "hygiene")))


def named(name: str) -> Rule:
    """The rule of a name, found by a reader or a writer; only its module is imported. Raises LookupError."""
    ending = "." + name.replace("-", "_")
    module = next((m for m in _modules(KINDS) if m.endswith(ending)), None)
    if module is None:
        raise LookupError(f"there is no rule {name!r}")
    return cast("Rule", import_module(module))


def find(word: str, own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules that a word selects: one by its code or name, several by the beginning of a code
    or by their family; among `own` rules, too. Empty where there is none."""
    rules = (*_rules(), *own)
    exact = tuple(r for r in rules if word in (r.CODE, r.NAME))
    prefix = word == "CL" or (word.startswith("CL") and word[2:].isdigit())
    if exact or not (prefix or word in FOLDERS):
        return exact
    return tuple(_rules(KINDS, (word,))) if word in FOLDERS else tuple(r for r in rules if r.CODE.startswith(word))
