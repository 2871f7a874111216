"""The command line's options, for argparse. Imported only if there are options: loading argparse takes longer than
checking a small file."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import carplint
from carplint import overview, report
from carplint.dialects.registry import DIALECTS
from carplint.report import visible
from carplint.text.typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from carplint.cli.arguments import Arguments


class _Help(argparse.HelpFormatter):
    """The usual help, without shutil, which argparse would import for every option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=_columns())


class _Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line."""

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(prog, description=description, epilog=epilog, formatter_class=_Help, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{visible(f'{self.prog}: {message}; see {self.prog} --help')}\n")


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        return 100


def _file(word: str) -> str:
    if not word:
        raise argparse.ArgumentTypeError("a file has a name: the word is empty")
    return word


def _reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a file, a tree such as /etc, one folder per host, or - for standard input",
    )
    parser.add_argument(
        "--host",
        action="append",
        metavar="NAME=PATH",
        help="another path, with the name of its host; may be repeated",
    )
    parser.add_argument(
        "--target",
        metavar="keepalived=VERSION",
        help="the release that the hosts run, or VERSION alone (default: the newest known)",
    )
    parser.add_argument(
        "--config-id", metavar="ID", help="the id by which @ID lines of keepalived.conf count, as in keepalived -i ID"
    )
    parser.add_argument(
        "--config", type=_file, metavar="FILE", help="the configuration, instead of the nearest .carplint.yaml"
    )
    parser.add_argument(
        "--inventory", type=_file, metavar="FILE", help="an Ansible inventory in YAML, which names the hosts"
    )
    parser.add_argument("--isolated", action="store_true", help="use no configuration file")
    parser.add_argument("--stdin-filename", metavar="NAME", help="the name that stands for standard input")
    parser.add_argument("--follow", action="store_true", help="follow symbolic links that lead out of a tree")
    parser.add_argument(
        "--as",
        dest="format_of_files",
        choices=[d.name for d in DIALECTS],
        metavar="FORMAT",
        help="the format of the files that are named, whatever their names; of one of several: FORMAT:PATH",
    )
    parser.add_argument("--allow-empty", action="store_true", help="it is no failure if there is nothing to read")
    parser.add_argument(
        "--list-files",
        action="store_true",
        help="list the files that would be read or are passed over, and why; no more",
    )


def _reporting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("auto", *report.FORMATS),
        help="the report's format; auto is github in Actions, text on a terminal, concise in a pipe",
    )
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info", "never"),
        help="exit 1 if a finding has this severity or a higher one (default: error)",
    )
    parser.add_argument(
        "--select",
        action="append",
        metavar="RULES",
        help="run only these rules: codes, beginnings of codes, names, families",
    )
    parser.add_argument("--ignore", action="append", metavar="RULES", help="do not run these rules")
    parser.add_argument(
        "--rules",
        action="append",
        metavar="FILE",
        help="a rule of your own: a Python file, which will be run, or an entry point",
    )
    parser.add_argument("--statistics", action="store_true", help="show how often each rule found something, not where")
    parser.add_argument("--show-secrets", action="store_true", help="show passwords instead of •••")


def check(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    _reading(parser)
    _reporting(parser)
    parser.add_argument("--baseline", type=_file, metavar="FILE", help="report only what is not in FILE")
    parser.add_argument("--update-baseline", action="store_true", help="drop from the baseline what was fixed")
    parser.add_argument(
        "--write-baseline", type=_file, metavar="FILE", help="write all findings to FILE, and report none"
    )


def fix(parser: argparse.ArgumentParser) -> None:
    """The options of `fix`."""
    _reading(parser)
    _reporting(parser)
    parser.add_argument("--diff", action="store_true", help="show what would change, and change nothing")
    parser.add_argument("--baseline", type=_file, metavar="FILE", help="do not fix what is in FILE")
    parser.add_argument("--unsafe", action="store_true", help="also apply fixes that may change what was meant")


def convert(parser: argparse.ArgumentParser) -> None:
    """The options of `convert`."""
    _reading(parser)
    _reporting(parser)
    parser.add_argument("--to", required=True, metavar="FORMAT", help="keepalived, ucarp, carp or interfaces")
    parser.add_argument("-o", "--output", metavar="DIR", help="write the files below DIR; without it they are printed")
    parser.add_argument(
        "--diff", action="store_true", help="show how the files below DIR would change, and change none"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument(
        "--auth",
        metavar="keep|new|hmac",
        help="which secrets the result has: the source's, new ones, or new ones for auth_hmac",
    )
    parser.add_argument(
        "--vips",
        choices=("apart", "together"),
        help="several VIPs of one keepalived instance: each with an id of its own (the default), or all with one, by scripts",
    )
    parser.add_argument("--plan", choices=("md", "json"), help="the plan of the change, for people or for a program")
    parser.add_argument("--strict", action="store_true", help="write nothing when something of severity error is lost")
    parser.add_argument("--allow-errors", action="store_true", help="convert a source in spite of its errors")


def show(parser: argparse.ArgumentParser) -> None:
    """The options of `show`."""
    _reading(parser)
    parser.add_argument("--format", choices=overview.FORMATS, help="text for people (the default), or JSON")
    parser.add_argument("--show-secrets", action="store_true", help="show passwords instead of •••")


def explain(parser: argparse.ArgumentParser) -> None:
    """The options of `explain`."""
    parser.add_argument("words", nargs="*", metavar="CODE|NAME|SYMPTOM", help="a rule, or a symptom: both nodes master")
    parser.add_argument(
        "--symptoms", action="store_true", help="list all symptoms, each with the rules that explain it"
    )


def rules(parser: argparse.ArgumentParser) -> None:
    """The options of `rules`."""
    parser.add_argument("--format", choices=("text", "json"))


_OPTIONS: Mapping[str, Callable[[argparse.ArgumentParser], None]] = {
    "check": check,
    "fix": fix,
    "convert": convert,
    "show": show,
    "explain": explain,
    "rules": rules,
}


@cache
def _parser(command: str, description: str) -> _Parser:
    parser = _Parser(f"carplint {command}", description)
    _OPTIONS[command](parser)
    parser.usage = parser.format_usage()[7:]  # argparse would make it anew for each command line
    return parser


def parse(words: Sequence[str], arguments: Arguments, commands: Mapping[str, str]) -> None:
    """Read the words of a command line into `arguments`; the first word is one of `commands`, each given with what it
    does. End the process with exit code 2 if they make no sense, as argparse does."""
    if words and words[0] in commands:
        _parser(words[0], f"{commands[words[0]]}.").parse_intermixed_args(words[1:], arguments)
        return
    parser = _Parser(
        "carplint",
        "Check, fix and convert the configuration of failover addresses (keepalived, uCarp).",
        "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 something could not be read or converted, 4 internal error.",
    )
    parser.add_argument("--version", action="version", version=f"carplint {carplint.__version__}")
    choices = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog="carplint", parser_class=argparse.ArgumentParser
    )
    for name, text in commands.items():
        choices.add_parser(name, help=text[0].lower() + text[1:])
    parser.parse_args(words)
    parser.error("the command comes first")
