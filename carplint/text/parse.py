"""The parse loop: text and a generated table in, lossless tree out.

`parse(text, "keepalived")` never fails: the grammars are total, so every text has a tree, and joining
the tree's leaves gives the text back. What no rule of the language explains is a `JUNK` leaf.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from carplint.text import module
from carplint.text.typing import Any


class Node:
    """A piece of the lossless tree: a token of one kind, or a block that holds nodes.

    `start` and `end` are offsets in characters of the source's text; a block's first child is its OPEN
    token and its last one its CLOSE token, which is empty where the file ends before the brace.
    """

    __slots__ = ("children", "end", "kind", "start")

    def __init__(self, kind: str, start: int, end: int, children: list[Node] | None = None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.children = children

    def leaves(self) -> Iterator[Node]:
        """Yield the tokens below this node, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.children is None:
                yield node
            else:
                stack.extend(reversed(node.children))


def _append(values: list[Any]) -> Any:
    values[0].append(values[1])
    return values[0]


def _same(values: list[Any]) -> Any:
    return values


def _block(values: list[Any]) -> Any:
    first, last = values[0], values[-1]
    inner = values[1] if len(values) == 3 else []
    return Node("BLOCK", first.start, last.end, [first, *inner, last])


def _start(values: list[Any]) -> Any:
    return values[0] if values else []


_RESULTS: dict[str, Callable[[list[Any]], Any]] = {
    "append": _append,
    "new": _same,
    "block": _block,
    "start": _start,
}


@cache
def _table(grammar: str) -> tuple[Any, ...]:
    t = module(f"carplint.text.tables.{grammar}")
    rules = [(origin, size, _RESULTS[result]) for origin, size, result in t.RULES]
    close = t.KINDS.index("CLOSE") if "CLOSE" in t.KINDS else None
    return re.compile(t.PATTERN), t.KINDS, t.ACTION, t.GOTO, rules, t.START, t.END, close


def tokens(text: str, grammar: str) -> Iterator[tuple[str, int, int]]:
    """Yield the leaves of a text's tree by one of the grammars: kind, start and end of each; the end of one is the
    start of the next."""
    scan, kinds, *_ = _table(grammar)
    start = 0
    for match in scan.finditer(text):
        end = match.end()
        yield kinds[match.lastindex], start, end
        start = end


def parse(text: str, grammar: str) -> Node:
    """Return the tree of `text` by one of the grammars in grammars/ (its name without ending); for "", which is not a
    grammar, one leaf that holds everything."""
    if not grammar:
        return Node("FILE", 0, len(text), [Node("TEXT", 0, len(text))])
    scan, kinds, action, goto, rules, start, end, close = _table(grammar)
    state = start
    states = [start]
    values: list[Any] = []
    for match in scan.finditer(text):
        kind = match.lastindex
        while (act := action[state][kind]) < 0:
            origin, size, result = rules[~act]
            reduced = values[-size:]
            del states[-size:], values[-size:]
            state = goto[states[-1]][origin]
            states.append(state)
            values.append(result(reduced))
        state = act
        states.append(act)
        values.append(Node(kinds[kind], match.start(), match.end()))
    while state != end:
        act = action[state][0]
        if act is None:  # a block is still open: an empty CLOSE ends it
            act = action[state][close]
            if act >= 0:
                state = act
                states.append(act)
                values.append(Node("CLOSE", len(text), len(text)))
                continue
        origin, size, result = rules[~act]
        reduced = values[len(values) - size :]
        del states[len(states) - size :], values[len(values) - size :]
        state = goto[states[-1]][origin]
        states.append(state)
        values.append(result(reduced))
    return Node("FILE", 0, len(text), values[-1])
