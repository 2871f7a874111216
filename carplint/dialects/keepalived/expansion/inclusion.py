"""`include` of keepalived.conf: which files a line reads, and what the daemon makes of those it cannot read.

The kinds are include, and includer, includem, includew, includeb and includea, which stop the daemon where
it cannot read a file, finds none, none by a wildcard, none for a part of {a,b}, or any of these; include_check
in global_defs says so for the includes below it. Source: lib/parser.c of keepalived (check_include,
open_and_check_glob) and global_parser.c (include_check_handler); keepalived.conf(5), "Include"; tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from carplint.dialects.keepalived.expansion.bits import Line, place, text_of
from carplint.text.finding import Finding, Related
from carplint.text.reading import Find
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

MAX_DEPTH = 64

Checks = frozenset[str]
"""What an include must not miss, by the words of include_check."""

_ALL: Checks = frozenset(("read", "match", "wildcard_match", "brace_match"))
_KINDS: dict[str, Checks] = {
    "": frozenset(),
    "r": frozenset(("read",)),
    "m": frozenset(("read", "match")),
    "w": frozenset(("read", "match", "wildcard_match")),
    "b": frozenset(("read", "brace_match")),
    "a": _ALL,
}
"""By the last letter of the keyword."""

_WILDCARD = re.compile(r"[*?\[]")
_FOLDER = "${_PWD}/"


class Included(NamedTuple):
    """The files that an include reads, what there is to say, and whether it is all that the daemon reads."""

    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    complete: bool = False


def include_check(words: Sequence[str], before: Checks) -> Checks:
    """What the words of an include_check make of the checks before it. The first one sets them, and with them
    `read`; those with + and - change them; the daemon refuses any other."""
    if not words:
        return _ALL
    checks = set(before)
    for index, word in enumerate(words):
        sign, name = (word[:1], word[1:]) if word.startswith(("+", "-")) else ("", word)
        if not sign and not index:
            checks = {"read", name} if name in _ALL else set()
        elif sign == "-":
            checks.discard(name)
        elif sign == "+" and name in _ALL:
            checks.add(name)
    return frozenset(checks)


def _placed(finding: Finding, span: Span, strict: str) -> Finding:
    """A finding about the files of an include, at the include where it is about no file that was read. `strict`
    says what stops the daemon because of it, if something does."""
    if strict:
        finding = finding._replace(name="include-refused", message=f"{finding.message}: {strict} then stops keepalived")
    if finding.span.source.text:
        return finding._replace(related=(*finding.related, Related(span, "it is included here")))
    return finding._replace(span=span)


def _name(source: Source) -> str:
    return source.real or source.path


def included(
    target: Line,
    kind: str,
    checks: Checks,
    starts_line: bool,
    source: Source,
    via: tuple[Span, ...],
    find: Find,
) -> Included:
    """What an include reads that stands in `source`, which the includes `via` led to. `target` is its
    pattern, `kind` the last letter of its keyword or "", `checks` what include_check says above it."""
    pattern = text_of(target)
    span = place(target)
    known = pattern.startswith(_FOLDER) or not any(bit.why for bit in target)
    pattern = pattern.removeprefix(_FOLDER)
    found = find(pattern, source) if known and "$" not in pattern else None
    if found is None:
        return Included()

    def strict(check: str) -> str:
        return f"include{kind}" if check in _KINDS[kind] else "include_check" if check in checks else ""

    findings = [item for item in found if isinstance(item, Finding)]
    sources = [item for item in found if isinstance(item, Source)]
    missing = "brace_match" if sources or "{" in pattern else "match"
    of = {"include-matches-nothing": missing, "config-file-executable": "read"}
    findings = [_placed(f, span, strict(of.get(f.name, ""))) for f in findings]
    if not found and not _WILDCARD.search(pattern):
        nothing = Finding("there is no such file", span, name="include-matches-nothing")
        findings.append(_placed(nothing, span, strict(missing)))
    elif not found and strict("wildcard_match"):
        findings.append(_placed(Finding("no file matches", span), span, strict("wildcard_match")))
    complete = not findings
    above = {_name(source), *(_name(s.source) for s in via)}
    allowed = [s for s in sources if _name(s) not in above]
    if len(via) >= MAX_DEPTH:
        allowed = []
    if len(allowed) < len(sources):
        what = "this file includes itself"
        if len(via) >= MAX_DEPTH:
            what = f"includes are nested more than {MAX_DEPTH} deep"
        message = f"{what}: keepalived continues until it has too many open files"
        findings.append(Finding(message, span, name="include-loop"))
    elif sources and not starts_line:
        message = "keepalived reads these files twice, because something comes before this include"
        findings.append(Finding(message, span, name="include-read-twice"))
    return Included(tuple(allowed), tuple(findings), complete)
