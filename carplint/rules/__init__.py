"""The rules: a folder a family, a file a rule.

A rule is a module with
  CODE       CLnnn; the first digit is its family (see FAMILIES)
  NAME       what it finds, as `explain` and suppressions take it
  SEVERITY   error, warning or info
  check(net) yields `Finding`s from the model alone; absent where a reader or writer finds it
and a docstring: a line of summary, then the sections Why, Daemon (what the daemon does, with its
source), Fix and Exceptions. Each has fixtures/rules/NAME/bad* and good*.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from carplint.rules import cluster, host, lvs, router, security, syntax

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


CHECKING: Sequence[Rule] = (*syntax.RULES, *router.RULES, *host.RULES, *cluster.RULES, *security.RULES, *lvs.RULES)
"""The rules that look at a model: all that a plain run needs."""

if TYPE_CHECKING:
    RULES: Sequence[Rule]
    """All rules, also those whose findings come from readers and writers."""


@cache
def _all() -> Sequence[Rule]:
    from carplint.rules import conversion, reading

    return sorted((*reading.RULES, *CHECKING, *syntax.found(), *conversion.RULES), key=lambda rule: rule.CODE)


def __getattr__(name: str) -> Any:
    """RULES is made when first asked for: a plain run does without, and every module costs time to import."""
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _all()


def find(word: str) -> tuple[Rule, ...]:
    """The rules that a word selects: one by its code or name, several by the beginning of a code.
    Empty where there is none."""
    exact = tuple(r for r in _all() if word in (r.CODE, r.NAME))
    prefix = word == "CL" or (word.startswith("CL") and word[2:].isdigit())
    return exact or tuple(r for r in _all() if prefix and r.CODE.startswith(word))
