"""A passfile is a folder, a pipe, a socket or a device.

Why: the daemon gets no password from it and does not start, and the VIP has no second node. A container that mounts a
missing file creates a folder.

Daemon: with a folder "error reading passfile: Is a directory", status 1; at a pipe it waits until something writes to
it. Tried with ucarp 1.5.2.

Fix: put a file there, readable by root only, with the password in its first line.

Exceptions: a file that only carplint may not read is not reported, since a passfile is for root alone; the end of the
report says that it was not checked.
"""

from collections.abc import Iterator

from carplint.model import PassFile, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL267"
NAME = "ucarp-passfile-unreadable"
SEVERITY = "error"
ON = "passfile and router"


def check(file: PassFile, router: VirtualRouter) -> Iterator[Finding]:
    """Every passfile that is not a file, once per place that names it."""
    if file.instead:
        message = f"{file.path.value} on {router.host} is {file.instead}, so ucarp gets no password and does not start"
        yield Finding(message, file.path.span, label=f"this is {file.instead}")
