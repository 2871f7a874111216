"""The result of a check, ready for a report format."""

from carplint.model import Net
from carplint.text.finding import SEVERITIES, Finding
from carplint.text.typing import NamedTuple


class Report(NamedTuple):
    """The findings of a run, in the order of their places."""

    findings: tuple[Finding, ...]
    net: Net
    suppressed: tuple[Finding, ...] = ()
    """The findings that a comment suppresses."""
    known: tuple[Finding, ...] = ()
    """The findings that a baseline has."""
    fixed: tuple[Finding, ...] | None = None
    """After fixes: the findings whose fix was applied, each with its place in the text that it was applied to."""

    def count(self, severity: str) -> int:
        """Return the number of findings of this severity."""
        return sum(f.severity == severity for f in self.findings)

    def at_least(self, severity: str) -> bool:
        """Return True if a finding is at or above `severity`."""
        limit = SEVERITIES.index(severity)
        return any(SEVERITIES.index(f.severity) >= limit for f in self.findings)
