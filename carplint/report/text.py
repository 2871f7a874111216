"""Code frames for people: every place of a finding with its line, and its host if there are several.

Each piece of text has a style; on a terminal rich paints it, elsewhere the styles are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import Options, place, summary, visible
from carplint.text.finding import Finding
from carplint.text.secrets import HIDDEN, between
from carplint.text.source import Span

_COLOURS = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "bold": "bold",
    "gutter": "blue",
    "related": "blue",
    "help": "green",
    "": "",
}
Piece = tuple[str, str]


def _shown(span: Span, show_secrets: bool) -> tuple[str, int, int]:
    """Return the line of a span as it may be shown, and where the span lies in it (start, length)."""
    number, column = span.source.position(span.start)
    line = span.source.line(number)
    start = column - 1
    end = min(start + span.end - span.start, len(line))
    first = span.start - start
    secrets = () if show_secrets else between(span.source, first, first + len(line))
    for low, high in reversed(secrets):
        line = line[:low] + HIDDEN + line[high:]
        shift = len(HIDDEN) - (high - low)
        start = start + shift if start >= high else min(start, low)
        end = end + shift if end >= high else low + len(HIDDEN) if end > low else end
    if len(line) > 160:
        cut = max(0, start - 60)
        line, start, end = line[cut : cut + 160], start - cut, min(end - cut, 160)
    return visible(line), start, max(0, end - start)


def _frame(
    span: Span, note: str, style: str, arrow: str, mark: str, width: int, options: Options, several: bool
) -> Iterator[Piece]:
    gutter, note = " " * width, visible(note)
    yield f"{gutter}{arrow} ", "gutter"
    yield f"{visible(place(span, several))}\n", ""
    whole_file = span.start == span.end == 0
    line, start, length = _shown(span, options.show_secrets)
    if whole_file or not line:
        if note:
            yield f"{gutter} = ", "gutter"
            yield f"{note}\n", style
        return
    number = str(span.source.position(span.start)[0])
    yield f"{gutter} |\n{number.rjust(width)} | ", "gutter"
    yield f"{line}\n", ""
    yield f"{gutter} | ", "gutter"
    yield f"{' ' * start}{mark * max(1, length)}{' ' + note if note else ''}\n", style


def _pieces(finding: Finding, options: Options, several: bool) -> Iterator[Piece]:
    places = [finding.span, *(r.span for r in finding.related)]
    width = max(len(str(s.source.position(s.start)[0])) for s in places)
    yield f"{finding.severity}[{finding.code}]", finding.severity
    yield f" {finding.name}: {visible(finding.message)}\n", "bold"
    yield from _frame(finding.span, finding.label, finding.severity, "-->", "^", width, options, several)
    for related in finding.related:
        yield from _frame(related.span, related.note, "related", ":::", "-", width, options, several)
    if finding.fix is not None:
        kind = "" if finding.fix.safe else " (unsafe)"
        yield f"{' ' * width} = ", "gutter"
        yield f"fix{kind}: {visible(finding.fix.title)}\n", "help"
    yield "\n", ""


def _frames(report: Report, options: Options) -> Iterator[Piece]:
    several = len(report.net.hosts) > 1
    for finding in report.findings:
        yield from _pieces(finding, options, several)


def frames(report: Report, options: Options) -> Iterator[str]:
    """Return the code frames alone, without colours."""
    return (text for text, _ in _frames(report, options))


def _all(report: Report, options: Options) -> Iterator[Piece]:
    yield from _frames(report, options)
    yield summary(report) + "\n", "bold"
    codes = sorted({f.code for f in report.findings if f.code.startswith("CL")})  # own rules have no page
    if codes:
        yield f"For details, run: carplint explain {codes[0]}\n", ""


def render(report: Report, options: Options) -> Iterator[str]:
    """Yield the frames, then the closing line."""
    pieces = _all(report, options)
    if not options.colour:
        yield "".join(text for text, _ in pieces)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(force_terminal=True, highlight=False, soft_wrap=True)
    with console.capture() as captured:
        console.print(Text.assemble(*((text, _COLOURS[style]) for text, style in pieces)), end="")
    yield captured.get()
