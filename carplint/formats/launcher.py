"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model.py.
"""

from __future__ import annotations

import re

from carplint.formats import Part
from carplint.model import Host, Script

NAME = "launcher"
GRAMMAR = ""
HOME: tuple[tuple[str, ...], ...] = (("etc", "rc.d", "init.d"), ("etc", "init.d"), ("etc", "sysconfig", "carp"))

_INIT = re.compile(r"BIND_ADDRESS=")


def matches(folder: tuple[str, ...], name: str) -> bool:
    """init.d/carp, and vip-up and vip-down beside the vip files."""
    parent = folder[-1] if folder else ""
    return (parent == "init.d" and name == "carp") or (parent == "carp" and name in ("vip-up", "vip-down"))


def recognises(text: str) -> bool:
    """A shell script that starts ucarp with an address it computes."""
    return text.startswith("#!") and _INIT.search(text) is not None and "ucarp" in text


def read(host: Host) -> Part:
    """One script a document."""
    scripts = []
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2]
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source))
    return Part(scripts=tuple(scripts))
