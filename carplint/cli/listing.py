"""`--list-files` of any command that reads files: those that would be read, and those that are passed over or refused, and why."""

from __future__ import annotations

import sys

from carplint.cli.arguments import OK, UNREADABLE, Arguments, StopError
from carplint.cli.arguments import USAGE as WRONG
from carplint.cli.inputs import load
from carplint.report.listing import FORMATS, render


def run(arguments: Arguments) -> int:
    """Print the list. A file that is refused is an error, as in the command itself."""
    if arguments.format not in ("", "auto", *FORMATS):
        raise StopError(f"--list-files takes --format {' or '.join(FORMATS)}", WRONG)
    net = load(arguments)
    sys.stdout.writelines(render(net, arguments.format, show_secrets=arguments.show_secrets))
    return UNREADABLE if any(f.state == "refused" for f in net.listed) else OK
