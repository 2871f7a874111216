"""Scripts that bring further VIPs up and down with the one that ucarp announces, so that they stay on one node.

ucarp calls `script INTERFACE VIP` and waits for it (ucarp 1.5.2, src/spawn.c); it announces its own VIP by ARP, and
knows of no other. arping of iputils takes a second even for one frame, so nothing waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.model import VirtualAddress, VirtualRouter
from carplint.model.target import OutputFile, certain


def several(router: VirtualRouter) -> bool:
    """Return whether a router has VIPs that no script of its own brings up."""
    return len(router.addresses) > 1 and router.up_script is None and router.down_script is None


def announce(vip: VirtualAddress) -> str:
    """Return the command that tells the segment where a VIP is now."""
    return f"arping -q -U -c 1 -I {certain(vip.device)} {certain(vip.address).ip} > /dev/null 2>&1 &"


def _file(path: str, what: str, lines: Iterator[str]) -> OutputFile:
    head = ("#!/bin/sh", f"# {what}; written by carplint. ucarp calls it with INTERFACE VIP.")
    return OutputFile(path, "\n".join((*head, *lines)) + "\n", 0o755)


def _up(vips: Sequence[VirtualAddress], launcher: str) -> Iterator[str]:
    if launcher:
        yield f'{launcher}vip-up "$@"'
    for vip in vips:
        yield f"ip addr add {certain(vip.address)} dev {certain(vip.device)}"
        yield announce(vip)


def _down(vips: Sequence[VirtualAddress], launcher: str) -> Iterator[str]:
    for vip in reversed(vips):
        yield f"ip addr del {certain(vip.address)} dev {certain(vip.device)}"
    if launcher:
        yield f'{launcher}vip-down "$@"'


def scripts(router: VirtualRouter, path: str, launcher: str) -> Iterator[OutputFile]:
    """Yield the scripts PATH-up and PATH-down of a router. `launcher` is the folder of the scripts that bring its first
    VIP up and down, "" if these do that, too."""
    vips, number = router.addresses[1:] if launcher else router.addresses, certain(router.id)
    where = f"{router.host}{path}"
    yield _file(f"{where}-up", f"Brings up all VIPs of VHID {number}, which stay together", _up(vips, launcher))
    yield _file(f"{where}-down", f"Takes down all VIPs of VHID {number}", _down(vips, launcher))
