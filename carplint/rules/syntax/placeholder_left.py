"""A value is a placeholder that nobody has replaced.

Why: keepalived takes it as it stands: a password or name that is the same on every host that was made
from the template, an interface that no host has.

Daemon: it knows nothing of templates; <NAME>, __NAME__, @@NAME@@ and %NAME% are words like others to it
(tried with 2.2.7).

Fix: write the value, or render the template.

Exceptions: words in double quotes and comments, and those at the beginning of a line. Templates with
braces are another rule's, unrendered-template.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.foreign import placeholders
from carplint.model import Document
from carplint.text.finding import Finding

CODE = "CL183"
NAME = "placeholder-left"
SEVERITY = "warning"
ON = "document"
NEEDS = "< __ @@ %"


def check(document: Document) -> Iterator[Finding]:
    """Every such word."""
    for span in placeholders(document):
        message = "this looks like an unreplaced placeholder: keepalived takes it as the value"
        yield Finding(message, span)
