"""The report formats, one module each: `render(report, options)` yields the text to write."""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from carplint.checking.report import Report
from carplint.model import Net
from carplint.text import module
from carplint.text.finding import Finding
from carplint.text.secrets import HIDDEN, NONE, Values, hide, of, whole, without
from carplint.text.source import DerivedSpan, Source, Span, merged
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


class _Words(NamedTuple):
    """Where the words of a file's secrets stand, in order, and the words."""

    places: Sequence[int]
    words: Sequence[str]


class _Discretion:
    """What is known of a run's secrets: their values, and the words of each file's, found when first asked for."""

    def __init__(self, net: Net, values: Values) -> None:
        self.values = values
        self._net = net
        self._names: frozenset[str] | None = None
        self._words: dict[Source, _Words] = {}
        self._lines: dict[tuple[Source, int, int], Values] = {}

    def _of(self, source: Source) -> _Words:
        if source not in self._words:
            from carplint.inputs.secrets import parts  # only if something is shown

            found = sorted((low, word) for low, high in of(source) for word in parts(source.text[low:high]))
            self._words[source] = _Words([low for low, _ in found], [word for _, word in found])
        return self._words[source]

    def _on_lines(self, span: Span) -> Values:
        """Return the words of the secrets on the lines of a place."""
        content, own = span.source.text, self._of(span.source)
        if not own.places:
            return NONE
        first, last = content.rfind("\n", 0, span.start) + 1, content.find("\n", span.end) % (len(content) + 1)
        key = span.source, first, last
        if key not in self._lines:
            self._lines[key] = Values(own.words[bisect_left(own.places, first) : bisect_left(own.places, last)])
        return self._lines[key]

    def _near(self, spans: Iterable[Span]) -> Values:
        """Return the words of the secrets on the lines of some places."""
        lines = {id(values): values for values in map(self._on_lines, spans) if values}
        if len(lines) == 1:
            return next(iter(lines.values()))
        return Values(word for values in lines.values() for word in values)

    def _is_name(self, word: str) -> bool:
        if self._names is None:
            from carplint.inputs.secrets import names  # few messages say a word of their line's secret

            self._names = names(self._net)
        return word in self._names

    def _hidden(self, text: str, near: Values, code: str, derived: bool) -> str:
        """Return a text of a finding without secrets. Rules about the model, unlike those about words, name its things and
        quote no other word of a line."""
        found = list(whole(text, near)) if near else []
        if found and not _quotes(code):
            found = [place for place in found if not self._is_name(text[slice(*place)])]
        known = list(whole(text, self.values)) if self.values else []
        if not found and not known:
            return text
        from carplint.text.prose import is_ordinary, is_own  # few messages have anything that looks like a secret

        found += [place for place in known if derived or not is_ordinary(text[slice(*place)])]
        return hide(text, lambda _: HIDDEN, merged(place for place in found if not is_own(text, *place)))

    def finding(self, finding: Finding) -> Finding:
        """Return a finding without secrets."""
        spans = [finding.span, *(r.span for r in finding.related)]
        fix, near = finding.fix, self._near(spans)
        derived = any(isinstance(span, DerivedSpan) for span in spans)  # what it says stands in a definition

        def hidden(text: str) -> str:
            return self._hidden(text, near, finding.code, derived)

        return finding._replace(
            message=hidden(finding.message),
            label=hidden(finding.label),
            related=tuple(r._replace(note=hidden(r.note)) for r in finding.related),
            fix=fix and fix._replace(title=hidden(fix.title)),
        )


@cache
def _quotes(code: str) -> bool:
    """Return whether messages of a rule may quote words of the finding's line: those of readers and conversions, which are
    about no thing of the model, and those about the spelling of files."""
    from carplint.rules.index import INDEX  # few messages say a word of their line's secret

    return code.startswith("CL1") or not any(row[0] == code and row[3] for row in INDEX)


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


def discreet(net: Net) -> Net:
    """Return a net whose words about what was not checked quote no secret of a file."""
    if all(text.startswith("the ") for text in net.not_checked):  # of this and that virtual router
        return net
    from carplint.inputs.secrets import mark  # few nets leave out more

    values = mark(net)
    return net._replace(not_checked=tuple(without(text, values) for text in net.not_checked))


def render(name: str, report: Report, options: Options) -> Iterator[str]:
    """Yield a report in one of FORMATS, in pieces to be written one after the other."""
    if len(report.findings) > MANY:
        from carplint.report.floods import gathered  # few reports are so long

        report = report._replace(findings=tuple(gathered(report.findings, MANY)))
    fixed = report.fixed
    if not options.show_secrets:
        report = report._replace(net=discreet(report.net))
    if not options.show_secrets and (report.findings or fixed):
        from carplint.inputs.secrets import mark  # only if something is shown

        discretion = _Discretion(report.net, mark(report.net))
        report = report._replace(findings=tuple(map(discretion.finding, report.findings)))
        fixed = fixed and tuple(map(discretion.finding, fixed))
    report = report._replace(findings=tuple(map(_brief, report.findings)), fixed=fixed and tuple(map(_brief, fixed)))
    run: Callable[[Report, Options], Iterator[str]] = module(f"carplint.report.{name}").render
    return run(report, options)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _files(net: Net) -> str:
    """Return how many files were read, and how many were not; `--list-files` says which, and why."""
    if len(net.listed) == net.files or not (left := _left(net)):
        return _counted(net.files, "file")
    return f"{_counted(net.files, 'file')} read, {left} (--list-files says why)"


def _left(net: Net) -> str:
    states = [f.state for f in net.listed]
    return ", ".join(f"{n} {state}" for state in ("passed over", "refused") if (n := states.count(state)))


def summary(report: Report) -> str:
    """Return the closing line: what was read, how much was understood, what was not checked, and what was found."""
    net = report.net
    parts = [
        ", ".join(
            (
                _counted(len(net.hosts), "host"),
                _files(net),
                _counted(len(net.virtual_routers), "virtual router"),
            )
        ),
        f"{net.understood} of {_counted(net.statements, 'statement')} understood"
        + (" (--list-files says where not)" if net.understood < net.statements else ""),
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
