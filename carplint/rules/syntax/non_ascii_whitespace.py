"""A word holds a blank that is none to the daemon, or a character that nobody sees.

Why: a no-break space joins two words to one, a zero-width character makes a keyword, a password or a path another
than it looks.

Daemon: blanks are space, tab and the control characters only; bytes from 0x80 on are parts of words.
lib/parser.c, alloc_strvec (tried with 2.2.7 and 2.4.3); a keyword is "Unknown keyword".

Fix: type the blank again; carplint writes a space, or deletes what has no width.

Exceptions: characters in comments and in double quotes.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.foreign import INVISIBLE, WIDE, strangers
from carplint.model import Document
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL171"
NAME = "non-ascii-whitespace"
SEVERITY = "error"
ON = "document"
NEEDS = "non-ASCII"


def check(document: Document) -> Iterator[Finding]:
    """Every such character in a value; keywords are looked at by the reader."""
    for span in strangers(document, INVISIBLE):
        character = span.source.text[span.start]
        meant = " " if WIDE.fullmatch(character) else ""
        fix = Fix("write a space" if meant else "delete it", (Edit(span, meant),), safe=False)
        message = "this character looks like a blank, or is invisible, but keepalived takes it as part of the value"
        yield Finding(message, span, fix=fix, label=f"U+{ord(character):04X}")
