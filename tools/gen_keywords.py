"""Write carplint/dialects/keepalived/keyword_table.py from reference/keepalived/keywords.tsv.

    python tools/gen_keywords.py            write the module
    python tools/gen_keywords.py --check    exit 1 if the module is not what the table says

What the table does not say is in keepalived_facts.py.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import keepalived_facts as facts

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "carplint" / "dialects" / "keepalived" / "keyword_table.py"
TABLE = ROOT / "reference" / "keepalived" / "keywords.tsv"

Row = dict[str, str]
T = TypeVar("T")

_TYPES = {"other": "words", "list-of-lines": "block"}
_SCRIPT = (1, 3, "SCRIPT [USER [GROUP]]")
_FLAG = (0, 0, "")
_VALUE = (1, 1, "")
_OLDEST = "1.0.3"


def rows(table: Path) -> list[Row]:
    """The keywords and line words of the reference, without what is not a statement (prefixes, definitions)."""
    with table.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [r for r in found if not r["block_path"].startswith("(") and not r["keyword"].startswith("<as ")]


def inherit(table: Sequence[Row]) -> Iterator[Row]:
    """The rows, and those that a line language has from another one."""
    yield from table
    for block, (parent, without) in facts.INHERITED.items():
        for row in table:
            if row["block_path"] == parent and row["keyword"] not in without:
                yield {**row, "block_path": block}


def pick(facts_of: Mapping[str, T], block: str, name: str, default: T) -> T:
    """The fact that holds for a keyword: an exact entry, else one for its block, for its name, for all."""
    origin = facts.INHERITED.get(block, (block, ()))[0]
    for key in (
        f"{block or '/'} {name}",
        f"{origin or '/'} {name}",
        f"* {name}",
        f"{block or '/'} *",
        f"{origin or '/'} *",
        "* *",
    ):
        if key in facts_of:
            return facts_of[key]
    return default


def listed(keys: Iterable[str], block: str, name: str) -> bool:
    """Whether a list of keywords holds this one."""
    return pick(dict.fromkeys(keys, True), block, name, False)


def version(text: str) -> tuple[int, ...]:
    """A version as numbers: `2.1.0 (string in track_file.c)`, `<=1.0.3`, `HEAD`."""
    if text == "HEAD":
        text = facts.UNRELEASED
    match = re.match(r"<?=?([0-9]+)\.([0-9]+)\.([0-9]+)", text)
    if match is None:
        raise ValueError(f"no version: {text!r}")
    return tuple(int(n) for n in match.groups())


def limit(text: str) -> float | None:
    """A limit as a number, None where there is none or the file alone cannot tell."""
    if text in facts.LIMITS:
        return facts.LIMITS[text]
    if not text:
        return None
    return float(text) if "." in text else int(text)


def shape(row: Row) -> str:
    """What kind of thing a keyword is."""
    block, name = row["block_path"], row["keyword"]
    if block.endswith("<line>"):
        return "positional" if name.startswith("<") and name != "<TYPE>" else "word"
    given = facts.SHAPES.get(f"{block or '/'} {name}")
    if given:
        return given
    if row["is_block"] == "no":
        return "statement"
    return "list" if row["value_type"] == "list-of-lines" else "block"


def usage(row: Row, kind: str) -> tuple[int, int | None, str]:
    """How many words follow, and how they are written."""
    block, name = row["block_path"], row["keyword"]
    if kind in ("block", "list"):
        words = pick(facts.HEADS, block, name, (0, 0))
        return *words, "NAME" if row["takes_name"] == "NAME" else row["takes_name"]
    default: tuple[int, int | None, str] = {"flag": _FLAG, "script": _SCRIPT}.get(row["value_type"], _VALUE)
    least, most, written = pick(facts.USAGE, block, name, default)
    optional = "value optional" in row["note"] or row["value_type"] == "bool"
    if optional or listed(facts.OPTIONAL, block, name):
        least = 0
    return least, most, written


def decimals(row: Row) -> int:
    """How many decimals a number may have."""
    block, name, type_ = row["block_path"], row["keyword"], row["value_type"]
    if type_ not in ("seconds", "float") or listed(facts.WHOLE_SECONDS, block, name):
        return 0
    return pick(facts.DECIMALS, block, name, 6)


def repeat(row: Row, kind: str) -> tuple[str, tuple[int, ...] | None]:
    """Which one counts if a keyword comes again, and since when the daemon says so."""
    block, name = row["block_path"], row["keyword"]
    if row["repeatable"] != "warns-dup":
        return {"no": "last", "yes": "adds"}[row["repeatable"]], None
    since = version(pick(facts.REPEATS_SINCE, block, name, _OLDEST))
    return pick(facts.REPEATS, block, name, "first"), since


def record(row: Row, since: tuple[int, ...]) -> tuple[Any, ...]:
    """The columns of a keyword after its block and name, in the order of carplint.dialects.keepalived.keywords."""
    block, name = row["block_path"], row["keyword"]
    kind = shape(row)
    least, most, written = usage(row, kind)
    again, again_since = repeat(row, kind)
    deprecated = row["deprecated_by"] or pick(facts.DEPRECATED, block, name, "")
    silent = listed(facts.DEPRECATED_SILENTLY, block, name)
    values = row["enum_values"]
    return (
        kind,
        "block" if kind in ("block", "list") else _TYPES.get(row["value_type"], row["value_type"]),
        least,
        most,
        written,
        pick(facts.MISSING, block, name, "exit") if least else "",
        "" if most is None else pick(facts.EXTRA, block, name, facts.EXTRA_BY_SHAPE.get(kind, "ignored")),
        limit(row["min"]),
        limit(row["max"]),
        row["unit"],
        decimals(row),
        tuple(values.split(",")) if values else (),
        listed(facts.FOLDED, block, name),
        row["default"],
        again,
        again_since,
        since,
        None,
        deprecated,
        "" if not deprecated else "silent" if silent else "diagnosed",
        pick(facts.SYNONYMS, block, name, ""),
        "names" if listed(facts.NAME_LISTS, block, name) else pick(facts.LINES, block, name, ""),
        row["build_option"],
    )


def openers(table: Sequence[Row]) -> dict[str, tuple[int, ...]]:
    """The first release in which something leads to a line language."""
    found: dict[str, tuple[int, ...]] = {}
    for row in table:
        line = pick(facts.LINES, row["block_path"], row["keyword"], "")
        if line:
            since = version(row["since_version"])
            found[line] = min(since, found.get(line, since))
    return found


def since(row: Row, first: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The first release that has a keyword; a line's word is no older than what leads to the line."""
    block, name = row["block_path"], row["keyword"]
    given = pick(facts.SINCE, block, name, row["since_version"] or _OLDEST)
    return max(version(given), first.get(block, (0,)))


def removed() -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """The keywords that older releases had: block, name and columns."""
    for block, name, written, first, last in facts.REMOVED:
        least = 1 if written else 0
        kind, type_ = ("statement", "string") if written else ("block", "block")
        head = (kind, type_, least, least, written, "exit" if least else "", "ignored")
        value = (None, None, "", 0, (), False, "", "last", None)
        yield block, name, (*head, *value, version(first), version(last), "", "", "", "", "")


def collect(table: Sequence[Row]) -> dict[str, dict[str, tuple[Any, ...]]]:
    """The whole table: block, keyword, columns."""
    first = openers(table)
    found: dict[str, dict[str, tuple[Any, ...]]] = {}
    for row in inherit(table):
        found.setdefault(row["block_path"], {})[row["keyword"]] = record(row, since(row, first))
    for block, name, columns in removed():
        found.setdefault(block, {})[name] = columns
    return found


def earlier() -> dict[str, dict[str, list[tuple[tuple[int, ...], dict[str, Any]]]]]:
    """What was different in older releases: block, keyword, the last version and the columns."""
    found: dict[str, dict[str, list[tuple[tuple[int, ...], dict[str, Any]]]]] = {}
    for block, name, last, changes in facts.EARLIER:
        found.setdefault(block, {}).setdefault(name, []).append((version(last), changes))
    return found


def module(table: Sequence[Row]) -> str:
    """The text of the generated module."""
    lines = [
        '"""Generated by tools/gen_keywords.py from the reference\'s keyword table: do not edit."""',
        "",
        "# ruff: noqa",
        "# fmt: off",
        "from carplint.text.typing import Any",
        "",
        "KEYWORDS: dict[str, dict[str, Any]] = {",
    ]
    for block, keywords in collect(table).items():
        lines.append(f"{block!r}: {{")
        lines += (f" {name!r}: {columns!r}," for name, columns in keywords.items())
        lines.append("},")
    lines += ["}", "", f"EARLIER: dict[str, dict[str, Any]] = {earlier()!r}", ""]
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    """Write or check the module."""
    check = "--check" in argv
    shown = TARGET.relative_to(ROOT)
    text = module(rows(TABLE))
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    if not check:
        TARGET.write_text(text, encoding="utf-8")
    print(f"{'stale' if check else 'written'}: {shown}")
    return 1 if check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
