"""Findings, with their places and fixes."""

from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.source import Span

SEVERITIES = ("info", "warning", "error")
"""From the mildest to the most severe. error: the daemon refuses or ignores it, or failover is broken; warning:
probably not meant, or fragile; info: worth knowing."""


class Edit(NamedTuple):
    """Replace the characters of a span by a text; an empty span inserts."""

    span: "Span"
    text: str


class Fix(NamedTuple):
    """The edits that remove the cause of a finding. A fix is safe if it cannot change what the administrator meant."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True


class Related(NamedTuple):
    """Another place that a finding speaks of, with a note on what is there."""

    span: "Span"
    note: str


class Finding(NamedTuple):
    """One thing to know about a place. Rules, readers and writers yield it; the runner adds `code`, `name` and
    `severity` from the rule, so that a rule cannot lie about its identity. Readers and writers, which speak for many
    rules, set `name` themselves."""

    message: str
    span: "Span"
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    label: str = ""
    """The note below the marked text in a code frame."""
    name: str = ""
    code: str = ""
    severity: str = ""
