"""The first line of a passfile ends in a carriage return or a blank.

Why: it is part of the password. A node whose file lacks it has another password, so both become MASTER, and the log
says `Bad digest`.

Daemon: it removes the newline and nothing else. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried: a file with
Windows line ends and one without made both nodes MASTER.

Fix: rewrite the file on every node: `printf '%s\\n' PASSWORD > FILE`.

Exceptions: silent if the passfile is not among the inputs. The finding points at the name of the passfile, since the
line itself is the password.
"""

from collections.abc import Iterator

from carplint.model import PassFile, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL260"
NAME = "ucarp-passfile-crlf"
SEVERITY = "error"
ON = "passfile and router"


def _fix(file: PassFile) -> Fix | None:
    """The first line without its end, in the passfile itself."""
    if file.source is None:
        return None
    line = file.source.text.partition("\n")[0]
    edit = Edit(file.source.span(len(line.rstrip("\t\r ")), len(line)), "")
    return Fix("delete it", (edit,), safe=False)


def check(file: PassFile, router: VirtualRouter) -> Iterator[Finding]:
    """Every passfile with white space at the end of its password."""
    if file.source is None or router.secret is None:
        return
    text = router.secret.value or ""
    if text.strip("\t\r ") and text[-1] in "\t\r ":
        what = "a carriage return" if text[-1] == "\r" else "a blank"
        message = f"the password in this file ends in {what}, which is part of it: peers without it refuse this node"
        fix = _fix(file)
        yield Finding(message, file.path.span, fix=fix, label=f"its first line ends in {what}")
