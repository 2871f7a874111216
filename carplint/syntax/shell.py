"""What the assignments of a shell-style file come to, computed without running anything.

The values are those that `sh` would have after sourcing the file. Whatever cannot be known from the
file (a command substitution, a variable set elsewhere, an assignment under a condition) is an unknown
value with its reason, never a guess. Source: POSIX.1-2017, Shell Command Language; held against `sh`
by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from carplint.model import Setting, Value
from carplint.source import Source, Span
from carplint.syntax.parse import Node

_PIECE = re.compile(
    r"""
      (?P<single>  '[^']*+' )
    | (?P<double>  " (?: [^"\\$`] | \\(?:.|\n)
                   | \$(?: \( (?: [^()`] | \([^()`]*+\) )*+ \) | \{[^{}`]*+\} )?+
                   | ` (?: [^`\\] | \\(?:.|\n) )*+ ` )*+ " )
    | (?P<escape>  \\(?:.|\n) )
    | (?P<dynamic> \$(?: \( (?: [^()`] | \([^()`]*+\) )*+ \) | \{[^{}`]*+\} | \w++ | [@*\#?$!-] )?+
                   | ` (?: [^`\\] | \\(?:.|\n) )*+ ` )
    | (?P<bare>    [^ \t\n'"\\$`;&|<>()]++ )
    """,
    re.VERBOSE,
)
_INNER = re.compile(
    r"(?P<escape>\\(?:.|\n))"
    r"|(?P<dynamic>\$(?:\((?:[^()`]|\([^()`]*+\))*+\)|\{[^{}`]*+\}|\w++|[@*#?$!-])?+|`(?:[^`\\]|\\(?:.|\n))*+`)"
    r"|(?P<bare>[^\\$`]++)"
)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*+)(\+?)=")
_REFERENCE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
# Rarely needed, so compiled when first used.
_ASSIGNED = r"(?<![\w$])([A-Za-z_]\w*)\+?="
_OPENER = r"(?:^|[;&|({]|\b(?:then|do|else)\b)\s*(?:(?:if|case|for|while|until|select)\b|\{\s|\()"
_CLOSER = r"(?:^|[;\s])(?:fi|esac|done)\b|(?:^|[;\s])\}"
_FAR_REACHING = r"(?:^|[;&|]|\bthen|\bdo)\s*(?:\.|source|eval|unset)\s|<<"

Environment = Mapping[str, Value[str]]
"""The shell's variables so far. The key "" stands for all names not in it, where they are unknown."""


class _UnknownError(Exception):
    """Raised inside this module where a word's value cannot be known; its text is the reason."""


def _expand(text: str, environment: Environment) -> str:
    reference = _REFERENCE.fullmatch(text)
    if reference is None:
        if text == "$":
            return text
        kind = "a command's output" if text[0] == "`" or text.startswith("$(") else "an expansion"
        raise _UnknownError(f"{kind} is not computed")
    name = reference[1] or reference[2]
    value = environment.get(name, environment.get(""))
    if value is None:
        raise _UnknownError(f"{name} is not set in these files")
    if value.value is None:
        raise _UnknownError(value.why)
    return value.value


def _inside(text: str, environment: Environment) -> str:
    """The value of what stands between double quotes."""
    parts = []
    for piece in _INNER.finditer(text):
        found = piece.group()
        if piece.lastgroup == "escape":
            parts.append("" if found[1] == "\n" else found[1] if found[1] in '$`"\\' else found)
        elif piece.lastgroup == "dynamic":
            parts.append(_expand(found, environment))
        else:
            parts.append(found)
    return "".join(parts)


def _word(text: str, environment: Environment) -> str:
    """The value of one word on the right of an assignment; raises `_UnknownError`."""
    parts = []
    for piece in _PIECE.finditer(text):
        found, kind = piece.group(), piece.lastgroup
        if kind == "single":
            parts.append(found[1:-1])
        elif kind == "double":
            parts.append(_inside(found[1:-1], environment))
        elif kind == "escape":
            parts.append("" if found[1] == "\n" else found[1])
        elif kind == "dynamic":
            if found == "$" and text[piece.end() : piece.end() + 1] in ("'", '"'):
                raise _UnknownError("$'...' and $\"...\" mean different things in different shells")
            parts.append(_expand(found, environment))
        else:
            if "~" in found and (piece.start() == 0 or ":~" in found or text[piece.start() - 1] == ":"):
                raise _UnknownError("a home directory is not looked up")
            parts.append(found)
    return "".join(parts)


def _word_end(text: str, start: int) -> int:
    end = start
    while (piece := _PIECE.match(text, end)) is not None:
        end = piece.end()
    return end


def _assignments(source: Source, leaf: Node, environment: Environment, condition: str) -> Iterator[Setting]:
    """The assignments of one ASSIGNMENT token, from left to right."""
    text = source.text
    local = dict(environment)
    at = leaf.start
    while (match := _ASSIGNMENT.search(text, at, leaf.end)) is not None:
        if "#" in text[at : match.start()]:
            break  # the rest of the line is a comment
        end = min(_word_end(text, match.end()), leaf.end)
        written = text[match.end() : end]
        span = Span(source, match.end(), end)
        try:
            if condition:
                raise _UnknownError(condition)
            result = _word(written, local)
            if match[2]:  # NAME+=word, which dash does not know
                result = _expand("$" + match[1], local) + result
            value = Value(result, written, span)
        except _UnknownError as unknown:
            value = Value(None, written, span, str(unknown))
        key = Value(match[1], match[1], Span(source, match.start(), match.start() + len(match[1])))
        local[match[1]] = value
        yield Setting(key, value)
        at = end


class Sourced(NamedTuple):
    """What sourcing a file does: its assignments in their order, and the variables afterwards."""

    settings: tuple[Setting, ...]
    environment: Environment


def run(source: Source, tree: Node, environment: Environment | None = None) -> Sourced:
    """What a shell's variables are after it sourced the file, given what they were before."""
    variables = dict(environment or {})
    settings: list[Setting] = []
    depth = 0
    reach = ""
    for leaf in tree.leaves():
        if leaf.kind == "ASSIGNMENT":
            condition = reach or ("it is set under a condition or in a function" if depth > 0 else "")
            for setting in _assignments(source, leaf, variables, condition):
                settings.append(setting)
                if setting.key.value:
                    variables[setting.key.value] = setting.value
        elif leaf.kind in ("COMMAND", "JUNK"):
            text = source.text[leaf.start : leaf.end]
            span = Span(source, leaf.start, leaf.end)
            depth = max(0, depth + len(re.findall(_OPENER, text)) - len(re.findall(_CLOSER, text)))
            for name in re.findall(_ASSIGNED, text):
                variables[name] = Value(None, "", span, f"{name} is set by a command")
            if leaf.kind == "JUNK" or re.search(_FAR_REACHING, text):
                why = "a line above it can change any variable"
                variables = {"": Value(None, "", span, why)}
                reach = why if leaf.kind == "JUNK" or "<<" in text else ""
    return Sourced(tuple(settings), variables)


def split(value: Value[str]) -> tuple[Value[str], ...]:
    """The words that an unquoted use of a variable gives, each with its own place where that is plain.

    Source: POSIX.1-2017, Shell Command Language, 2.6.5 Field Splitting, with the default IFS.
    """
    if value.value is None:
        return (value,)
    written, span = value.written, value.span
    plain = written[1:-1] if written[:1] in ("'", '"') and written[-1:] == written[:1] else written
    shift = span.start + (1 if plain != written else 0)
    words = []
    for match in re.finditer(r"[^ \t\n]+", value.value):
        place = Span(span.source, shift + match.start(), shift + match.end()) if plain == value.value else span
        words.append(Value(match.group(), match.group(), place))
    return tuple(words)
