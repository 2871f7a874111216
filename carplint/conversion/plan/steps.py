"""Steps, and the commands that any of them is made from: they wait, show, ask, and put back what was saved."""

from __future__ import annotations

from ipaddress import ip_address
from shlex import quote

from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

PHASES = {
    "prepare": "Prepare (nothing changes for clients)",
    "stop": "Stop the backups",
    "switch": "Switch the master",
    "join": "Start the backups",
    "roll": "One node after the other, the backups first",
    "settle": "Settle (what the next reboot will do)",
}
"""The names of a plan's phases for people, in their order."""

SAVED = "/root/before-carplint.tar.gz"
"""Where a node's files are saved."""
HERE = "from where carplint ran"
"""Marks a command that is not for the host of its step."""


class Step(NamedTuple):
    """One step on one host: the action, its commands, why, and the commands that undo it."""

    phase: str
    host: str
    action: str
    commands: tuple[str, ...] = ()
    why: str = ""
    undo: tuple[str, ...] = ()


def restored(path: str) -> str:
    """Return the command that puts a file back as it was saved."""
    return f"tar -C / -xzf {SAVED} {quote(path.lstrip('/'))}"


def checked(version: Version, output: str) -> str:
    """Return the command that tries the new files of all nodes where keepalived itself cannot."""
    return f"carplint check --target keepalived={spell(version)} {quote(output)}    # {HERE}"


def waited(seconds: int) -> str:
    """Return the command that waits until a daemon that hears no other one has its VIPs: earlier, nothing is proved."""
    return f"sleep {seconds}    # its timer has to run out first"


def shown(vip: str, *, here: bool, device: str = "") -> str:
    """Return the command that shows whether a node has a VIP, with the output that it should have."""
    return f"ip -o addr show to {vip}    # {f'one line, {device}' if here and device else 'one line' if here else 'nothing'}"


def asked(vip: str, device: str) -> tuple[str, ...]:
    """Return the command that asks the segment who has a VIP of IPv4; none where its interface is not known."""
    if not device or ip_address(vip).version != 4:
        return ()
    return (f"arping -c 3 -I {quote(device)} {vip}    # on another host of the segment: one MAC address answers",)
