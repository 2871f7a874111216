"""`carplint convert`: writes the files of another format, and a finding for each thing that is lost."""

from __future__ import annotations

import os
import sys

from carplint import writing
from carplint.commands import FOUND, UNREADABLE, USAGE, Arguments, StopError
from carplint.commands.inputs import load, settings
from carplint.commands.outputs import exit_code, write
from carplint.conversion import TARGETS, RefusedError, convert
from carplint.report import visible


def run(arguments: Arguments) -> int:
    """Write the files of the new format below a folder, or print them; what they lose is the report."""
    if arguments.to not in TARGETS:
        raise StopError(f"there is no format {arguments.to!r} to convert to; there are: {', '.join(TARGETS)}", USAGE)
    if arguments.output is None and arguments.force:
        raise StopError("--force needs --output", USAGE)
    found = settings(arguments)
    net = load(arguments, found)
    try:
        result = convert(net, arguments.to, allow_errors=arguments.allow_errors)
    except RefusedError as refusal:
        write(refusal.report, arguments, to_error=True)
        raise StopError(str(refusal), UNREADABLE) from refusal
    report = result.report
    if arguments.strict and report.at_least("error"):
        write(report, arguments, to_error=True)
        raise StopError("something would be lost, and --strict is given: nothing was written", FOUND)
    if arguments.output is None:
        for file in result.files:
            sys.stdout.write(f"==> {file.path} <==\n{file.text}\n")
        sys.stdout.flush()
        write(report, arguments, to_error=True)
        return exit_code(report, found.choice.fail_on)
    targets = [(os.path.join(arguments.output, f.path), f) for f in result.files]
    if not arguments.force:
        for path, _ in targets:
            if os.path.lexists(path):
                raise StopError(f"{path} exists; give --force to replace it. Nothing was written", USAGE)
    for path, file in targets:
        try:
            writing.create(path, file.text.encode("utf-8", "surrogateescape"), file.mode, force=arguments.force)
        except OSError as error:
            raise StopError(f"{path}: cannot be written: {error.strerror}", UNREADABLE) from error
    write(report, arguments)
    print(f"wrote {', '.join(visible(path) for path, _ in targets)}", file=sys.stderr)
    return exit_code(report, found.choice.fail_on)
