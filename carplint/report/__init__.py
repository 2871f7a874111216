"""The report formats, one module each: `render(report, options)` yields the text to write."""

import os
from collections.abc import Callable, Iterator

from carplint.checking.report import Report
from carplint.text import module
from carplint.text.finding import Finding
from carplint.text.secrets import without, words
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

FORMATS = ("text", "concise", "json", "github")
MANY = 100
"""The longest run of one rule on successive lines whose findings are listed one by one."""
LONGEST = 2000
"""The longest message, in characters, that is shown whole; only a very long word of a file makes a longer one."""


class Options(NamedTuple):
    """What a format may ask for: colours, and whether secrets may be shown."""

    colour: bool = False
    show_secrets: bool = False


def choose(name: str, terminal: bool) -> str:
    """Return the format that `auto` stands for: github in Actions, text on a terminal, concise in a pipe."""
    if name != "auto":
        return name
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "text" if terminal else "concise"


def _secrets(finding: Finding) -> Iterator[str]:
    """Yield the secret words of the lines that a finding points at, which its message must not repeat."""
    for span in (finding.span, *(r.span for r in finding.related)):
        text = span.source.text
        first, last = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
        yield from words(span.source, first, last if last >= 0 else len(text))


def _discreet(finding: Finding) -> Finding:
    """Return the finding with the passwords of its lines hidden, should its message repeat them."""
    secret = set(_secrets(finding))
    if not secret:
        return finding

    def hide(text: str) -> str:
        for word in sorted(secret, key=len, reverse=True):
            text = without(text, frozenset((word,)))
        return text

    return finding._replace(
        message=hide(finding.message),
        label=hide(finding.label),
        related=tuple(r._replace(note=hide(r.note)) for r in finding.related),
        fix=finding.fix and finding.fix._replace(title=hide(finding.fix.title)),
    )


def _brief(finding: Finding) -> Finding:
    """Return the finding with the middle of an enormous message cut out."""
    text = finding.message
    return (
        finding
        if len(text) <= LONGEST
        else finding._replace(message=f"{text[: LONGEST // 2]} … {text[-LONGEST // 4 :]}")
    )


def elsewhere(finding: Finding, several: bool) -> str:
    """Return the other places of a finding for a one-line format: ` (see HOST: PATH:LINE:COLUMN)`, with hosts only if
    there are `several`; "" if there are none."""
    places = [place(r.span, several) for r in finding.related]
    return f" (see {', '.join(places)})" if places else ""


def place(span: Span, several: bool) -> str:
    """Return where a span begins, `PATH:LINE:COLUMN`, with its host if there are `several`."""
    line, column = span.source.position(span.start)
    host = f"{span.source.host}: " if several and span.source.host else ""
    return f"{host}{span.source.path}:{line}:{column}"


def visible(text: str) -> str:
    """Return a text for a terminal: line ends and tabs become blanks, other control characters dots."""
    return (
        text if text.isprintable() else "".join(" " if c in "\t\r\n" else c if c.isprintable() else "·" for c in text)
    )


def render(name: str, report: Report, options: Options) -> Iterator[str]:
    """Yield a report in one of FORMATS, in pieces to be written one after the other."""
    if len(report.findings) > MANY:
        from carplint.report.floods import gathered  # few reports are so long

        report = report._replace(findings=tuple(gathered(report.findings, MANY)))
    fixed = report.fixed
    if not options.show_secrets and (report.findings or fixed):
        from carplint.inputs.secrets import mark  # only if something is shown

        mark(report.net)
        report = report._replace(findings=tuple(_discreet(f) for f in report.findings))
        fixed = fixed and tuple(_discreet(f) for f in fixed)
    report = report._replace(findings=tuple(map(_brief, report.findings)), fixed=fixed and tuple(map(_brief, fixed)))
    run: Callable[[Report, Options], Iterator[str]] = module(f"carplint.report.{name}").render
    return run(report, options)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def summary(report: Report) -> str:
    """Return the closing line: what was read, how much was understood, what was not checked, and what was found."""
    net = report.net
    parts = [
        ", ".join(
            (
                _counted(len(net.hosts), "host"),
                _counted(net.files, "file"),
                _counted(len(net.virtual_routers), "virtual router"),
            )
        ),
        f"{net.understood} of {_counted(net.statements, 'statement')} understood",
    ]
    if net.not_checked:
        shown = [visible(text) for text in net.not_checked[:3]]
        if len(net.not_checked) > 3:
            shown.append(f"and {len(net.not_checked) - 3} more")
        parts.append("not checked: " + ", ".join(shown))
    fixable = sum(f.fix is not None for f in report.findings)
    found = [
        _counted(report.count("error"), "error"),
        _counted(report.count("warning"), "warning"),
        _counted(report.count("info"), "info"),
    ]
    parts.append(", ".join(found) + (f" ({fixable} fixable)" if fixable else ""))
    left_out = ((report.suppressed, "suppressed"), (report.known, "in the baseline"))
    parts += [f"{len(findings)} {why}" for findings, why in left_out if findings]
    return "; ".join(parts)
