"""A script that keepalived.conf names does not begin with a #! line that the kernel can use.

Why: a check that cannot be run counts as passed, forever: the node stays MASTER with a dead service. A notify script
does nothing.

Daemon: execve fails, and the child exits with 0, "Script errors aren't server errors" (lib/notify.c). Tried with
2.2.7: `exit 1` without `#!`, after a `#!/bin/sh` with a carriage return, and after a `#!` with a missing program all
passed, as did an empty file, and the instance became MASTER; github.com/acassen/keepalived/issues/2126.

Fix: begin with #!/bin/sh or similar, at the very first byte, and without carriage returns.

Exceptions: binaries, and scripts that a shell is told to run. carplint does not look whether the interpreter is
installed.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Program
from carplint.text.finding import Finding, Related

CODE = "CL316"
NAME = "script-bad-interpreter"
SEVERITY = "error"
ON = "program"

_FIRST = re.compile(r"#![ \t]*(?P<program>[^ \t\r\n]*)[^\r\n]*(?P<end>\r?)")


def _fault(program: Program) -> str:
    """The fault of the first line, in words."""
    assert program.source is not None
    text = program.source.text
    match = _FIRST.match(text)
    if match is None:
        if text.startswith("\ufeff#!"):
            return "a byte order mark is before the #!"
        return "it does not begin with #!"
    if match["end"]:
        return "its first line ends in a carriage return, which belongs to the interpreter's name"
    return "" if match["program"] else "no interpreter follows #!"


def check(program: Program) -> Iterator[Finding]:
    """One finding per line that names such a script."""
    if program.source is None or program.interpreted:
        return
    fault = _fault(program)
    if fault:
        effect = "the check always passes" if program.check else "it does nothing"
        message = f"the kernel cannot run {program.name}: {fault}, so {effect}"
        yield Finding(message, program.span, (Related(program.source.span(), "the script begins here"),))
