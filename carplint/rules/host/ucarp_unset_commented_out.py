"""The launcher's `unset` is commented out, so values carry over from one vip file to the next.

Why: a vip file that leaves out a variable gets the previous file's: the wrong password, interface or VIP, and another
one as soon as that file changes.

Daemon: the launcher sources all vip files in one shell; the init script of EPEL's ucarp has the line
`#unset PASSWORD BIND_INTERFACE ...`. Source: ucarp.init of Fedora and EPEL.

Fix: see by `carplint show` what each vip file gets today, write what one of them lacks into it, and then take the # away.

Exceptions: silent on a node with fewer than two virtual routers, and if the variables are unset elsewhere in the
script. Files that really lack a variable are found by ucarp-value-leak.
"""

import re
from collections.abc import Iterator

from carplint.model import Host, Script
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Span

CODE = "CL394"
NAME = "ucarp-unset-commented-out"
SEVERITY = "warning"
ON = "launcher and host"
NEEDS = "unset"

_COMMENT = r"(?m)^[ \t]*(?P<sign>#+[ \t]*)unset(?P<names>(?:[ \t]+[A-Za-z_]\w*)+)[ \t]*$"
_VARIABLES = frozenset(("PASSWORD", "PASSFILE", "BIND_INTERFACE", "VIP_INTERFACE", "VIP_ADDRESS", "OPTIONS"))


def check(script: Script, host: Host) -> Iterator[Finding]:
    """One finding per such line."""
    unset = {w for c in script.commands if c.words[0] == "unset" for w in c.words[1:]}
    if len(host.virtual_routers) < 2 or not any(c.words[0] in (".", "source") for c in script.commands):
        return
    for match in re.finditer(_COMMENT, script.source.text):
        names = match["names"].split()
        left = [n for n in names if n in _VARIABLES and n not in unset]
        if left:
            message = (
                f"unset is commented out: a vip file that does not set {', '.join(left)} gets what the file "
                "before it set, such as another virtual router's VIP or password"
            )
            edit = Edit(Span(script.source, *match.span("sign")), "")
            fix = Fix("make it a command", (edit,), safe=False)
            yield Finding(message, Span(script.source, match.start("sign"), match.end("names")), fix=fix)
