"""Policies: which rules run, how severe they are, and where they do not count.

The words of the command line and of the configuration become rules here. A word names rules by code, by the beginning
of a code (CL4, or ACME for own rules), by name, or by family (the folder: syntax, host, cluster ...).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import translate

from carplint.rules import Rule
from carplint.text.finding import Finding
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.inputs.config import Choice


class PolicyError(Exception):
    """A word names no rule; the message says which, and what is near it."""


class Policy(NamedTuple):
    """Which rules run. `rules` are carplint's own (None: all that can find something), `own` the team's; `severities`
    are by code; `paths` are patterns of paths relative to `folder`, each with the codes that do not count there."""

    rules: Sequence[Rule] | None = None
    own: Sequence[Rule] = ()
    severities: Mapping[str, str] = {}
    paths: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = ()
    folder: str = "."

    @classmethod
    def of(
        cls,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severity: Mapping[str, str] = {},
        rules: Sequence[str] = (),
    ) -> Policy:
        """Return the policy for what a configuration may say: rules to `select` and to `ignore`, by code, beginning of a
        code, name or family; the `severity` of rules (error, warning, info); own `rules`, files to run or entry points.
        Raises `PolicyError` for a word that names no rule, `OwnRuleError` for a file that is not a rule."""
        from carplint.checking import own_rules
        from carplint.inputs.config import Choice

        return policy(Choice(tuple(select), tuple(ignore), severity), own_rules.read(rules))

    def _left_out(self, finding: Finding) -> bool:
        path = os.path.relpath(os.path.abspath(finding.span.source.path), os.path.abspath(self.folder))
        return any(finding.code in codes and pattern.match(path) for pattern, codes in self.paths)

    def applied(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings that count, with their severity under this policy."""
        for finding in findings:
            if self.paths and self._left_out(finding):
                continue
            severity = self.severities.get(finding.code)
            yield finding._replace(severity=severity) if severity else finding


def _found(word: str, own: Sequence[Rule]) -> Sequence[Rule]:
    from carplint.rules import RULES, find

    rules = find(word, own)
    if not rules:
        from carplint.text.spelling import closest

        near = closest(word, [n for r in (*RULES, *own) for n in (r.code, r.name)])
        raise PolicyError(f"there is no rule {word!r}" + (f"; did you mean {near}?" if near else ""))
    return rules


def _codes(texts: Iterable[str], own: Sequence[Rule]) -> frozenset[str]:
    words = (w.strip() for text in texts for w in text.split(","))
    return frozenset(r.code for w in words if w for r in _found(w, own))


def policy(choice: Choice, own: Sequence[Rule] = (), folder: str = ".") -> Policy:
    """Return the policy for the words of a configuration. Raises `PolicyError`."""
    chosen, ignored = _codes(choice.select, own), _codes(choice.ignore, own)
    if choice.select and not chosen:
        raise PolicyError(f"select names no rule: {', '.join(map(repr, choice.select))}")

    def runs(rule: Rule) -> bool:
        return (not chosen or rule.code in chosen) and rule.code not in ignored

    rules = None
    if chosen or ignored:
        from carplint.rules import RULES

        rules = [r for r in RULES if runs(r)]
    return Policy(
        rules=rules,
        own=tuple(r for r in own if runs(r)),
        severities={code: s for word, s in choice.severity.items() for code in _codes([word], own)},
        paths=tuple((re.compile(translate(p)), _codes(words, own)) for p, words in choice.paths.items()),
        folder=folder,
    )
