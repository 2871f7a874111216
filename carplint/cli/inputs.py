"""A command's inputs: the files, rules and settings that its arguments ask for."""

from __future__ import annotations

import os
import sys

from carplint.cli.arguments import UNREADABLE, USAGE, Arguments, StopError
from carplint.dialects.registry import GENERAL_PLACES, OWN_PLACES
from carplint.inputs import load as loading
from carplint.inputs.config import (
    ConfigurationError,
    HostSettings,
    Settings,
    Version,
    find,
    known_release,
    read,
    target_of,
    with_inventory,
    with_known_releases,
)
from carplint.model import Net
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.checking.policy import Policy


def target(arguments: Arguments) -> Version | None:
    """Return the release that --target names, or the newest known one for any that is newer, with a note."""
    if not arguments.target:
        return None
    try:
        version, note = known_release(target_of(arguments.target))
    except ConfigurationError as error:
        raise StopError(str(error), USAGE) from error
    _note(note)
    return version


def _note(note: str) -> None:
    if note:
        print(f"carplint: {note}", file=sys.stderr)


def settings(arguments: Arguments) -> Settings:
    """Return what the options and the nearest configuration file say; options win."""
    file = arguments.config or (None if arguments.isolated else find())
    if file is None and not arguments.isolated and not os.access(os.path.abspath("."), os.F_OK):
        _note("no .carplint.yaml was looked for, since a folder above the current one may not be entered")
    if file is not None and not arguments.config:
        folder = os.path.realpath(os.path.dirname(file)).rstrip("/") + "/"
        if not os.path.realpath(file).startswith(folder):  # nothing of it is read, or told
            raise StopError(f"{file} is a link to a file outside of its folder: name it with --config", USAGE)
    release = target(arguments)
    try:
        found = Settings() if file is None else read(file)
        if arguments.inventory:
            found = with_inventory(found, arguments.inventory)
    except ConfigurationError as error:
        raise StopError(str(error), USAGE) from error
    choice = found.choice
    if file is not None and not arguments.config:
        _only_found(file, found, arguments)
    choice = choice._replace(
        select=tuple(arguments.select) or choice.select,
        ignore=tuple(arguments.ignore) or choice.ignore,
        fail_on=arguments.fail_on or choice.fail_on,
        baseline=arguments.baseline or choice.baseline,
        rules=(*choice.rules, *arguments.rules),
    )
    found, notes = with_known_releases(found)
    for note in notes:
        _note(note)
    return found._replace(given=HostSettings(release, arguments.config_id), choice=choice)


def _only_found(file: str, found: Settings, arguments: Arguments) -> None:
    """Refuse what a configuration must not do that nobody named: run code, or have files outside of its folder read. A
    stranger's tree may hold one."""
    folder, choice = os.path.realpath(found.folder).rstrip("/") + "/", found.choice
    outside = [path for path in found.places.paths if not f"{os.path.realpath(path)}/".startswith(folder)]
    baseline = "" if arguments.baseline else choice.baseline
    what = ""
    if choice.rules:
        what = "names rules of your own, which are code: name the file with --config to run them"
    elif outside:
        what = f"says that files of {found.places.paths[outside[0]]} lie outside of its folder: name it with --config"
    elif baseline and not (os.path.isfile(baseline) and os.path.realpath(baseline).startswith(folder)):
        what = f"names a baseline that is not a file in its folder, {baseline}: name one of them, by --config or --baseline"
    elif baseline and arguments.update_baseline:
        what = "was not named, so its baseline is not changed: name one of them, by --config or --baseline"
    if what:
        raise StopError(f"{file} {what}", USAGE)


def policy_of(found: Settings) -> Policy | None:
    """Return the policy that the options and the configuration describe; None for the default."""
    choice = found.choice
    if not (choice.select or choice.ignore or choice.severity or choice.paths or choice.rules):
        return None
    from carplint.checking import own_rules, policy

    try:
        return policy.policy(choice, own_rules.read(choice.rules), found.folder)
    except policy.PolicyError as error:
        raise StopError(str(error), USAGE) from error


_MODEL: list[Net] = []
"""The model of the last run. It stays to the end of the process: taking a large one apart takes a fifteenth of the time."""


def _is_in_use(path: str) -> bool:
    """Return whether a place of this machine's files has more than a sample of a package."""
    if not os.path.isdir(path):
        return os.path.exists(path)
    from carplint.inputs.near import kind_of  # only for a run without a path

    try:
        return any(kind_of(name)[0] != "sample" for name in os.listdir(path))
    except OSError:
        return True


def _own_places(arguments: Arguments) -> list[str]:
    """Return the places of this machine's own files; none if there is only what every system has."""
    own, general = ([p for p in places if _is_in_use(p)] for places in (OWN_PLACES, GENERAL_PLACES))
    if own or (general and loading.load(general, follow=arguments.follow, lenient=True).virtual_routers):
        return own + general
    return []


def load(arguments: Arguments, found: Settings | None = None) -> Net:
    """Load the files that the arguments name; without a path those stated for hosts, else this machine's own, else
    those of the current folder."""
    found = found or settings(arguments)
    hosts = []
    for text in arguments.host:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise StopError(f"--host takes NAME=PATH, not {text!r}", USAGE)
        hosts.append((name, path))
    paths = list(arguments.paths)
    if "" in paths:
        raise StopError("a PATH is empty: name a file, a folder, or - for standard input", USAGE)
    if not paths and not hosts:
        hosts = [(name, os.path.relpath(path)) for path, name in found.places.paths.items()]
    if not paths and not hosts:
        paths = [] if found.places.folders else _own_places(arguments)
        paths = paths or ["."]
    if paths.count("-") > 1:
        raise StopError("standard input can be read only once", USAGE)
    net = loading.load(
        paths,
        hosts=hosts,
        stdin_filename=arguments.stdin_filename,
        settings=found,
        follow=arguments.follow,
        format=arguments.format_of_files,
        lenient=arguments.allow_empty,
    )
    if not (net.files or net.findings or arguments.allow_empty or arguments.list_files):
        from carplint.report import visible

        places = ", ".join((*paths, *(p for _, p in hosts)))
        raise StopError(
            f"nothing to check in {places}: no keepalived.conf, uCarp, ifcfg, interfaces, hostname.carp or rc.conf file there",
            UNREADABLE,
            [f"  not checked: {visible(n)}" for n in net.not_checked],
        )
    _MODEL[:] = [net]
    return net
