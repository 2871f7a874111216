"""Scripts that bring further VIPs up and down with the one that ucarp announces, so that they stay on one node.

ucarp calls `script INTERFACE VIP` and waits for it (ucarp 1.5.2, src/spawn.c); it announces its own VIP by ARP, and
knows of no other. arping of iputils takes a second even for one frame, so nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.writing import file_of
from carplint.model import Value, VirtualAddress, VirtualRouter
from carplint.model.target import Converted, OutputFile, certain


def scripted(made: Converted, path: str) -> Converted:
    """Return a router whose VIPs the scripts PATH-up and PATH-down bring up and down."""
    up, down = (Value(f"{path}-{way}", "", made.after.span) for way in ("up", "down"))
    return made._replace(after=made.after._replace(up_script=up, down_script=down))


def announce(vip: VirtualAddress) -> str:
    """Return the command that tells the segment where a VIP is now."""
    return f"arping -q -U -c 1 -I {certain(vip.device)} {certain(vip.address).ip} > /dev/null 2>&1 &"


def scripts(router: VirtualRouter, launcher: str = "") -> Iterator[OutputFile]:
    """Yield the scripts of a router that is `scripted`. `launcher` is the folder of the scripts that bring its first VIP
    up and down, "" if these do that, too."""
    up = [f'{launcher}vip-up "$@"'] if launcher else []
    down = [f'{launcher}vip-down "$@"'] if launcher else []
    for vip in router.addresses[1:] if launcher else router.addresses:
        place = f"{certain(vip.address)} dev {certain(vip.device)}"
        up += [f"ip addr add {place}", announce(vip)]
        down.insert(0, f"ip addr del {place}")
    what = f"all VIPs of VHID {certain(router.id)}"
    for path, remark, commands in (
        (router.up_script, f"Brings up {what}, which stay together", up),
        (router.down_script, f"Takes down {what}", down),
    ):
        head = ("#!/bin/sh", f"# {remark}; written by carplint. ucarp calls it with INTERFACE VIP.")
        yield file_of(f"{router.host}{certain(path)}", (*head, *commands), 0o755)
