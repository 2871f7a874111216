"""Unified diffs in linear time: difflib, which is quadratic, sees no more than a window of lines at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

WINDOW = 2_000
"""How many lines of each text are compared at once; texts that are shorter are compared as a whole."""


class _Windows(SequenceMatcher[str]):
    """Compares two lists of lines window by window: each begins behind the last lines that are the same in both."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        super().__init__(None, "", "")
        self.before = before
        self.after = after

    def get_matching_blocks(self) -> list[Match]:
        """Return what is the same in both: where it begins in each, and how many lines it has."""
        found: list[Match] = []
        i = j = 0
        while i < len(self.before) and j < len(self.after):
            window = SequenceMatcher(None, self.before[i : i + WINDOW], self.after[j : j + WINDOW])
            end = WINDOW, WINDOW
            for a, b, size in window.get_matching_blocks()[:-1]:
                end = a + size, b + size
                last = found[-1] if found else Match(0, 0, 0)
                if (last.a + last.size, last.b + last.size) == (i + a, j + b):
                    found[-1:] = [Match(last.a, last.b, last.size + size)]
                else:
                    found.append(Match(i + a, j + b, size))
            if max(end) < WINDOW // 2:  # nothing more is the same in this one
                end = WINDOW, WINDOW
            i, j = i + end[0], j + end[1]
        return [*found, Match(len(self.before), len(self.after), 0)]


def _range(start: int, stop: int) -> str:
    """Return a range of lines as a diff writes it."""
    length = stop - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"


def _named(path: str) -> str:
    """Return a path as git and GNU patch have it in a diff: one with control characters in quotes, as in C, so that a line feed
    does not begin another line (git-config(1), core.quotePath)."""
    if min(path, default=" ") >= " " and "\x7f" not in path:
        return path
    odd = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(odd.get(c, c if c >= " " and c != "\x7f" else f"\\{ord(c):03o}") for c in path) + '"'


def unified(before: Sequence[str], after: Sequence[str], name: str) -> Iterator[str]:
    """Yield the lines of a unified diff of a file; none if nothing differs."""
    for number, group in enumerate(_Windows(before, after).get_grouped_opcodes()):
        if number == 0:
            yield f"--- {_named(f'a/{name}')}\n"
            yield f"+++ {_named(f'b/{name}')}\n"
        (_, i, _, j, _), (_, _, i_end, _, j_end) = group[0], group[-1]
        yield f"@@ -{_range(i, i_end)} +{_range(j, j_end)} @@\n"
        for tag, low, high, new_low, new_high in group:
            if tag == "equal":
                yield from (f" {line}" for line in before[low:high])
                continue
            yield from (f"-{line}" for line in before[low:high])
            yield from (f"+{line}" for line in after[new_low:new_high])
