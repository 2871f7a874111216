"""A passfile's first line is empty or holds a NUL byte, or more lines follow it.

Why: only the first line counts, up to a NUL byte: in a UTF-16 file that is one character. If it is empty, the daemon
does not start; if it is a comment, the comment is the password.

Daemon: one fgets of at most 511 bytes. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried: an empty first line gives
"You must supply a password", and so does a NUL byte at its start; an empty file gives "unexpected end of file".

Fix: keep the password in the first line, and nothing else in the file, in UTF-8 or ASCII.

Exceptions: silent if the passfile is not among the inputs; empty lines at its end do not matter.
"""

from collections.abc import Iterator

from carplint.model import PassFile, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL261"
NAME = "ucarp-passfile-first-line"
SEVERITY = "warning"
ON = "passfile and router"


def check(file: PassFile, router: VirtualRouter) -> Iterator[Finding]:
    """Every passfile whose first line is not all that is meant."""
    if file.source is None or router.secret is None:
        return
    text = file.source.text
    lines = text.count("\n", 0, len(text.rstrip())) + 1
    if not (router.secret.value or "").strip("\t\r "):
        message = "the first line of this file is empty, so ucarp has no password and does not start"
    elif "\0" in text.partition("\n")[0]:
        message = (
            "the first line of this file holds a NUL byte, and ucarp takes only the part before it as the password"
        )
    elif lines > 1:
        message = f"this file has {lines} lines, and ucarp takes the first one as the password, whatever it is"
    else:
        return
    yield Finding(message, file.path.span)
