"""Write docs/rules/ from the rules, docs/symptoms.md from the symptoms, and the blocks of output in the README and in
docs/ from the commands above them.

    python tools/gen_docs.py            write what is not as it should be
    python tools/gen_docs.py --check    exit 1 where something would be written

A block stands between `<!-- output: COMMAND -->` and `<!-- end -->`; COMMAND begins with `carplint` and
is run without a shell, in a new folder that has the project's fixtures, so that it may write.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from gen_index import sources  # noqa: E402
from rule_page import NoFindingError, fix_of, page  # noqa: E402

from carplint.cli import main as cli  # noqa: E402
from carplint.explanation.page import symptom_page  # noqa: E402
from carplint.explanation.symptoms import SYMPTOMS  # noqa: E402
from carplint.rules import FAMILIES, RULES  # noqa: E402

_BLOCK = re.compile(r"<!-- output: (?P<command>[^\n]+) -->\n.*?<!-- end -->", re.DOTALL)
_SETTINGS = ("GITHUB_ACTIONS",)
"""Variables of the environment that change what a command prints."""


def index() -> str:
    """The table of all rules, family by family."""
    lines = [
        "# Rules",
        "",
        "Written by `make docs` from the rules themselves. `carplint explain NAME` shows a rule's page.",
    ]
    for digit, family in FAMILIES.items():
        rules = sorted((r for r in RULES if r.code[2] == digit), key=lambda r: r.code)
        if not rules:
            continue
        lines += [
            "",
            f"## CL{digit}xx: {family}",
            "",
            "| code | name | severity | fix | finds |",
            "|---|---|---|---|---|",
        ]
        for rule in rules:
            text = rule.summary.replace("|", "\\|")
            lines.append(
                f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.severity} | {fix_of(rule.name)} | {text} |"
            )
    return "\n".join(lines) + "\n"


def symptom_index() -> str:
    """The rules by what is seen."""
    head = """# From the symptom to the rule

Written by `make docs` from carplint/explanation/symptoms.py. `carplint explain "both nodes are master"`, or some of the words,
prints one of the lists; `carplint check` on the files of all nodes tells which rule it is.
"""
    return "\n".join([head, *(symptom_page(symptom, links=True) for symptom in SYMPTOMS)])


def output(command: str) -> str:
    """What a command prints on its standard output."""
    words = shlex.split(command)
    if words[0] != "carplint":
        raise ValueError(f"not a carplint command: {command}")
    before, folder = {name: os.environ.pop(name, None) for name in _SETTINGS}, os.getcwd()
    place = tempfile.TemporaryDirectory()
    os.symlink(ROOT / "fixtures", os.path.join(place.name, "fixtures"))
    os.chdir(place.name)
    try:
        with place, contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
            cli.main(words[1:])
    finally:
        os.chdir(folder)
        os.environ.update({name: value for name, value in before.items() if value is not None})
    return out.getvalue()


def filled(text: str) -> str:
    """A Markdown text with its blocks of output renewed."""

    def block(match: re.Match[str]) -> str:
        command = match["command"]
        return f"<!-- output: {command} -->\n```console\n$ {command}\n{output(command).rstrip()}\n```\n<!-- end -->"

    return _BLOCK.sub(block, text)


def pages() -> dict[Path, str]:
    """Every generated file and what belongs into it."""
    folder = ROOT / "docs" / "rules"
    filled_in = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    return {
        **{path: filled(path.read_text(encoding="utf-8")) for path in filled_in},
        **{folder / f"{file.name}.md": page(file) for file in sources()},
        folder / "index.md": index(),
        ROOT / "docs" / "symptoms.md": symptom_index(),
    }


def stale() -> dict[Path, str | None]:
    """The files that are not as they should be, with what belongs into them; None for those of rules
    that are no more."""
    wanted = pages()
    found: dict[Path, str | None] = {p: None for p in (ROOT / "docs" / "rules").glob("*.md") if p not in wanted}
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found[path] = text
    return found


def main(argv: list[str]) -> int:
    """Write or check all of it."""
    checking = "--check" in argv
    try:
        found = stale()
    except NoFindingError as error:
        print(error, file=sys.stderr)
        return 2
    for path, text in found.items():
        print(f"{'stale' if checking else 'written' if text is not None else 'removed'}: {path.relative_to(ROOT)}")
        if checking:
            continue
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if found and checking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
