"""A script of the uCarp service has no #! line, Windows line ends, or is not executable.

Why: it does not run. The daemon becomes MASTER all the same and announces a VIP that no interface has; such a start
script starts nothing at boot.

Daemon: ucarp runs the script with execl: without `#!` "Exec format error", with a carriage return in that line "No
such file or directory", without execute permission "Permission denied", and MASTER in each case. If only other lines
end in one, the carriage return is part of their last word. Tried with ucarp 1.5.2; src/spawn.c.

Fix: begin with #!/bin/sh, remove the carriage returns, chmod 755.

Exceptions: the permission is checked only if another file of the node has it, since copies often lose it.
"""

import re
from collections.abc import Iterator

from carplint.model import Host, Script
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Source, Span

CODE = "CL391"
NAME = "ucarp-script-unusable"
SEVERITY = "error"
ON = "script and host"
NEEDS = "odd-script"

_RUN = 0o111


def _line_ends(source: Source) -> Finding | None:
    returns = [m.start() for m in re.finditer("\r(?=\n|\\Z)", source.text)]
    if not returns:
        return None
    first = source.text.find("\n") > returns[0]
    what = "the kernel looks for a program whose name ends in it" if first else "it is part of the last word"
    edits = tuple(Edit(Span(source, at, at + 1), "") for at in returns)
    message = f"a line ends in a carriage return, as Windows writes it: {what}, so the script does not do its work"
    return Finding(message, Span(source, returns[0], returns[0] + 1), fix=Fix("remove the carriage returns", edits))


def _beginning(source: Source) -> Finding | None:
    if source.text.startswith("#!"):
        return None
    message = "the script does not begin with #!, so ucarp cannot run it, and the MASTER has no VIP"
    start = source.span(0, len(source.text) - len(source.text.lstrip("\ufeff")))
    return Finding(message, source.span(), fix=Fix("begin with #!/bin/sh", (Edit(start, "#!/bin/sh\n"),), safe=False))


def _right(host: Host, source: Source) -> Finding | None:
    if source.mode is None or source.mode & _RUN:
        return None
    if not any((d.source.mode or 0) & _RUN for d in host.documents):
        return None
    return Finding("the script is not executable, so it is not run: chmod 755", source.span())


def check(script: Script, host: Host) -> Iterator[Finding]:
    """One finding per such fault of a script."""
    beginning = _beginning(script.source) if script.role != "launcher" else None
    yield from filter(None, (beginning, _line_ends(script.source), _right(host, script.source)))
