"""`include` of keepalived.conf: which files a line reads, and what the daemon makes of those it cannot read.

The kinds are include, and includer, includem, includew, includeb and includea, which stop the daemon where
it cannot read a file, finds none, none by a wildcard, none for a part of {a,b}, or any of these. Source:
lib/parser.c of keepalived (check_include, open_and_check_glob); keepalived.conf(5), "Include"; tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from carplint.finding import Finding, Related
from carplint.source import Source, Span
from carplint.syntax.lines import Line, place, text_of

MAX_DEPTH = 64

Find = Callable[[str, Source], "Sequence[Source | Finding] | None"]
"""What finds the files of an include: its pattern and the file that it stands in. None: cannot be told."""

_WILDCARD = re.compile(r"[*?\[]")
_FOLDER = "${_PWD}/"


class Included(NamedTuple):
    """The files that an include reads, what there is to say, and whether it is all that the daemon reads."""

    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    complete: bool = False


def _placed(finding: Finding, span: Span, kind: str, partly: bool) -> Finding:
    """A finding about the files of an include, at the include where it is about no file that was read."""
    if finding.name == "include-matches-nothing" and kind in ("ba" if partly else "mwa") and kind:
        message = f"{finding.message}: include{kind} then stops keepalived"
        finding = finding._replace(name="include-refused", message=message)
    if finding.span.source.text:
        return finding._replace(related=(*finding.related, Related(span, "it is included here")))
    return finding._replace(span=span)


def _name(source: Source) -> str:
    return source.real or source.path


def included(target: Line, kind: str, starts_line: bool, source: Source, via: tuple[Span, ...], find: Find) -> Included:
    """What an include reads that stands in `source`, which the includes `via` led to. `target` is its
    pattern, `kind` the last letter of its keyword or ""."""
    pattern = text_of(target)
    span = place(target)
    known = pattern.startswith(_FOLDER) or not any(bit.why for bit in target)
    pattern = pattern.removeprefix(_FOLDER)
    found = find(pattern, source) if known and "$" not in pattern else None
    if found is None:
        return Included()
    findings = [item for item in found if isinstance(item, Finding)]
    sources = [item for item in found if isinstance(item, Source)]
    if not found:
        if not _WILDCARD.search(pattern):
            findings.append(Finding("there is no such file", span, name="include-matches-nothing"))
        elif kind and kind in "wa":
            findings.append(
                Finding(f"no file matches: include{kind} then stops keepalived", span, name="include-refused")
            )
    partly = bool(sources) or "{" in pattern
    findings = [_placed(finding, span, kind, partly) for finding in findings]
    complete = not findings
    above = {_name(source), *(_name(s.source) for s in via)}
    allowed = [s for s in sources if _name(s) not in above]
    if len(via) >= MAX_DEPTH:
        allowed = []
    if len(allowed) < len(sources):
        what = "this file includes itself"
        if len(via) >= MAX_DEPTH:
            what = f"includes are nested over {MAX_DEPTH} deep"
        message = f"{what}: keepalived goes on until it has too many open files"
        findings.append(Finding(message, span, name="include-loop"))
    elif sources and not starts_line:
        message = "keepalived reads these files twice, because something comes before this include"
        findings.append(Finding(message, span, name="include-read-twice"))
    return Included(tuple(allowed), tuple(findings), complete)
