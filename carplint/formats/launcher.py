"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model.py.
"""

from __future__ import annotations

from carplint.formats import Part
from carplint.model import Host, Script

NAME = "launcher"


def read(host: Host) -> Part:
    """One script a document."""
    scripts = []
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2]
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source))
    return Part(scripts=tuple(scripts))
