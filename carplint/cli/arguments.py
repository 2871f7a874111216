"""What the commands share: their arguments, exit codes, and how they stop. Each command is a module named after it with
`run(arguments)`, which returns the exit code; it is imported only where it is used.

Exit codes: 0 no finding at or above the threshold; 1 findings; 2 wrong usage or configuration; 3 something could not be
read or converted, or nothing was found to read; 4 an internal error.
"""

from __future__ import annotations

from collections.abc import Sequence

OK, FOUND, USAGE, UNREADABLE, INTERNAL = 0, 1, 2, 3, 4
INTERRUPTED = 130
"""As a shell has it for a program that SIGINT ends."""


class StopError(Exception):
    """Stop the run with a message, an exit code, and lines with more about it."""

    def __init__(self, message: str, code: int, lines: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.lines = lines


class Arguments:
    """The command line's arguments; the values here are the defaults."""

    def __init__(self) -> None:
        self.paths: Sequence[str] = ()
        self.host: list[str] = []
        self.stdin_filename = "<stdin>"
        self.format = ""
        self.fail_on = ""
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.rules: list[str] = []
        self.baseline = ""
        self.write_baseline = ""
        self.update_baseline = False
        self.statistics = False
        self.show_secrets = False
        self.target = ""
        self.config_id: str | None = None
        self.config: str | None = None
        self.isolated = False
        self.inventory = ""
        self.follow = False
        self.format_of_files = ""
        self.list_files = False
        self.allow_empty = False
        self.diff = False
        self.unsafe = False
        self.to = ""
        self.auth = ""
        self.vips = ""
        self.plan = ""
        self.output: str | None = None
        self.force = False
        self.strict = False
        self.allow_errors = False
        self.words: Sequence[str] = ()
        self.symptoms = False
