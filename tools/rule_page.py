"""The page of a rule in docs/rules, which `carplint explain` prints: what its file says about it, and its bad fixture
with what carplint really reports of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from gen_index import ROOT
from gen_index import Source as File

from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.checking.report import Report
from carplint.inputs.load import load
from carplint.report import Options, summary
from carplint.report.text import frames
from carplint.rules import FAMILIES, NAMED
from carplint.text.finding import Finding
from carplint.text.secrets import mask
from carplint.text.source import Source

_HEADINGS = {"Why": "Why", "Daemon": "What the daemon does", "Fix": "Fix", "Exceptions": "Exceptions"}
_SECTION = re.compile(rf"^({'|'.join(_HEADINGS)}):[ \n]", re.MULTILINE)
_PROGRAMS = ("carplint", "ifconfig", "initscripts", "keepalived", "ucarp")
FIXTURES = ROOT / "fixtures" / "rules"
CONVERSIONS: dict[str, dict[str, Any]] = {
    "migrate-dropped-keyword": {"to": "keepalived", "version": (1, 3, 5)},
    "migrate-network-file": {"to": "interfaces"},
    "migrate-prefix": {"to": "ucarp"},
    "migrate-renamed-keyword": {"to": "keepalived", "version": (2, 2, 7)},
    "migrate-secret": {"auth": "keep"},
}
"""How the fixtures of rules about conversions are converted (`to`, and fields of conversion.Choices), where that is not
to carp from keepalived and to keepalived from all else."""


class NoFindingError(Exception):
    """A rule finds nothing in its bad fixture; the message says where to look."""


def sections(file: File) -> dict[str, str]:
    """The sections of a rule's documentation, by the word that starts each."""
    pieces = _SECTION.split(file.text)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def _sentence(text: str) -> str:
    """The text with a capital at its start, unless that is the name of a program or of a key."""
    word = re.match(r"[a-z]+(?=[ ,])", text)
    return text if word is None or word[0] in _PROGRAMS else text[0].upper() + text[1:]


def fixtures(name: str, kind: str = "bad") -> list[str]:
    """The paths of a rule's fixtures of one kind, the first of which is its example."""
    return [str(path) for path in sorted((FIXTURES / name).glob(f"{kind}*"))]


def _files_below(path: str) -> list[str]:
    if os.path.isfile(path):
        return [path]
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)


@lru_cache(maxsize=64)
def run(name: str, path: str) -> Report:
    """What carplint reports of a rule's fixture, that rule alone: by checking it, or where the rule
    speaks of conversions by converting it."""
    rule = NAMED[name]
    net = load(_files_below(path) if rule.folder == "reading" else [path])
    report = check(net, None if rule.folder == "hygiene" else Policy([rule]))  # suppressions are of other rules
    if rule.folder == "conversion":
        from carplint.conversion import Choices, convert

        target = "carp" if any(r.format == "keepalived" for r in net.virtual_routers) else "keepalived"
        choices = {"to": target, **CONVERSIONS.get(name, {})}
        report = convert(net, choices.pop("to"), Choices(allow_errors=True, **choices)).report
    return report._replace(findings=tuple(f for f in report.findings if f.code == rule.code))


@cache
def fix_of(name: str) -> str:
    """`safe`, `unsafe` or "" where the rule offers no fix; told from its fixtures."""
    fixes = [f.fix for path in fixtures(name) for f in run(name, path).findings if f.fix is not None]
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


def _example(name: str, path: str) -> Iterator[str]:
    report = run(name, path)
    if not report.findings:
        needs = NAMED[name].needs
        hint = f", or NEEDS ({needs}) names nothing that is there" if needs else ""
        raise NoFindingError(f"{os.path.relpath(path)} gives no finding of {name}: check() yields none{hint}")
    top = path if os.path.isdir(path) else os.path.dirname(path)

    def relative(text: str) -> str:
        return text.replace(top + os.sep, "").replace(top, ".")

    yield "## Example\n"
    for source in _sources(report.findings):
        yield f"`{relative(source.path)}`:\n"
        yield _fenced(_shown(source))
    text = "".join(frames(report, Options())) + summary(report)
    converting = NAMED[name].folder == "conversion"
    yield f"What carplint says when it {'converts' if converting else 'checks'} this:\n"
    yield _fenced(relative(text), "text")


def page(file: File) -> str:
    """The page of one rule, in Markdown."""
    fix = fix_of(file.name)
    fixing = {"": "none", "safe": "safe: `carplint fix` applies it", "unsafe": "`carplint fix --unsafe` applies it"}
    parts = [
        f"# {file.code} {file.name}\n",
        f"{file.summary}\n",
        f"- Severity: {file.severity}\n- Family: {FAMILIES[file.code[2]]}\n- Automatic fix: {fixing[fix]}\n",
    ]
    for name, text in sections(file).items():
        parts.append(f"## {_HEADINGS[name]}\n\n{_sentence(text)}\n")
    paths = fixtures(file.name)
    if paths:
        parts += _example(file.name, paths[0])
    return "\n".join(parts)
