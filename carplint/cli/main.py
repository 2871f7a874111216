"""The command line: words → command → exit code. The commands are modules of `carplint.cli`; everything heavy is
imported late."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found] # what `signal` wraps in enums, which take time
import gc
import os
import sys
from collections.abc import Sequence
from io import BufferedWriter, FileIO, TextIOWrapper

from carplint.cli.arguments import INTERNAL, INTERRUPTED, UNREADABLE, USAGE, Arguments, StopError
from carplint.text import module
from carplint.text.typing import Any, NoReturn

COMMANDS = {
    "check": "Check files, nodes and clusters",
    "fix": "Apply the safe fixes",
    "convert": "Convert a node or a cluster to another format",
    "show": "Show the effective configuration and where each value comes from",
    "explain": "Explain a rule, or list the rules that explain a symptom",
    "rules": "List the rules",
}
"""Each command and what it does. The module of that name runs it."""


def _arguments(words: Sequence[str]) -> Arguments:
    arguments = Arguments()
    plain = words[:1] == ["check"] and not any(w.startswith("-") and w != "-" for w in words)
    if plain:
        arguments.paths = words[1:]
    else:
        from carplint.cli.options import parse

        parse(words, arguments, COMMANDS)
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. The words are those of the process unless given."""
    words = sys.argv[1:] if argv is None else list(argv)
    collecting = gc.isenabled()
    gc.disable()  # a run makes millions of small objects and ends: collecting would double its time
    try:
        arguments = _arguments(words)
        code: int = module(f"carplint.cli.{'listing' if arguments.list_files else words[0]}").run(arguments)
        sys.stdout.flush()
        return code
    except SystemExit as stop:
        return int(stop.code or 0)
    except StopError as stop:
        sys.stdout.flush()
        from carplint.cli.outputs import tell

        tell(str(stop))
        for line in stop.lines:
            print(line, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _failed(error)
    finally:
        if collecting:
            gc.enable()


def _failed(error: Exception) -> int:
    """Say why a run ended that nobody stopped, and return its exit code. Files are read and written with messages of their
    own."""
    if isinstance(error, OutputError):
        print(f"carplint: cannot write the output: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    if isinstance(error, OSError) and not _is_somewhere():
        print("carplint: the current folder does not exist any more: change to one that does", file=sys.stderr)
        return UNREADABLE
    from carplint.checking.own_rules import OwnRuleError
    from carplint.cli.outputs import tell

    if isinstance(error, OwnRuleError):
        tell(str(error))
        return USAGE
    if isinstance(error, OSError) and error.filename is not None:
        tell(f"{os.fsdecode(error.filename)}: {error.strerror}")
        return UNREADABLE
    _report_internal(error)
    return INTERNAL


def _is_somewhere() -> bool:
    """Return whether the current folder exists."""
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _report_internal(error: Exception) -> None:
    """Say that carplint itself failed, and where, in a line that can be pasted into a bug report. The error's own text
    is left out: it may hold a password from the files."""
    from traceback import extract_tb

    import carplint

    package = carplint.__path__[0]
    frames = [f for f in extract_tb(error.__traceback__) if f.filename.startswith(package)]
    places = ", ".join(f"carplint{f.filename[len(package) :]}:{f.lineno} {f.name}" for f in reversed(frames[-4:]))
    python = ".".join(map(str, sys.version_info[:3]))
    print(
        f"carplint: internal error: {type(error).__name__} in {places or 'an unknown place'} (carplint "
        f"{carplint.__version__}, Python {python}). This is a bug of carplint, not of your files: please report this "
        "line, the command, and if you can the file that it happens with, without its passwords",
        file=sys.stderr,
    )


class OutputError(OSError):
    """A standard stream takes no more: the disk behind it is full."""


class _Pipe(FileIO):
    """A standard stream. Where nobody reads any more, as behind `| head`, what is left is dropped: the run ends as it would
    have, with the same exit code."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return len(memoryview(data))
        except OSError as error:
            raise OutputError(error.errno, error.strerror) from error


def _stream(name: str) -> None:
    """Make a standard stream one that takes any text and never ends the run."""
    stream = getattr(sys, name)
    if stream is None:  # it was closed before the start: nobody wants to read it
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays open to the end
    elif isinstance(stream, TextIOWrapper):
        lines = stream.line_buffering or name == "stderr"
        pipe = BufferedWriter(_Pipe(stream.fileno(), "w", closefd=False))
        setattr(sys, name, TextIOWrapper(pipe, stream.encoding, "backslashreplace", line_buffering=lines))


def program(on_interrupt: Any = None) -> NoReturn:
    """Run the command, flush its output and end the process at once: taking a large model apart object by object would
    take a tenth of the run. `on_interrupt` is the handler of SIGINT from here on, None for the one that is set."""
    try:
        if on_interrupt is not None:
            _signal.signal(_signal.SIGINT, on_interrupt)
        _stream("stdout")
        _stream("stderr")
        code = main()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            code = code or UNREADABLE
    except KeyboardInterrupt:
        code = INTERRUPTED
    os._exit(code)
