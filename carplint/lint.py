"""Running the rules: each finding gets the identity of its rule, and all of them one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from carplint.finding import SEVERITIES, Finding
from carplint.model import Net
from carplint.rules import Rule, named, needed
from carplint.source import DerivedSpan


class Report(NamedTuple):
    """What a run has to say, ready for a report format."""

    findings: tuple[Finding, ...]
    net: Net

    def count(self, severity: str) -> int:
        """How many findings have this severity."""
        return sum(f.severity == severity for f in self.findings)

    def at_least(self, severity: str) -> bool:
        """Whether a finding is as grave as `severity` or graver."""
        limit = SEVERITIES.index(severity)
        return any(SEVERITIES.index(f.severity) >= limit for f in self.findings)


def _order(finding: Finding) -> tuple[str, str, int, str, str]:
    source = finding.span.source
    return source.host, source.path, finding.span.start, finding.code, finding.message


def identify(findings: Iterable[Finding]) -> list[Finding]:
    """Readers' and writers' findings with the code and severity of the rule that they name."""
    known: dict[str, Rule] = {}
    result = []
    for finding in findings:
        if not finding.code:
            rule = known.get(finding.name) or known.setdefault(finding.name, named(finding.name))
            finding = finding._replace(code=rule.CODE, severity=rule.SEVERITY)
        result.append(finding)
    return result


def _editable(finding: Finding) -> Finding:
    if finding.fix is None or not any(isinstance(e.span, DerivedSpan) for e in finding.fix.edits):
        return finding
    return finding._replace(fix=None)


def finish(findings: Iterable[Finding], net: Net) -> Report:
    """Findings in the order of their places, each once. A fix of text that is not literally there is dropped."""
    unique = {(f.span, f.code, f.message): _editable(f) for f in findings}
    return Report(tuple(sorted(unique.values(), key=_order)), net)


def check(net: Net, rules: Sequence[Rule] | None = None) -> Report:
    """Run rules over a model: those that can find something in it, or the given ones. What could not be read
    (family 0) is always part of the report."""
    findings = identify(net.findings)
    if rules is not None:
        chosen = {rule.CODE for rule in rules}
        findings = [f for f in findings if f.code in chosen or f.code < "CL1"]
    for rule in needed(net) if rules is None else rules:
        run = getattr(rule, "check", None)
        if run is not None:
            findings += [f._replace(code=rule.CODE, name=rule.NAME, severity=rule.SEVERITY) for f in run(net)]
    return finish(findings, net)
