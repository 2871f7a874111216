"""`carplint show`: each host's effective configuration, and where each value comes from."""

from __future__ import annotations

import sys

from carplint.cli.arguments import OK, UNREADABLE, Arguments
from carplint.cli.inputs import load
from carplint.cli.outputs import write_unread
from carplint.overview import show


def run(arguments: Arguments) -> int:
    """Print the hosts. Only a file that could not be read is an error."""
    net = load(arguments)
    for piece in show(net, arguments.format or "text", show_secrets=arguments.show_secrets):
        sys.stdout.write(piece)
    write_unread(net.findings)
    return UNREADABLE if any(f.name.startswith("file-") for f in net.findings) else OK
