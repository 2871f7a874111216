"""The command line: sub-command → library call → exit code. Everything heavy is imported late.

Exit codes: 0 nothing at or above the threshold; 1 findings; 2 usage or configuration; 3 something could
not be read or converted, or nothing was found to read.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from carplint.config import Settings
    from carplint.lint import Report
    from carplint.model import Net
    from carplint.rules import Rule

OK, FOUND, USAGE, UNREADABLE = 0, 1, 2, 3


class StopError(Exception):
    """Ends the run with a message and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Arguments:
    """What the command line says; the values here are the defaults."""

    def __init__(self) -> None:
        self.paths: Sequence[str] = ()
        self.host: list[str] = []
        self.stdin_filename = "<stdin>"
        self.format = ""
        self.fail_on = "error"
        self.select: list[str] = []
        self.ignore: list[str] = []
        self.show_secrets = False
        self.target = ""
        self.config_id: str | None = None
        self.config: str | None = None
        self.isolated = False
        self.diff = False
        self.unsafe = False
        self.to = ""
        self.output: str | None = None
        self.force = False
        self.strict = False
        self.allow_errors = False
        self.rule = ""


def _selected(arguments: Arguments) -> Sequence[Rule] | None:
    """The rules that were asked for; None for all."""
    if not arguments.select and not arguments.ignore:
        return None
    from carplint.nearest import nearest
    from carplint.rules import RULES, find

    def expand(words: Sequence[str]) -> set[str]:
        codes: set[str] = set()
        for word in (w for text in words for w in text.split(",") if w):
            rules = find(word)
            if not rules:
                near = nearest(word, [n for r in RULES for n in (r.CODE, r.NAME)])
                hint = f"; did you mean {near}?" if near else ""
                raise StopError(f"there is no rule {word!r}{hint}", USAGE)
            codes.update(r.CODE for r in rules)
        return codes

    chosen, left_out = expand(arguments.select), expand(arguments.ignore)
    return [r for r in RULES if (not chosen or r.CODE in chosen) and r.CODE not in left_out]


def _settings(arguments: Arguments) -> Settings | None:
    """What is said of the hosts: by options, and by the nearest configuration file. None where nothing is."""
    from carplint.config import ConfigurationError, HostSettings, Settings, find, read, target_of

    file = arguments.config or (None if arguments.isolated else find())
    if file is None and not arguments.target and arguments.config_id is None:
        return None
    try:
        target = target_of(arguments.target) if arguments.target else None
        settings = Settings() if file is None else read(file)
    except ConfigurationError as error:
        raise StopError(str(error), USAGE) from error
    return settings._replace(given=HostSettings(target, arguments.config_id))


def _load(arguments: Arguments) -> Net:
    from carplint.discover import OWN_PLACES
    from carplint.loading import load

    hosts = []
    for text in arguments.host:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise StopError(f"--host takes NAME=PATH, not {text!r}", USAGE)
        hosts.append((name, path))
    paths = list(arguments.paths)
    if not paths and not hosts:
        paths = [p for p in OWN_PLACES if os.path.exists(p)] or ["."]
    if paths.count("-") > 1:
        raise StopError("standard input can be read once only", USAGE)
    net = load(paths, hosts=hosts, stdin_filename=arguments.stdin_filename, settings=_settings(arguments))
    if not net.files and not net.findings:
        places = ", ".join([*paths, *(p for _, p in hosts)])
        left_out = "".join(f"\n  not checked: {n}" for n in net.not_checked)
        raise StopError(
            f"nothing to check in {places}: no keepalived.conf, carp/vip-*.conf or ifcfg-* there{left_out}", UNREADABLE
        )
    return net


def _write(report: Report, arguments: Arguments, *, to_error: bool = False) -> None:
    from carplint.report import Options, choose, render

    stream = sys.stderr if to_error else sys.stdout
    terminal = stream.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    options = Options(colour=colour, show_secrets=arguments.show_secrets)
    for piece in render(choose(arguments.format or "auto", terminal), report, options):
        stream.write(piece)


def _code(report: Report, arguments: Arguments) -> int:
    if any(f.code.startswith("CL0") for f in report.findings):
        return UNREADABLE
    return FOUND if arguments.fail_on != "never" and report.at_least(arguments.fail_on) else OK


def _check(arguments: Arguments) -> int:
    from carplint.lint import check

    rules = _selected(arguments)
    report = check(_load(arguments), rules)
    _write(report, arguments)
    return _code(report, arguments)


def _write_patch(line: str, encoding: str) -> None:
    """A line of a diff: for people as text, for a pipe in the encoding of the file that it changes."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        sys.stdout.write(line)
    else:
        try:
            data = line.encode(encoding)
        except UnicodeEncodeError:  # the sign that stands for a password
            data = line.encode("utf-8", "backslashreplace")
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def _fix(arguments: Arguments) -> int:
    from carplint import fix, writing
    from carplint.lint import check

    rules = _selected(arguments)
    if "-" in arguments.paths:
        raise StopError("standard input cannot be repaired in place: name a file", USAGE)
    report = check(_load(arguments), rules)
    outcome = fix.apply(report, rules, unsafe=arguments.unsafe)
    if arguments.diff:
        for line, encoding in fix.diff(outcome.changes, show_secrets=arguments.show_secrets):
            _write_patch(line, encoding)
        return _code(report, arguments)
    for _, new in outcome.changes:
        try:
            writing.replace(new.real or new.path, new.data)
        except OSError as error:
            raise StopError(f"{new.path}: cannot be written: {error.strerror}", UNREADABLE) from error
    _write(outcome.report, arguments)
    done = f"fixed {len(outcome.applied)} in {len(outcome.changes)} files"
    if outcome.withdrawn:
        done += f"; {len(outcome.withdrawn)} left out, since they would clash or bring up a new finding"
    print(done, file=sys.stderr)
    return _code(outcome.report, arguments)


def _convert(arguments: Arguments) -> int:
    from carplint import writing
    from carplint.conversion import TARGETS, RefusedError, convert

    if arguments.to not in TARGETS:
        raise StopError(f"there is no format {arguments.to!r} to convert to; there are: {', '.join(TARGETS)}", USAGE)
    if arguments.output is None and arguments.force:
        raise StopError("--force needs --output", USAGE)
    net = _load(arguments)
    try:
        result = convert(net, arguments.to, allow_errors=arguments.allow_errors)
    except RefusedError as refusal:
        _write(refusal.report, arguments, to_error=True)
        raise StopError(str(refusal), UNREADABLE) from refusal
    report = result.report
    if arguments.strict and report.at_least("error"):
        _write(report, arguments, to_error=True)
        raise StopError("something would be lost, and --strict is given: nothing was written", FOUND)
    if arguments.output is None:
        for file in result.files:
            sys.stdout.write(f"==> {file.path} <==\n{file.text}\n")
        sys.stdout.flush()
        _write(report, arguments, to_error=True)
        return _code(report, arguments)
    targets = [(os.path.join(arguments.output, f.path), f) for f in result.files]
    if not arguments.force:
        for path, _ in targets:
            if os.path.lexists(path):
                raise StopError(f"{path} exists; give --force to replace it. Nothing was written", USAGE)
    for path, file in targets:
        try:
            writing.create(path, file.text.encode(), file.mode, force=arguments.force)
        except OSError as error:
            raise StopError(f"{path}: cannot be written: {error.strerror}", UNREADABLE) from error
    _write(report, arguments)
    print(f"wrote {', '.join(path for path, _ in targets)}", file=sys.stderr)
    return _code(report, arguments)


def _show(arguments: Arguments) -> int:
    from carplint.show import show

    net = _load(arguments)
    for piece in show(net):
        sys.stdout.write(piece)
    for finding in net.findings:
        if finding.name.startswith("file-"):
            print(f"carplint: {finding.span.source.path}: {finding.message}", file=sys.stderr)
    return UNREADABLE if any(f.name.startswith("file-") for f in net.findings) else OK


def _explain(arguments: Arguments) -> int:
    from carplint.explanation import explain

    try:
        sys.stdout.write(explain(arguments.rule))
    except LookupError as error:
        raise StopError(str(error.args[0]), USAGE) from error
    return OK


def _rules(arguments: Arguments) -> int:
    from carplint.rules import FAMILIES, RULES

    lines = [(r.CODE, r.NAME, r.SEVERITY, (r.__doc__ or "").partition("\n")[0]) for r in RULES]
    if arguments.format == "json":
        import json

        keys = ("code", "name", "severity", "summary")
        sys.stdout.write(json.dumps([dict(zip(keys, line, strict=True)) for line in lines], indent=2) + "\n")
        return OK
    family = ""
    for code, name, severity, summary in lines:
        if code[2] != family:
            family = code[2]
            print(f"{FAMILIES[family]}")
        print(f"  {code}  {severity:7}  {name:36} {summary}")
    return OK


_COMMANDS: dict[str, tuple[str, Callable[[Arguments], int]]] = {
    "check": ("Check files, nodes and clusters", _check),
    "fix": ("Repair what can be repaired safely", _fix),
    "convert": ("Convert a node or a cluster to another format", _convert),
    "show": ("Show hosts, virtual routers and the least release they need", _show),
    "explain": ("Tell all about a rule", _explain),
    "rules": ("List the rules", _rules),
}


def _arguments(words: Sequence[str]) -> Arguments:
    arguments = Arguments()
    plain = words[:1] == ["check"] and not any(w.startswith("-") and w != "-" for w in words)
    if plain:
        arguments.paths = words[1:]
    else:
        from carplint.options import parse

        parse(words, arguments, {name: text for name, (text, _) in _COMMANDS.items()})
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the arguments are those of the process unless given."""
    words = sys.argv[1:] if argv is None else list(argv)
    collecting = gc.isenabled()
    gc.disable()  # a run makes millions of small objects and ends: collecting would double its time
    try:
        arguments = _arguments(words)
        code = _COMMANDS[words[0]][1](arguments)
        sys.stdout.flush()
        return code
    except SystemExit as stop:
        return int(stop.code or 0)
    except StopError as stop:
        sys.stdout.flush()
        print(f"carplint: {stop}", file=sys.stderr)
        return stop.code
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:  # of the report: files are read and written with their own messages
        print(f"carplint: cannot write the output: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130
    finally:
        if collecting:
            gc.enable()


def program() -> NoReturn:
    """The whole life of the command. Its end is abrupt on purpose: to take apart one by one the objects that
    the process does not need any more would take a tenth of the time of a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # None or something else where it is closed or replaced
            stream.reconfigure(errors="backslashreplace")
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or UNREADABLE
    os._exit(code)


def _leave_quietly() -> NoReturn:
    """End without a word when nobody reads the output any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    os._exit(OK)
