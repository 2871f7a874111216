"""Aliases of a host whose files bring a VIP up at boot, whatever the daemon says, and what ends that."""

from __future__ import annotations

from collections.abc import Container
from shlex import quote

from carplint.dialects.addresses.networkmanager import managed
from carplint.dialects.comments import file
from carplint.model import Host, Interface, VirtualRouter, known
from carplint.model.system import system
from carplint.text.typing import NamedTuple


class Left(NamedTuple):
    """An alias that comes up at boot: the path of its file, what is to be done there, and the command for it."""

    alias: Interface
    path: str
    action: str
    command: str


def _looked_after(host: Host, alias: Interface) -> bool:
    """Return whether NetworkManager brings up an alias of ifcfg files: it looks after the parent by what that says, or by itself as
    on every Red Hat from 7 on. Source: see the rule ifcfg-vip-alias-under-networkmanager."""
    parents = [i for i in host.interfaces if i.name == alias.parent]
    here = system(host)
    by_itself = here.family == "redhat" and here.init == "systemd" and here.name != ""
    return any(managed(p) is not None for p in parents) or (
        by_itself and not any(s.key.value == "NM_CONTROLLED" for p in parents for s in p.settings)
    )


def left(host: Host, router: VirtualRouter, written: Container[str]) -> Left | None:
    """Return the alias of a virtual router that its file would bring up at boot; None where nothing does, or where the
    file is of a format that is written anew."""
    alias = host.interface(known(router.alias, "") or None)
    if alias is None or alias.format in written:
        return None
    path = file(alias.span.source)
    if alias.format == "ifcfg" and _looked_after(host, alias):
        action = f"remove this file, since NetworkManager, which looks after {alias.parent} there, knows no ONPARENT"
        return Left(alias, path, action, f"rm {quote(path)}")
    if alias.format == "ifcfg" and (alias.on_parent is None or alias.on_parent.value not in ("no", "NO")):
        no = f"printf '\\nONPARENT=no\\n' >> {quote(path)}"
        return Left(alias, path, "remove this file, or set ONPARENT=no in it", no)
    if alias.format == "interfaces" and alias.at_boot is not None and alias.at_boot.value:
        action = f"remove this stanza, or take {alias.name} out of the line that brings it up"
        return Left(alias, path, action, f"vi {quote(path)}")
    return None
