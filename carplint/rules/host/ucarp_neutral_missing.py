"""ucarp runs its down script at every start, and the script fails then.

Why: at the start the VIP is not there yet, so removing it is an error in the log at every boot, and a script with
`set -e` ends before the rest of what it does.

Daemon: without -n, --neutral, the down script runs when the daemon starts as a backup. Source: ucarp 1.5.2; tried:
"Error: ipv4: Address not found".

Fix: add --neutral to OPTIONS, or send the errors of the script to /dev/null.

Exceptions: silent unless the down script is among the inputs and removes an address without hiding the error, and if
the command line is not wholly known.
"""

import re
from collections.abc import Iterator

from carplint.dialects.ucarp.edits import add_option, own_options
from carplint.dialects.ucarp.scripts.reading import certain_steps, removes
from carplint.model import Host
from carplint.text.finding import Finding, Related

CODE = "CL351"
NAME = "ucarp-neutral-missing"
SEVERITY = "info"
ON = "host with uCarp"
NEEDS = "vip-down"

_HIDDEN = r"2>|&>|\|\||\bif\b"
_ALL_HIDDEN = r"(?m)^[ \t]*exec[ \t][^\n]*(?:2>|&>)"


def check(host: Host) -> Iterator[Finding]:
    """Every known down script that fails at the start of a known daemon."""
    for script in (s for s in host.scripts if s.role == "vip-down"):
        source = script.source
        steps = (step for step in certain_steps(source, {}) if step is not None)
        first = next((step for step in steps if removes(step)), None)
        if first is None or re.search(_ALL_HIDDEN, source.text):
            continue
        line = source.line(source.position(first.start)[0])
        if re.search(_HIDDEN, line):
            continue
        for router in host.users(script):
            if router.neutral is not None and router.neutral.value is False and router.command:
                message = (
                    "ucarp gets no --neutral, so it runs the down script at each start, when there is no VIP "
                    "yet and its removal fails"
                )
                span = source.span(first.start, first.end)
                option = "-n" if router.format == "carp" else "--neutral"
                fix = add_option(own_options(router), option)
                yield Finding(message, router.span, (Related(span, "fails at the start"),), fix)
