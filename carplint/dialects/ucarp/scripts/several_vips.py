"""Scripts that bring further VIPs up and down with the one that ucarp announces, so that they stay on one node.

ucarp calls `script INTERFACE VIP` and waits for it (ucarp 1.5.2, src/spawn.c); it says by ARP where its own VIP is, and
knows of no other. arping of iputils takes a second even for one frame, so nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model.target import OutputFile, Part, Vip


def several(part: Part) -> bool:
    """Whether a part has VIPs that no script of its own brings up."""
    return len(part.vips) > 1 and part.scripts.up is None and part.scripts.down is None


def announce(vip: Vip) -> str:
    """The command that tells the segment where a VIP is now."""
    return f"arping -q -U -c 1 -I {vip.device} {vip.address.ip} > /dev/null 2>&1 &"


def _file(path: str, what: str, lines: Iterator[str]) -> OutputFile:
    head = ("#!/bin/sh", f"# {what}; written by carplint. ucarp calls it with INTERFACE VIP.")
    return OutputFile(path, "\n".join((*head, *lines)) + "\n", 0o755)


def _up(vips: tuple[Vip, ...], launcher: str) -> Iterator[str]:
    if launcher:
        yield f'{launcher}vip-up "$@"'
    for vip in vips:
        yield f"ip addr add {vip.address} dev {vip.device}"
        yield announce(vip)


def _down(vips: tuple[Vip, ...], launcher: str) -> Iterator[str]:
    for vip in reversed(vips):
        yield f"ip addr del {vip.address} dev {vip.device}"
    if launcher:
        yield f'{launcher}vip-down "$@"'


def scripts(part: Part, path: str, launcher: str) -> Iterator[OutputFile]:
    """The scripts PATH-up and PATH-down of a part. `launcher` is the folder of the scripts that bring its first VIP up and
    down, "" where these do that, too."""
    vips = part.vips[1:] if launcher else part.vips
    where = f"{part.router.host}{path}"
    yield _file(f"{where}-up", f"Brings up all VIPs of VHID {part.id}, which stay together", _up(vips, launcher))
    yield _file(f"{where}-down", f"Takes down all VIPs of VHID {part.id}", _down(vips, launcher))
