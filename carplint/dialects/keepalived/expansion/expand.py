"""keepalived.conf as the daemon reads it: includes, conditions, definitions and loops put in place.

Expansion goes from text to text, with a map: what the grammar, the words and the rules do with a file they
do with its expansion, and each of its characters has a place in a real file. It follows the daemon's
reader line by line (lib/parser.c, read_line; keepalived.conf(5), "Include", "Conditional configuration",
"Parameter substitution", "Sequences"; tried on 2.2.7) and differs from it where that would not help:

- what is not known (`${_PWD}`, a random number, a definition under an undecided condition) stays in the
  text as it is written, and the map says why;
- `${NAME}` that nothing defines stays one word, where the daemon takes its braces for a block's;
- a line longer than the daemon reads stays whole and is not expanded;
- where the daemon's processes read different things (see the rules include-read-twice and
  definition-cut), the text is what is meant, or what the process for VRRP reads.

Most files are their own expansion; carplint/dialects/keepalived/expansion/reader.py reads the others. Whatever the text, expansion
ends, within the limits of carplint/text/reading.py.
"""

from __future__ import annotations

import re

from carplint.dialects.keepalived.expansion.bits import Bit
from carplint.dialects.keepalived.expansion.long_lines import long_lines, too_long
from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING
from carplint.text.version import NEWEST, Version

if TYPE_CHECKING:
    from carplint.text.reading import Find

_AT = r"(?m)(?:^|[{}])[ \t]*@"


def expand(
    source: Source,
    find: Find,
    config_id: str | None = None,
    version: Version = NEWEST,
    left: Budget | None = None,
) -> Expansion:
    """A file as a release of the daemon reads it on the host of that configuration id: the host's name up to
    its first dot, if it was not started with another; None where it is not known. What it puts in place is taken from the
    budget that is left. Never raises for what it reads."""
    if _is_plain(source.text):
        findings = [too_long(source, *line) for line in long_lines(source)]
        return Expansion(source.text, (Bit("", source, 0, len(source.text)),), (source,), findings)
    from carplint.dialects.keepalived.expansion.reader import Reader

    return Reader(source, find, config_id, version, left or Budget()).read()


def _is_plain(text: str) -> bool:
    """Whether a text is its own expansion. To search for single characters costs next to nothing."""
    if "$" in text or "~" in text or "\0" in text or "include" in text:
        return False
    return "@" not in text or re.search(_AT, text) is None
