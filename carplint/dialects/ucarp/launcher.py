"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model/net.py. Their commands are cut as a shell
would cut them, and no variable is expanded.
"""

from __future__ import annotations

from functools import lru_cache

from carplint.dialects.dialect import Part
from carplint.model import Command, HostFiles, Script
from carplint.text.source import Source

NAME = "launcher"


@lru_cache(maxsize=100)
def _commands(source: Source) -> tuple[Command, ...]:
    from carplint.dialects.shell.script import commands  # few scripts are looked into

    return tuple(commands(source))


def read(host: HostFiles) -> Part:
    """Read one script per document."""
    scripts = []
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2].removesuffix(".sh")
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source, _commands))
    return Part(scripts=tuple(scripts))
