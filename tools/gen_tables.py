"""Compile grammars/*.lark to carplint/syntax/tables/*.py, so that lark is not needed at run time.

    python tools/gen_tables.py            write the tables
    python tools/gen_tables.py --check    exit 1 if a table is not what its grammar says

A table holds the terminals as one regular expression (in lark's order of priority), lark's LALR parse
table as integers (shift to state n is n, reduce by rule n is ~n), and the grammar's SHA-256.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from lark import Lark
from lark.parsers.lalr_analysis import Shift

ROOT = Path(__file__).resolve().parent.parent
GRAMMARS = ROOT / "grammars"
TABLES = ROOT / "carplint" / "text" / "tables"


def build(grammar: str) -> Lark:
    """The stock lark parser of one grammar: the oracle that the tables are held against."""
    return Lark(grammar, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _numbers(table: Any) -> dict[Any, int]:
    """A number for each state. Lark's own order depends on the hash seed of the process, so the states are
    counted as a walk from the start comes upon them, symbol by symbol."""
    number: dict[Any, int] = {}
    waiting = [table.start_states["start"]]
    for state in waiting:
        if state not in number:
            number[state] = len(number)
            waiting += [arg for _, (what, arg) in sorted(table.states[state].items()) if what is Shift]
    return number


def compile_table(grammar: str, name: str) -> str:
    """The source text of the table module for one grammar."""
    parser = build(grammar)
    terminals = sorted(parser.terminals, key=lambda t: (-t.priority, t.name))
    column = {"$END": 0} | {t.name: i for i, t in enumerate(terminals, 1)}
    table = parser.parser.parser._parse_table
    state = _numbers(table)
    rule = {r: i for i, r in enumerate(parser.rules)}
    origins = sorted({r.origin.name for r in parser.rules})
    action: list[list[int | None]] = [[None] * len(column) for _ in state]
    goto: list[list[int | None]] = [[None] * len(origins) for _ in state]
    for s in state:
        for symbol, (what, arg) in table.states[s].items():
            if symbol in column:
                action[state[s]][column[symbol]] = state[arg] if what is Shift else ~rule[arg]
            elif symbol in origins:
                goto[state[s]][origins.index(symbol)] = state[arg]
    rules = []
    for r in parser.rules:
        helper = r.origin.name.startswith("__")
        appends = helper and r.expansion[0].name == r.origin.name
        result = ("append" if appends else "new") if helper else str(r.origin.name)
        rules.append((origins.index(r.origin.name), len(r.expansion), result))
    pattern = "|".join(f"({t.pattern.to_regexp()})" for t in terminals)
    kinds = ["", *(t.name for t in terminals)]
    digest = hashlib.sha256(grammar.encode()).hexdigest()
    return "\n".join(
        [
            f'"""Generated from grammars/{name}.lark by tools/gen_tables.py: do not edit."""',
            "",
            "# ruff: noqa",
            f"GRAMMAR_SHA256 = {digest!r}",
            f"PATTERN = {pattern!r}",
            f"KINDS = {kinds!r}",
            f"ACTION = {action!r}",
            f"GOTO = {goto!r}",
            f"RULES = {rules!r}",
            f"START = {state[table.start_states['start']]}",
            f"END = {state[table.end_states['start']]}",
            "",
        ]
    )


def main(argv: list[str]) -> int:
    """Write or check all tables."""
    stale = []
    for path in sorted(GRAMMARS.glob("*.lark")):
        text = compile_table(path.read_text(encoding="utf-8"), path.stem)
        target = TABLES / f"{path.stem}.py"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            stale.append(target)
            if "--check" not in argv:
                target.write_text(text, encoding="utf-8")
    for target in stale:
        print(("stale: " if "--check" in argv else "written: ") + str(target.relative_to(ROOT)))
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
