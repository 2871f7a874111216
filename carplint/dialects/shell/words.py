"""The words of the shell, as patterns, piece by piece as in grammars/sysconfig.lark."""

from __future__ import annotations

NAME = "[A-Za-z_][A-Za-z0-9_]*+"
BLANKS = r"(?:[ \t]|\\\n)"
_ESCAPE = r"\\[\s\S]"
_SINGLE = "'[^']*+'"
_BARE = r"""[^ \t\n'"\\$`;&|<>()]++"""
_COMMAND = rf"""\((?:[^()`'"\\#]++|{_ESCAPE}|{_SINGLE}|"[^"\\`$]*+"|\([^()`'"\\#]*+\))*+\)"""
_BRACED = r"""\{[^{}`'"\\]*+\}"""
_BACKQUOTED = rf"`(?:[^`\\]++|{_ESCAPE})*+`"
_DOUBLE = rf"""(?:[^"\\$`]++|{_ESCAPE}|{{}})*+"""

EXPANSION = rf"\$(?:{_COMMAND}|{_BRACED}|{NAME}|[0-9@*#?$!-]|(?![({{]))|{_BACKQUOTED}"
PIECES = (
    f'(?P<single>{_SINGLE})|(?P<double>"{_DOUBLE.format(EXPANSION)}")|(?P<escape>{_ESCAPE})'
    f"|(?P<expansion>{EXPANSION})|(?P<bare>{_BARE})"
)
"""The pieces of a word."""

_TAKEN = rf"\$(?:{_COMMAND}|{_BRACED}|\$|(?![({{]))|{_BACKQUOTED}"
WORD = f'(?:{_BARE}|{_SINGLE}|"{_DOUBLE.format(_TAKEN)}"|{_ESCAPE}|{_TAKEN})++'
"""A whole word: the $ of $NAME is a piece of its own here, and so is the name, which makes a shorter pattern."""

ODD_SUBSTITUTION = r"(?:[^$`]++|\$(?!\())*+[$`](?s:.)*?(?:\bcase\b|<<)"
"""A text from its begin up to the first word behind a command substitution for which some shells end that elsewhere."""

NEXT = "the next line"
"""The entry in the list of open blocks for a line that ends in && or the like, so that the next one depends on it."""
