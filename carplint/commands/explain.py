"""`carplint explain`: the page of a rule."""

from __future__ import annotations

import sys

from carplint.commands import OK, USAGE, Arguments, StopError
from carplint.explanation import explain


def run(arguments: Arguments) -> int:
    """Print the page of a rule."""
    try:
        sys.stdout.write(explain(arguments.rule))
    except LookupError as error:
        raise StopError(str(error.args[0]), USAGE) from error
    return OK
