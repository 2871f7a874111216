"""The words of the shell, as patterns."""

from __future__ import annotations

NAME = "[A-Za-z_][A-Za-z0-9_]*+"
EXPANSION = rf"""
    \$(?: \( (?: [^()`'"\\#]++ | \\(?:.|\n) | '[^']*+' | "[^"\\`$]*+" | \( [^()`'"\\#]*+ \) )*+ \)
        | \{{ [^{{}}`'"\\]*+ \}} | {NAME} | [0-9@*\#?$!-] | (?![({{]) )
    | ` (?: [^`\\]++ | \\(?:.|\n) )*+ `"""
PIECES = rf"""
      (?P<single>    '[^']*+' )
    | (?P<double>    " (?: [^"\\$`]++ | \\(?:.|\n) | {EXPANSION} )*+ " )
    | (?P<escape>    \\(?:.|\n) )
    | (?P<expansion> {EXPANSION} )
    | (?P<bare>      [^ \t\n'"\\$`;&|<>()]++ )"""
"""The pieces of a word, as in grammars/sysconfig.lark; to be compiled with re.VERBOSE."""
NEXT = "the next line"
"""The entry in the list of open blocks for a line that ends in && or the like, so that the next one depends on it."""
