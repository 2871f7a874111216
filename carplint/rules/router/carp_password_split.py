"""A password holds a blank or a shell pattern, and this launcher uses it without quotes.

Why: only the part before the blank is the password; the rest becomes further arguments of ucarp, options perhaps. A
pattern is replaced by matching file names in the folder where the service starts, so two nodes may have different
passwords, and then both become MASTER.

Daemon: the launcher of the carp service writes `-p $PASSWORD`, Debian's hook `-p $IF_UCARP_PASSWORD`; the shell
splits it and expands patterns. The launcher of the ucarp service writes `--pass=${PASSWORD}`, which matches no file
name, so only blanks matter (POSIX.1-2017, Shell Command Language, 2.6.5 and 2.6.6).

Fix: a password of letters, digits and . _ - only, the same on all nodes.

Exceptions: silent if the password is unknown.
"""

import re
from collections.abc import Iterator

from carplint.dialects.debian.keywords import variable
from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL210"
NAME = "carp-password-split"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-password"

_LAUNCHERS = {
    "carp": "the launcher uses PASSWORD",
    "ucarp": "the launcher uses PASSWORD",
    "interfaces": "Debian's hook uses ucarp-password",
}
_NAMES = ("PASSWORD", "UCARP_PASSWORD")
_PATTERN = re.compile(r"(?!\*+\Z)(?:.*[*?]|.*\[.+\])", re.DOTALL)
"""A row of asterisks stands for a password that someone took out of the file."""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every PASSWORD that is more than one plain word."""
    found = next((s for s in router.settings if variable(s.key.written) in _NAMES), None)
    password = found.value if found is not None else None
    if router.format not in _LAUNCHERS or router.passfile is not None or password is None or password.value is None:
        return
    who = _LAUNCHERS[router.format]
    if len(password.value.split()) > 1 or password.value != password.value.strip(" \t\n"):
        message = (
            f"{who} without quotes: ucarp gets only the part before the blank as the "
            "password, and the rest as further arguments"
        )
        yield Finding(message, password.span, label="is split at the blank")
    elif router.format != "ucarp" and _PATTERN.match(password.value):
        message = (
            f"{who} without quotes: * ? and [ ] are a pattern for the shell, so the password "
            "depends on the files of the folder where the service starts"
        )
        yield Finding(message, password.span, label="is a shell pattern")
