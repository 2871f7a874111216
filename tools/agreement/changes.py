"""The changes that agreement_live.py makes to files: mistakes as people make them, one at a time.

Each takes the lines of a file and a source of chance, and gives the changed lines, None where the file has no
place for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

Lines = list[str]
Change = Callable[[Lines, random.Random], Lines | None]
_STATEMENT = re.compile(r"^(\s*)([A-Za-z_]\w+)(.*)$")


def _where(lines: Lines, fits: Callable[[str], bool], chance: random.Random) -> int | None:
    places = [i for i, line in enumerate(lines) if fits(line) and not line.lstrip().startswith(("#", "!"))]
    return chance.choice(places) if places else None


def _replaced(lines: Lines, at: int, *new: str) -> Lines:
    return [*lines[:at], *new, *lines[at + 1 :]]


def _has_value(line: str) -> bool:
    return len(line.split()) > 1 and not re.search(r"[{}#!\"']", line)


def _without_last(line: str) -> str:
    """A line without its last word, with the blank before it."""
    return line.rstrip()[: -len(line.split()[-1])]


def misspell(lines: Lines, chance: random.Random) -> Lines | None:
    """Drop, double or swap a letter of a line's first word."""
    at = _where(lines, lambda line: _STATEMENT.match(line) is not None, chance)
    if at is None:
        return None
    match = _STATEMENT.match(lines[at])
    assert match is not None
    word = match[2]
    i = chance.randrange(len(word) - 1)
    kinds = (word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return _replaced(lines, at, match[1] + chance.choice(kinds) + match[3])


def _brace(brace: str) -> tuple[Change, Change]:
    def drop(lines: Lines, chance: random.Random) -> Lines | None:
        at = _where(lines, lambda line: brace in line, chance)
        return None if at is None else _replaced(lines, at, lines[at].replace(brace, "", 1))

    def add(lines: Lines, chance: random.Random) -> Lines | None:
        at = _where(lines, lambda line: bool(line.strip()), chance)
        return None if at is None else _replaced(lines, at, f"{lines[at]} {brace}")

    return drop, add


def break_number(lines: Lines, chance: random.Random) -> Lines | None:
    """Make a number at the end of a line huge, negative, fractional or no number."""
    at = _where(lines, lambda line: re.search(r"\s\d+\s*$", line) is not None, chance)
    if at is None:
        return None
    new = chance.choice(["99999", "-1", "1.5", "1x", "0", "O", "0x10"])
    return _replaced(lines, at, re.sub(r"\d+(\s*)$", rf"{new}\1", lines[at]))


def break_address(lines: Lines, chance: random.Random) -> Lines | None:
    """Spoil an IPv4 address."""
    pattern = re.compile(r"\b(\d+)\.(\d+)\.(\d+)\.(\d+)\b")
    at = _where(lines, lambda line: pattern.search(line) is not None, chance)
    if at is None:
        return None
    new = chance.choice([r"\1.\2.\3", r"\1.\2.\3.\4.1", r"\1.\2.300.\4", r"\1.\2.\3.\4/33", r"\1,\2.\3.\4"])
    return _replaced(lines, at, pattern.sub(new, lines[at], count=1))


def duplicate(lines: Lines, chance: random.Random) -> Lines | None:
    """Write a line twice."""
    at = _where(lines, lambda line: bool(line.strip()), chance)
    return None if at is None else _replaced(lines, at, lines[at], lines[at])


def delete_line(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave a line out."""
    at = _where(lines, lambda line: bool(line.strip()), chance)
    return None if at is None else _replaced(lines, at)


def delete_word(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave a line's last word out."""
    at = _where(lines, _has_value, chance)
    return None if at is None else _replaced(lines, at, _without_last(lines[at]).rstrip())


def add_word(lines: Lines, chance: random.Random) -> Lines | None:
    """Add a word to a line."""
    at = _where(lines, lambda line: bool(line.split()) and not re.search(r"[{}#!\"']", line), chance)
    return None if at is None else _replaced(lines, at, lines[at].rstrip() + chance.choice([" foo", " 5", " on"]))


def change_case(lines: Lines, chance: random.Random) -> Lines | None:
    """Swap the case of a line's last word."""
    at = _where(lines, lambda line: re.search(r"\s[A-Za-z]{2,}$", line.rstrip()) is not None, chance)
    if at is None:
        return None
    return _replaced(lines, at, re.sub(r"[A-Za-z]+$", lambda m: m[0].swapcase(), lines[at].rstrip()))


def move_line(lines: Lines, chance: random.Random) -> Lines | None:
    """Take a statement to another place in the file."""
    at = _where(lines, lambda line: bool(line.strip()) and not re.search(r"[{}]", line), chance)
    if at is None:
        return None
    rest = _replaced(lines, at)
    to = chance.randrange(len(rest) + 1)
    return [*rest[:to], lines[at], *rest[to:]]


def swap_blocks(lines: Lines, chance: random.Random) -> Lines | None:
    """Exchange two blocks that stand at the beginning of a line."""
    starts = [i for i, line in enumerate(lines) if re.match(r"[A-Za-z]", line)]
    if len(starts) < 2:
        return None
    i = chance.randrange(len(starts) - 1)
    a, b = starts[i], starts[i + 1]
    end = starts[i + 2] if i + 2 < len(starts) else len(lines)
    return [*lines[:a], *lines[b:end], *lines[a:b], *lines[end:]]


def cut(lines: Lines, chance: random.Random) -> Lines | None:
    """End the file in the middle of a line."""
    if len(lines) < 3:
        return None
    at = chance.randrange(1, len(lines))
    return [*lines[:at], lines[at][: chance.randrange(len(lines[at]) + 1)]]


def quote(lines: Lines, chance: random.Random) -> Lines | None:
    """Put a double quote before a line's last word."""
    at = _where(lines, _has_value, chance)
    return None if at is None else _replaced(lines, at, f'{_without_last(lines[at])}"{lines[at].split()[-1]}')


def drop_quote(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave one double quote out."""
    at = _where(lines, lambda line: '"' in line, chance)
    if at is None:
        return None
    place = chance.choice([i for i, letter in enumerate(lines[at]) if letter == '"'])
    return _replaced(lines, at, lines[at][:place] + lines[at][place + 1 :])


def swap_lines(lines: Lines, chance: random.Random) -> Lines | None:
    """Exchange a line with the next."""
    at = _where(lines[:-1], lambda line: bool(line.strip()), chance)
    return None if at is None else [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def other_value(lines: Lines, chance: random.Random) -> Lines | None:
    """Give a line the last word of another line."""
    at = _where(lines, _has_value, chance)
    other = _where(lines, _has_value, chance)
    if at is None or other is None:
        return None
    return _replaced(lines, at, _without_last(lines[at]) + lines[other].split()[-1])


def count(lines: Lines, chance: random.Random) -> Lines | None:
    """Make a number one more or less."""
    at = _where(lines, lambda line: re.search(r"\b\d+\b", line) is not None, chance)
    if at is None:
        return None
    match = chance.choice(list(re.finditer(r"\b\d+\b", lines[at])))
    number = int(match[0]) + chance.choice([-1, 1])
    return _replaced(lines, at, f"{lines[at][: match.start()]}{number}{lines[at][match.end() :]}")


def comment_out(lines: Lines, chance: random.Random) -> Lines | None:
    """Make a line a comment, or what follows one of its words."""
    at = _where(lines, lambda line: bool(line.strip()), chance)
    if at is None:
        return None
    place = chance.choice([match.start() for match in re.finditer(r"\S+", lines[at])])
    return _replaced(lines, at, lines[at][:place] + chance.choice("#!") + lines[at][place:])


def join_lines(lines: Lines, chance: random.Random) -> Lines | None:
    """Write a line behind the one above it."""
    at = _where(lines[:-1], lambda line: bool(line.strip()), chance)
    return None if at is None else [*lines[:at], f"{lines[at].rstrip()} {lines[at + 1].strip()}", *lines[at + 2 :]]


def split_line(lines: Lines, chance: random.Random) -> Lines | None:
    """Break a line between two words."""
    at = _where(lines, lambda line: len(line.split()) > 1, chance)
    if at is None:
        return None
    place = chance.choice([match.start() for match in re.finditer(r"(?<=\S)\s+(?=\S)", lines[at])])
    return _replaced(lines, at, lines[at][:place], lines[at][place:])


def split_word(lines: Lines, chance: random.Random) -> Lines | None:
    """Put a blank into a word."""
    at = _where(lines, lambda line: len(line.strip()) > 3, chance)
    if at is None:
        return None
    place = chance.choice([match.start() for match in re.finditer(r"(?<=\w)(?=\w)", lines[at])] or [0])
    return _replaced(lines, at, f"{lines[at][:place]} {lines[at][place:]}")


def join_words(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave out what stands between two words."""
    at = _where(lines, lambda line: len(line.split()) > 1, chance)
    if at is None:
        return None
    match = chance.choice(list(re.finditer(r"(?<=\S)\s+(?=\S)", lines[at])))
    return _replaced(lines, at, lines[at][: match.start()] + lines[at][match.end() :])


def other_syntax(lines: Lines, chance: random.Random) -> Lines | None:
    """Write a line as another program's configuration has it."""
    at = _where(lines, _has_value, chance)
    if at is None:
        return None
    head, value = _without_last(lines[at]).rstrip(), lines[at].split()[-1]
    forms = (f"{head} = {value}", f"{head}={value}", f"{head}: {value}", f"{head} {value};", f"{head} '{value}'")
    return _replaced(lines, at, chance.choice((*forms, f"{head} {value},", f"{head} {value} // {value}")))


def tabs(lines: Lines) -> Lines:
    """Write tabs for blanks."""
    return [line.replace("  ", "\t").replace(" ", "\t") for line in lines]


def windows(lines: Lines) -> Lines:
    """End the lines as Windows does."""
    return [line if line.endswith("\r") else line + "\r" for line in lines]


def copy_block(lines: Lines, chance: random.Random) -> Lines | None:
    """Write a block that stands at the beginning of a line twice."""
    starts = [i for i, line in enumerate(lines) if re.match(r"[A-Za-z]", line)]
    if not starts:
        return None
    i = chance.randrange(len(starts))
    block = lines[starts[i] : starts[i + 1] if i + 1 < len(starts) else len(lines)]
    return [*lines[: starts[i]], *block, *lines[starts[i] :]]


CHANGES: dict[str, Change] = {
    "misspell a keyword": misspell,
    "drop {": _brace("{")[0],
    "add {": _brace("{")[1],
    "drop }": _brace("}")[0],
    "add }": _brace("}")[1],
    "break a number": break_number,
    "break an address": break_address,
    "duplicate a line": duplicate,
    "delete a line": delete_line,
    "delete a word": delete_word,
    "add a word": add_word,
    "change case": change_case,
    "move a line": move_line,
    "swap blocks": swap_blocks,
    "cut the file": cut,
    "open a quote": quote,
    "drop a quote": drop_quote,
    "swap two lines": swap_lines,
    "another line's value": other_value,
    "one more or less": count,
    "comment out": comment_out,
    "join two lines": join_lines,
    "split a line": split_line,
    "split a word": split_word,
    "join two words": join_words,
    "another syntax": other_syntax,
    "copy a block": copy_block,
}

INCLUDED = "in a file included twice over"
STYLES: dict[str, Callable[[Lines], Lines]] = {"with tabs": tabs, "with Windows line ends": windows, INCLUDED: list}
"""Ways to write a file in which something was changed. INCLUDED is one of whoever writes it."""


def changed(texts: Sequence[tuple[str, str]], seed: int) -> Iterator[tuple[str, str, str]]:
    """Endlessly: the name of a file, the kind of a change, and the changed text."""
    chance = random.Random(seed)
    for kind in cycle((*CHANGES, *STYLES)):
        name, text = chance.choice(texts)
        change = CHANGES[kind if kind in CHANGES else chance.choice(list(CHANGES))]
        lines = change(text.split("\n"), chance)
        if lines is not None:
            new = "\n".join(STYLES.get(kind, list)(lines))
            if new != text:
                yield name, kind, new
