"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model/net.py. Their commands are cut as a shell
would cut them, and no variable is expanded.
"""

from __future__ import annotations

from functools import lru_cache

from carplint.dialects.dialect import Part
from carplint.dialects.ucarp import VARIABLES
from carplint.model import Command, HostFiles, Script
from carplint.text.source import Source

NAME = "launcher"
_KNOWN = ("BIND_", "vip-common.conf", "UCARP_", "REALIP")
"""Texts that the known launchers have: names of variables that the administrator's files set."""


@lru_cache(maxsize=100)
def _commands(source: Source) -> tuple[Command, ...]:
    from carplint.dialects.shell.script import commands  # few scripts are looked into

    return tuple(commands(source))


def read(host: HostFiles) -> Part:
    """Read one script per document. An init script that is none of the known launchers, and so has no files of variables, may
    have the command line itself."""
    scripts, not_checked = [], list[str]()
    alone = not any(d.format in VARIABLES for d in host.documents)
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2].removesuffix(".sh")
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source, _commands))
            if alone and role == "launcher" and not any(mark in document.source.text for mark in _KNOWN):
                from carplint.dialects.ucarp.command_lines import said  # few launchers are not known

                not_checked += said(document.source)
    return Part(scripts=tuple(scripts), not_checked=tuple(not_checked))
