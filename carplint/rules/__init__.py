"""The rules: a folder for each family, a file for each rule.

A rule is a module with
  CODE       CLnnn; the first digit is its family (see FAMILIES)
  NAME       what it finds, as `explain` and suppressions take it; the module is called so, too
  SEVERITY   error, warning or info
  ON         the kind of thing that it looks at, a key of TARGETS in targets.py: "instance", "cluster", "host" ...;
             "net", the whole model, unless it says so
  NEEDS      words of which one must be among the inputs (see carplint/checking/needs.py), or else it finds nothing; optional
  check(...) yields `Finding`s about one thing of that kind, from the model alone
and a docstring: a line of summary, then the sections Why, Daemon (what the daemon does, with its source), Fix and
Exceptions. A rule that a reader or a writer finds is a page: NAME.md, which begins with `# CODE NAME (SEVERITY)` and has the
same sections. Each has fixtures/rules/NAME/bad* and good*.

index.py has a line for each, so that a run imports only the modules that can find something in its inputs, and `rules`,
`explain` and --select none. `make gen` writes it.
"""

from collections.abc import Callable, Iterable, Sequence, Set

from carplint.rules.index import INDEX
from carplint.text import module
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.finding import Finding

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

    def can_find(self, present: Set[str]) -> bool:
        """Return whether it has a check, and one of the words that it needs is present."""
        return self.on != "" and (self.needs == "" or not present.isdisjoint(self.needs.split()))

    @property
    def check(self) -> Check:
        """Its check; only to be asked for where it has one."""
        if self.own is not None:
            return self.own
        check: Check = module(f"carplint.rules.{self.folder}.{self.name.replace('-', '_')}").check
        return check


RULES = tuple(Rule(*line) for line in INDEX)
"""All rules in the order of their codes, also those whose findings come from readers and writers."""

NAMED = {rule.name: rule for rule in RULES}
"""All rules by name."""


def find(word: str, own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules that a word selects: one by its code or name, several by the beginning of a code
    or by their family; among `own` rules, too. Empty where there is none."""
    rules = (*RULES, *own)
    if exact := tuple(r for r in rules if word in (r.code, r.name)):
        return exact
    if family := tuple(r for r in RULES if r.folder == word):
        return family
    letters = word.rstrip("0123456789")
    return tuple(r for r in rules if r.code.startswith(word) and r.code.rstrip("0123456789") == letters)


def listing(rules: Iterable[Rule]) -> str:
    """Return a list of rules in the order of their codes, a line for each below the title of its family."""
    lines, family = [], ""
    for rule in rules:
        if rule.code[2] != family:
            family = rule.code[2]
            lines.append(FAMILIES[family])
        lines.append(f"  {rule.code}  {rule.severity:7}  {rule.name:36} {rule.summary}")
    return "\n".join(lines) + "\n"
