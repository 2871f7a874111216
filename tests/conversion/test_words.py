"""What a conversion says is in a table, and its names and facts are those of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import carplint.conversion
from carplint.conversion.ledger import LEDGER
from carplint.conversion.losses import CHANGES, Case
from carplint.conversion.takeover import _Node
from carplint.conversion.words import WORDS, rows
from carplint.dialects.ucarp.scripts.custom import Called
from carplint.model import Address, Host, Value, VirtualRouter
from carplint.model.target import Converted
from carplint.text.finding import Finding

MODULES = sorted(Path(carplint.conversion.__file__).parent.glob("*.py"))


@cache
def nodes() -> list[ast.AST]:
    """All that the modules consist of."""
    return [node for path in MODULES for node in ast.walk(ast.parse(path.read_text()))]


def strings(node: ast.expr) -> Iterator[str]:
    """The strings that an argument may be: `"a" if b else "c"` is either; none where it is a variable."""
    if isinstance(node, ast.IfExp):
        yield from (*strings(node.body), *strings(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def paths(text: str) -> list[list[str]]:
    """What stands in braces: the names of facts, and of what they have."""
    return [field.split(".") for _, field, _, _ in Formatter().parse(text) if field]


def facts(name: str) -> set[str]:
    return {path[0] for path in paths(WORDS[name][1])}


RECORDS: dict[str, type] = {
    **dict.fromkeys(("a", "b", "best", "node", "winner"), _Node),
    "best.was": VirtualRouter,
    "best.was.name": Value,
    "call": Called,
    "error": Finding,
    "host": Host,
    "made": Converted,
    "made.after": VirtualRouter,
    "made.after.alias": Value,
    "other": VirtualRouter,
    "other.name": Value,
    "router": VirtualRouter,
    "router.name": Value,
    "value": Value,
    "vip": Address,
}
"""What the facts are that have attributes."""


def is_said(call: ast.Call) -> bool:
    """Whether a finding or its words are made there."""
    return isinstance(call.func, ast.Name) and call.func.id in ("finding", "words")


def calls() -> list[ast.Call]:
    """Where findings or their words are made."""
    return [node for node in nodes() if isinstance(node, ast.Call) and is_said(node)]


def test_no_name_is_in_the_table_twice() -> None:
    assert len(WORDS) == len(list(rows("words")))


def test_a_name_is_in_the_table_and_its_facts_are_given() -> None:
    for call in calls():
        names = list(strings(call.args[0]))
        assert set(names) <= set(WORDS), ast.unparse(call)
        given = {keyword.arg for keyword in call.keywords}
        assert None in given or all(facts(name) <= given for name in names), ast.unparse(call)


def test_what_words_speak_of_is_there() -> None:
    for text in (*(text for _, text in WORDS.values()), *(change.words for change in CHANGES)):
        for path in paths(text):
            for depth in range(1, len(path)):
                assert hasattr(RECORDS[".".join(path[:depth])], path[depth]), path


def test_changes_speak_of_their_case() -> None:
    for change in CHANGES:
        assert {path[0] for path in paths(change.words + change.there)} <= {"version", "vip", "spoken", *Case._fields}


def test_every_row_is_said() -> None:
    written = {n.value for n in nodes() if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    fates = {fate for words in LEDGER.values() for fate in words.values()} | {"lost"}
    assert set(WORDS) <= written | fates
    assert fates <= {name for name in WORDS if facts(name) <= {"word", "of", "words"}}
