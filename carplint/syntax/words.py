"""The words of a statement of keepalived.conf, as the daemon's own reader cuts them.

A double quote starts a word that runs to the next double quote, also in the middle of other text; there
are no escapes. Outside quotes # and ! start a comment. Source: lib/parser.c (alloc_strvec_quoted_escaped,
decomment) of keepalived, tried on 2.2.7 and 2.4.3.
"""

from __future__ import annotations

import re

from carplint.model import Value
from carplint.source import Source, Span
from carplint.syntax.parse import Node

_WORD = re.compile(r'"([^"\n]*)"?|((?:\$\{[^{}\n]*\}|[^ \t\r\f\v\n"#!{}])+)|[#!][^\n]*|[{}]')


def words(source: Source, node: Node) -> list[Value[str]]:
    """The words of a STATEMENT or OPEN token; of a block, the words of its head."""
    token = node if node.children is None else node.children[0]
    found = []
    for match in _WORD.finditer(source.text, token.start, token.end):
        if match.lastindex is not None:
            span = Span(source, match.start(), match.end())
            found.append(Value(match[match.lastindex], match.group(), span))
    return found
