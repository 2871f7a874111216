"""A passfile is missing, though its folder is among the inputs.

Why: the daemon does not start on a node without it, so the VIP has no second node.

Daemon: "unable to open passfile", status 1. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried.

Fix: create the file, readable by root only, or correct the path.

Exceptions: silent if the folder of the file is not among the inputs. Where passwords are kept out of a repository on
purpose, ignore this rule for it.
"""

from collections.abc import Iterator

from carplint.model import PassFile, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL263"
NAME = "ucarp-passfile-missing"
SEVERITY = "warning"
ON = "passfile and router"


def check(file: PassFile, router: VirtualRouter) -> Iterator[Finding]:
    """Every passfile that is known to be absent, once per place that names it."""
    if file.absent:
        message = f"{file.path.value} is missing on {router.host}: without it ucarp does not start"
        yield Finding(message, file.path.span, label="no such file")
