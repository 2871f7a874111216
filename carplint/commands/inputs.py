"""What a command works on: the files, the rules and the settings that its arguments ask for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from carplint import discover, loading
from carplint.commands import UNREADABLE, USAGE, Arguments, StopError
from carplint.config import ConfigurationError, HostSettings, Settings, find, read, target_of
from carplint.model import Net

if TYPE_CHECKING:
    from carplint.rules import Rule


def selected(arguments: Arguments) -> Sequence[Rule] | None:
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
    file = arguments.config or (None if arguments.isolated else find())
    if file is None and not arguments.target and arguments.config_id is None:
        return None
    try:
        target = target_of(arguments.target) if arguments.target else None
        settings = Settings() if file is None else read(file)
    except ConfigurationError as error:
        raise StopError(str(error), USAGE) from error
    return settings._replace(given=HostSettings(target, arguments.config_id))


def load(arguments: Arguments) -> Net:
    """All files that the arguments name; without a path this machine's own, else those of the current folder."""
    hosts = []
    for text in arguments.host:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise StopError(f"--host takes NAME=PATH, not {text!r}", USAGE)
        hosts.append((name, path))
    paths = list(arguments.paths)
    if not paths and not hosts:
        paths = [p for p in discover.OWN_PLACES if os.path.exists(p)] or ["."]
    if paths.count("-") > 1:
        raise StopError("standard input can be read once only", USAGE)
    net = loading.load(paths, hosts=hosts, stdin_filename=arguments.stdin_filename, settings=_settings(arguments))
    if not net.files and not net.findings:
        places = ", ".join([*paths, *(p for _, p in hosts)])
        left_out = "".join(f"\n  not checked: {n}" for n in net.not_checked)
        raise StopError(
            f"nothing to check in {places}: no keepalived.conf, carp/vip-*.conf or ifcfg-* there{left_out}", UNREADABLE
        )
    return net
