"""A passfile has its password elsewhere than in the first line, or more than one line.

Why: only the first line counts. Where it is empty the daemon does not start; where it is a comment, the comment is
the password.

Daemon: one fgets of at most 511 bytes. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried: an empty first line gives
"You must supply a password", an empty file "unexpected end of file".

Fix: keep the password in the first line, and nothing else in the file.

Exceptions: silent where the passfile is not among the inputs; empty lines at its end do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Net
from carplint.rules.router.passfiles import passfiles

CODE = "CL261"
NAME = "ucarp-passfile-first-line"
SEVERITY = "warning"


def check(net: Net) -> Iterator[Finding]:
    """Every passfile of which more than its first line is meant."""
    for secret, file in passfiles(net):
        lines = file.source.text.count("\n", 0, len(file.source.text.rstrip())) + 1 if file.source is not None else 1
        if not (secret.value or "").strip("\t\r "):
            message = "the first line of this file is empty, so ucarp has no password and does not start"
        elif lines > 1:
            message = f"this file has {lines} lines, and ucarp takes the first one as the password, whatever it is"
        else:
            continue
        yield Finding(message, file.path.span)
