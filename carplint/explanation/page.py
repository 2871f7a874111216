"""A rule's page: what it says about itself, and its bad fixture with what carplint really reports of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.checking.report import Report
from carplint.explanation.symptoms import Symptom, symptoms
from carplint.inputs.load import load
from carplint.report import Options, summary
from carplint.report.text import frames
from carplint.rules import FAMILIES, RULES, Rule, find
from carplint.text.finding import Finding
from carplint.text.secrets import mask
from carplint.text.source import Source

_HEADINGS = {"Why": "Why", "Daemon": "What the daemon does", "Fix": "Fix", "Exceptions": "Exceptions"}
_SECTION = re.compile(rf"^({'|'.join(_HEADINGS)}):[ \n]", re.MULTILINE)
_PROGRAMS = ("carplint", "ifconfig", "initscripts", "keepalived", "ucarp")
_PLACES = ("../fixtures/rules", "../../fixtures/rules")
"""Where the rules' fixtures lie, seen from this package: in a wheel, and in a checkout."""


def summary_of(rule: Rule) -> str:
    """The first line of a rule's docstring."""
    return (rule.__doc__ or "").partition("\n")[0]


def sections(rule: Rule) -> dict[str, str]:
    """The sections of a rule's docstring, by the word that starts each."""
    pieces = _SECTION.split(rule.__doc__ or "")
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def _sentence(text: str) -> str:
    """The text with a capital at its start, unless that is the name of a program or of a key."""
    word = re.match(r"[a-z]+(?=[ ,])", text)
    return text if word is None or word[0] in _PROGRAMS else text[0].upper() + text[1:]


def fixtures(rule: Rule, kind: str = "bad") -> list[str]:
    """The paths of a rule's fixtures of one kind, the first of which is its example."""
    package = os.path.dirname(os.path.abspath(__file__))
    for place in _PLACES:
        folder = os.path.normpath(os.path.join(package, place, rule.NAME))
        if os.path.isdir(folder):
            return [os.path.join(folder, n) for n in sorted(os.listdir(folder)) if n.startswith(kind)]
    return []


def _files_below(path: str) -> list[str]:
    if os.path.isfile(path):
        return [path]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)


def run(rule: Rule, path: str) -> Report:
    """What carplint reports of a rule's fixture, that rule alone: by checking it, or where the rule
    speaks of conversions by converting it, to carp from keepalived and to keepalived from all else, unless its
    EXAMPLE (`to`, and fields of conversion.Choices) says otherwise."""
    family = rule.CODE[2]
    net = load(_files_below(path) if family == "0" else [path])
    report = check(net, None if family == "9" else Policy([rule]))  # suppressions are of other rules
    if family == "7" and not hasattr(rule, "check"):
        from carplint.conversion import Choices, convert

        target = "carp" if any(r.format == "keepalived" for r in net.virtual_routers) else "keepalived"
        example = {"to": target, **getattr(rule, "EXAMPLE", {})}
        report = convert(net, example.pop("to"), Choices(allow_errors=True, **example)).report
    return report._replace(findings=tuple(f for f in report.findings if f.code == rule.CODE))


def fix_of(rule: Rule) -> str:
    """`safe`, `unsafe` or "" where the rule offers no fix; told from its fixtures."""
    fixes = [f.fix for path in fixtures(rule) for f in run(rule, path).findings if f.fix is not None]
    return "" if not fixes else "safe" if all(f.safe for f in fixes) else "unsafe"


def _fenced(text: str, language: str = "") -> str:
    longest = max((len(m) for m in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def _shown(source: Source) -> str:
    lines = mask(source.text, source.secret).split("\n")
    return "\n".join("".join(c if c.isprintable() or c == "\t" else "·" for c in line.rstrip("\r")) for line in lines)


def _sources(findings: Sequence[Finding]) -> list[Source]:
    """The files that findings point at, in the order of their paths."""
    places = [s for f in findings for s in (f.span, *(r.span for r in f.related))]
    unique = {s.source.path: s.source for s in places if s.source.text}
    return [unique[path] for path in sorted(unique)]


def _example(rule: Rule, path: str) -> Iterator[str]:
    report = run(rule, path)
    if not report.findings:
        return
    top = path if os.path.isdir(path) else os.path.dirname(path)

    def relative(text: str) -> str:
        return text.replace(top + os.sep, "").replace(top, ".")

    yield "## Example\n"
    for source in _sources(report.findings):
        yield f"`{relative(source.path)}`:\n"
        yield _fenced(_shown(source))
    text = "".join(frames(report, Options())) + summary(report)
    converting = rule.CODE[2] == "7" and not hasattr(rule, "check")
    yield f"What carplint says when it {'converts' if converting else 'checks'} this:\n"
    yield _fenced(relative(text), "text")


def page(rule: Rule) -> str:
    """The page of one rule, in Markdown."""
    fix = fix_of(rule)
    fixing = {"": "none", "safe": "safe: `carplint fix` applies it", "unsafe": "`carplint fix --unsafe` applies it"}
    parts = [
        f"# {rule.CODE} {rule.NAME}\n",
        f"{summary_of(rule)}\n",
        f"- Severity: {rule.SEVERITY}\n- Family: {FAMILIES[rule.CODE[2]]}\n- Automatic fix: {fixing[fix]}\n",
    ]
    for name, text in sections(rule).items():
        parts.append(f"## {_HEADINGS[name]}\n\n{_sentence(text)}\n")
    paths = fixtures(rule)
    if paths:
        parts += _example(rule, paths[0])
    return "\n".join(parts)


def symptom_page(symptom: Symptom, *, links: bool = False) -> str:
    """A symptom and the rules that explain it, in Markdown, with links to their pages where they are wanted."""
    lines = [f"## {symptom.name[0].upper()}{symptom.name[1:]}", "", symptom.look, ""]
    for name in symptom.rules:
        (rule,) = find(name)
        shown = f"[{name}](rules/{name}.md)" if links else name
        lines.append(f"- {rule.CODE} {shown}: {summary_of(rule)}")
    return "\n".join(lines) + "\n"


def explain(word: str) -> str:
    """The page of the rule with this code or name, or of every rule whose code begins so, or what explains a symptom
    that some words describe. Raises LookupError, with the nearest name in its message, where there is none."""
    if rules := find(word):
        return "\n".join(page(rule) for rule in rules)
    if seen := symptoms(word):
        return "\n".join(symptom_page(symptom) for symptom in seen)
    from carplint.text.spelling import closest

    near = closest(word, [n for r in RULES for n in (r.CODE, r.NAME)])
    hint = (
        f"did you mean {near}?" if near else "`carplint rules` lists them, `carplint explain --symptoms` the symptoms"
    )
    raise LookupError(f"there is no rule {word!r}; {hint}")
