"""A file of EnvironmentFile= begins a line with `export`, which systemd does not know.

Why: the variable stays unset, and the daemon gets an empty word in its place: it does not start, or with other values than those that are
written.

Daemon: systemd is not a shell. It takes `export VHID` for the name of the variable, says `Ignoring invalid environment assignment` and goes
on. Source: systemd.exec(5), EnvironmentFile=.

Fix: remove `export`: a variable of such a file is exported anyway.

Exceptions: silent about a variable that the unit's command line does not use, and where the unit or its files set it without `export`, too.
"""

import re
from collections.abc import Iterator

from carplint.dialects.systemd.environment import assignments
from carplint.dialects.systemd.started import Started
from carplint.model import Host
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Span

CODE = "CL191"
NAME = "environment-file-export"
SEVERITY = "error"
ON = "started daemon and host"
NEEDS = "unit"

_EXPORT = re.compile(r"export[ \t]+([A-Za-z_]\w*)")


def check(own: Started, host: Host) -> Iterator[Finding]:
    """Each such line that sets a variable of the command line."""
    used = set(re.findall(r"\$\{?(\w+)", own.command.place.text))
    for source in own.unit.files_of_variables:
        for name, value in assignments(source):
            match = _EXPORT.fullmatch(name)
            if match is None or match[1] not in used or match[1] in own.unit.variables.values:
                continue
            start = source.text.rfind("export", 0, value.span.start)
            fix = Fix("remove `export`", (Edit(Span(source, start, start + match.start(1)), ""),), safe=False)
            message = f"systemd does not know `export` and ignores this line, so {match[1]} is not set"
            yield Finding(message, Span(source, start, start + len(match[0])), fix=fix)
