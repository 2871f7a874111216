"""Write carplint/rules/index.py from the rules: one line for each module and each page in carplint/rules/.

python tools/gen_index.py            write it, where it is not as it should be
python tools/gen_index.py --check    exit 1 where it would be written
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "carplint" / "rules"
INDEX = FOLDER / "index.py"

_HEAD = '''"""All rules in the order of their codes: code, name, severity, ON, NEEDS, summary. Written by `make gen`."""

# fmt: off
INDEX = (
'''
_PAGE = re.compile(r"# (?P<code>\S+) (?P<name>\S+) \((?P<severity>\w+)\)\n\n(?P<text>.*)", re.DOTALL)


class Source(NamedTuple):
    """A rule as its file says it; `on` is "" for a page, which has no check."""

    path: Path
    code: str
    name: str
    severity: str
    on: str
    needs: str
    text: str
    """Its documentation: a line of summary, then the sections."""

    @property
    def summary(self) -> str:
        """What the rule finds."""
        return self.text.partition("\n")[0]

    @property
    def line(self) -> str:
        """Its line in the index."""
        values = ", ".join(map(_quoted, (self.code, self.name, self.severity, self.on, self.needs, self.summary)))
        return f"    ({values}),\n"


def _quoted(text: str) -> str:
    return repr(text) if '"' in text else f'"{text}"'


def _of_module(path: Path) -> Source | None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if "CODE" not in said:
        return None
    code, name, severity, needs = (str(said.get(key, "")) for key in ("CODE", "NAME", "SEVERITY", "NEEDS"))
    return Source(path, code, name, severity, str(said.get("ON", "net")), needs, ast.get_docstring(tree) or "")


def of_page(path: Path) -> Source:
    """A rule without a check. Raises ValueError where its first lines do not say which."""
    match = _PAGE.fullmatch(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path}: a page begins with `# CODE NAME (SEVERITY)` and an empty line")
    return Source(path, match["code"], match["name"], match["severity"], "", "", match["text"])


def _found() -> Iterator[Source]:
    for path in FOLDER.glob("*/*.py"):
        source = _of_module(path)
        if source is not None:
            yield source
    yield from map(of_page, FOLDER.glob("*/*.md"))


def sources() -> list[Source]:
    """All rules in the order of their codes."""
    return sorted(_found(), key=lambda source: source.code)


def index() -> str:
    """The text of the index."""
    return _HEAD + "".join(source.line for source in sources()) + ")\n"


def main(argv: list[str]) -> int:
    """Write or check the index."""
    text = index()
    if INDEX.exists() and INDEX.read_text(encoding="utf-8") == text:
        return 0
    checking = "--check" in argv
    print(f"{'stale' if checking else 'written'}: {INDEX.relative_to(ROOT)}")
    if not checking:
        INDEX.write_text(text, encoding="utf-8")
    return int(checking)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
