"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model/net.py. Their commands are cut as a shell
would cut them, and no variable is expanded.
"""

from __future__ import annotations

from carplint.dialects.dialect import Part
from carplint.dialects.shell.script import commands
from carplint.model import HostFiles, Script

NAME = "launcher"


def read(host: HostFiles) -> Part:
    """Read one script per document."""
    scripts = []
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2].removesuffix(".sh")
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source, tuple(commands(document.source))))
    return Part(scripts=tuple(scripts))
