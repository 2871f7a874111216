"""`carplint show`: the hosts, their virtual routers, and the least release that they need."""

from __future__ import annotations

import sys

from carplint.commands import OK, UNREADABLE, Arguments
from carplint.commands.inputs import load
from carplint.show import show


def run(arguments: Arguments) -> int:
    """Print the table of hosts. What could not be read is an error, nothing else is."""
    net = load(arguments)
    for piece in show(net):
        sys.stdout.write(piece)
    for finding in net.findings:
        if finding.name.startswith("file-"):
            print(f"carplint: {finding.span.source.path}: {finding.message}", file=sys.stderr)
    return UNREADABLE if any(f.name.startswith("file-") for f in net.findings) else OK
