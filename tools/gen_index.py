"""Write carplint/rules/index.py from the rules: one line for each module and each page in carplint/rules/.

python tools/gen_index.py            write it, where it is not as it should be
python tools/gen_index.py --check    exit 1 where it would be written

Exit 2, with a line for each mistake, if what a rule says of itself (CODE, NAME, SEVERITY, ON, NEEDS, its docstring) is not
right; then nothing is written. The rules are read, not imported, so that a broken one breaks nothing else.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from carplint.dialects.registry import DIALECTS  # noqa: E402
from carplint.text.finding import SEVERITIES  # noqa: E402
from carplint.text.spelling import closest, nearest  # noqa: E402

FOLDER = ROOT / "carplint" / "rules"
KEYWORDS = ROOT / "reference" / "keepalived" / "keywords.tsv"
INDEX = FOLDER / "index.py"
NEEDS = ROOT / "carplint" / "checking" / "needs.py"

_HEAD = '''"""All rules in the order of their codes: code, name, severity, ON, NEEDS, summary. Written by `make gen`."""

# fmt: off
INDEX = (
'''
_SAID = ("CODE", "NAME", "SEVERITY", "ON", "NEEDS")
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


class RuleError(Exception):
    """Rules say something of themselves that is not right; the message has a line for each mistake."""


def _quoted(text: str) -> str:
    return repr(text) if '"' in text else f'"{text}"'


def _assigned(tree: ast.Module) -> dict[str, ast.expr]:
    """What the top of a module assigns, by name."""
    found = {
        t.id: n.value for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    }
    plain = (n for n in tree.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name))
    return found | {n.target.id: n.value for n in plain if isinstance(n.target, ast.Name) and n.value is not None}


def _keys(path: Path, name: str) -> dict[str, ast.expr]:
    """The entries of a mapping in a module, by their keys."""
    mapping = _assigned(ast.parse(path.read_text(encoding="utf-8")))[name]
    assert isinstance(mapping, ast.Dict)
    keys = (key.value for key in mapping.keys if isinstance(key, ast.Constant))
    return {str(key): value for key, value in zip(keys, mapping.values, strict=True)}


def _of_module(path: Path) -> Source | None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {name: value.value for name, value in _assigned(tree).items() if isinstance(value, ast.Constant)}
    is_rule = any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in tree.body)
    if not is_rule and "CODE" not in said:
        return None
    for word in said:
        if word not in _SAID and word.isupper() and (near := closest(word, _SAID)) and near not in said:
            raise RuleError(f"{path}: {word} is not one of {', '.join(_SAID)}: did you mean {near}?")
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


@cache
def sources() -> tuple[Source, ...]:
    """All rules in the order of their codes."""
    return tuple(sorted(_found(), key=lambda source: source.code))


def _needed() -> frozenset[str]:
    """Words of NEEDS: formats, keywords, and those that needs.py has by name, or by their beginning (`other-`). The
    settings of launchers and of interfaces are not among them."""
    tree = ast.parse(NEEDS.read_text(encoding="utf-8"))
    texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    words = {word for text in texts if "\n" not in text for word in text.split()}
    with KEYWORDS.open(encoding="utf-8", newline="") as file:
        words |= {row["keyword"] for row in csv.DictReader(file, delimiter="\t")}
    return frozenset(words | {dialect.name for dialect in DIALECTS})


def _choices(names: Iterable[str], word: str) -> str:
    near = nearest(word, names)
    return f"did you mean {near!r}?" if near else f"it is one of {', '.join(map(repr, names))}"


def mistakes(rules: Sequence[Source]) -> Iterator[str]:
    """A line for each thing that a rule says of itself and that is not right; each rule lies in the folder of a family."""
    kinds, needed = _keys(FOLDER / "targets.py", "TARGETS"), _needed()
    folders = {k: ast.literal_eval(v) for k, v in _keys(FOLDER / "__init__.py", "FOLDERS").items()}
    digits = {folder: digit for digit, folder in folders.items()}
    codes, names = Counter(rule.code for rule in rules), Counter(rule.name for rule in rules)
    for rule in rules:
        path, family = rule.path, rule.path.parent.name
        where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        name = path.stem.replace("_", "-") if rule.on else path.stem
        said = {"CODE": rule.code, "NAME": rule.name, "SEVERITY": rule.severity}
        missing = [key for key, value in said.items() if not value]
        yield from (f'{where}: {key} is missing: write {key} = "..."' for key in missing)
        if rule.code and not re.fullmatch(rf"CL{digits[family]}\d\d", rule.code):
            yield f"{where}: CODE is {rule.code!r}: a rule in {family}/ has CL{digits[family]} and two digits"
        if rule.code and codes[rule.code] > 1:
            yield f"{where}: CODE is {rule.code!r}, which another rule has, too"
        if rule.name and rule.name != name:
            yield f"{where}: NAME is {rule.name!r}, but the file is named for {name!r}"
        if rule.name and names[rule.name] > 1:
            yield f"{where}: NAME is {rule.name!r}, which another rule has, too"
        if rule.severity and rule.severity not in SEVERITIES:
            yield f"{where}: SEVERITY is {rule.severity!r}: {_choices(SEVERITIES, rule.severity)}"
        if rule.on and rule.on not in kinds:
            yield f"{where}: ON is {rule.on!r}: {_choices(kinds, rule.on)}"
        for word in rule.needs.split():
            forms = (word, word.lower(), word.upper(), word.rpartition(".")[2], word.partition("-")[0] + "-")
            if needed.isdisjoint(forms) and (near := closest(word, needed)):
                yield f"{where}: NEEDS has {word!r}: did you mean {near!r}?"
        if not rule.summary:
            yield f"{where}: the docstring is missing: it begins with a line that says what the rule finds"


def index() -> str:
    """The text of the index. Raise RuleError if a rule is not right."""
    rules = sources()
    if wrong := list(mistakes(rules)):
        raise RuleError("\n".join(wrong))
    return _HEAD + "".join(source.line for source in rules) + ")\n"


def main(argv: list[str]) -> int:
    """Write or check the index."""
    try:
        text = index()
    except (RuleError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if INDEX.exists() and INDEX.read_text(encoding="utf-8") == text:
        return 0
    checking = "--check" in argv
    print(f"{'stale' if checking else 'written'}: {INDEX.relative_to(ROOT)}")
    if not checking:
        INDEX.write_text(text, encoding="utf-8")
    return int(checking)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
