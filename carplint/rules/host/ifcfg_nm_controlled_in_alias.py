"""NM_CONTROLLED is in the file of an alias.

Why: it has no effect there. NM_CONTROLLED=no does not keep NetworkManager away from a VIP: the node has it from boot
on.

Daemon: NetworkManager reads it in the parent's file only. Source: NetworkManager 355bc902, nms-ifcfg-rh-reader.c lines
6515 and 2192-2312.

Fix: write it in the parent's file.

Exceptions: silent if the parent's file says the same or does not exist.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.common import TRUTHS
from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Host, Interface
from carplint.rules.host.facts import text
from carplint.text.edits import without_setting
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL367"
NAME = "ifcfg-nm-controlled-in-alias"
SEVERITY = "info"
ON = "host with interfaces"
NEEDS = "alias.NM_CONTROLLED"


def _said(interface: Interface) -> bool:
    found = setting(interface, "NM_CONTROLLED")
    return TRUTHS.get((text(found.value) or "").lower(), True) if found is not None else True


def check(host: Host) -> Iterator[Finding]:
    """Each alias that says otherwise than its parent."""
    parents = host.by_name
    for alias in host.interfaces:
        own = setting(alias, "NM_CONTROLLED") if alias.parent is not None and alias.format == "ifcfg" else None
        above = parents.get(alias.parent or "")
        if own is None or not above or own.value.value is None or _said(above[0]) == _said(alias):
            continue
        message = f"NM_CONTROLLED has no effect in an alias's file: only that of {shown(alias.parent)} counts"
        fix = without_setting(own.key.span, own.value.span)
        yield Finding(message, own.key.span, fix=fix, label="not read for an alias")
