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

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.rules.index import INDEX

if TYPE_CHECKING:
    from carplint.model import Net, VirtualRouter
    from carplint.text.finding import Finding

KINDS = ("ANY", "SYSCONFIG", "UCARP", "SCRIPTS", "NETWORK", "INTERFACES", "KEEPALIVED", "LVS")

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
FOLDERS = {
    "0": "reading",
    "1": "syntax",
    "2": "router",
    "3": "host",
    "4": "cluster",
    "6": "security",
    "7": "conversion",
    "8": "lvs",
    "9": "hygiene",
}
"""The folder of each family, which is also its name in --select."""

Check = Callable[..., "Iterable[Finding]"]


class Rule(NamedTuple):
    """A rule as the index knows it. Its module is imported, or its page read, only when that is needed."""

    code: str
    name: str
    severity: str
    on: str
    """The kind of thing that its check looks at; "" where it has none, since a reader or a writer finds it."""
    needs: str
    summary: str
    own: Check | None = None
    """The check of a team's own rule."""

    @property
    def folder(self) -> str:
        """The family that it belongs to, by the name of its folder."""
        return FOLDERS[self.code[2]]

    @property
    def check(self) -> Check:
        """Its check; only to be asked for where it has one."""
        if self.own is not None:
            return self.own
        check: Check = import_module(f"carplint.rules.{self.folder}.{self.name.replace('-', '_')}").check
        return check


RULES = tuple(Rule(*line) for line in INDEX)
"""All rules in the order of their codes, also those whose findings come from readers and writers."""

NAMED = {rule.name: rule for rule in RULES}
"""All rules by name."""


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


@cache
def _rules(kinds: tuple[str, ...], folders: tuple[str, ...]) -> Sequence[Rule]:
    found = []
    for folder in folders:
        lists = import_module(f"carplint.rules.{folder}")
        found += [NAMED[name.replace("_", "-")] for kind in kinds for name in getattr(lists, kind, ())]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _is_of_ucarp(router: "VirtualRouter") -> bool:
    own = router.authentication
    return router.daemon == "ucarp" and (router.format != "carp" or (own is not None and own.passfile is not None))


def needed(net: "Net") -> Sequence[Rule]:
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
    return tuple(r for r in RULES if not r.on and r.folder not in ("conversion", "hygiene"))


def find(word: str, own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules that a word selects: one by its code or name, several by the beginning of a code
    or by their family; among `own` rules, too. Empty where there is none."""
    rules = (*RULES, *own)
    exact = tuple(r for r in rules if word in (r.code, r.name))
    prefix = word == "CL" or (word.startswith("CL") and word[2:].isdigit())
    if exact or not prefix:
        return exact or tuple(r for r in RULES if r.folder == word)
    return tuple(r for r in rules if r.code.startswith(word))
