"""The pieces that every plan is made of: steps, the order of hosts, and the commands that save, copy and verify."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from shlex import quote
from typing import NamedTuple

from carplint.conversion.plan.commands import distribution, filled, firewalls
from carplint.model import VirtualRouter
from carplint.model.election import rank
from carplint.model.system import System
from carplint.model.target import OutputFile
from carplint.text.version import Version, spell

PHASES = {
    "prepare": "Prepare (nothing changes for clients)",
    "stop": "Stop the backups",
    "switch": "Switch the master",
    "join": "Start the backups",
    "roll": "One node after the other, the backups first",
    "settle": "Settle (what the next reboot will do)",
}
"""What a plan's phases are called for people."""

SAVED = "/root/before-carplint.tar.gz"
_FOLDERS = (
    "etc/keepalived usr/local/etc/keepalived etc/sysconfig/carp etc/sysconfig/network-scripts etc/ucarp etc/network "
    "etc/conf.d etc/systemd/system etc/rc.local etc/rc.d/rc.local"
)
"""What a plan may change on a node. On Red Hat /etc/rc.local is a link to /etc/rc.d/rc.local."""
HERE = "from where carplint ran"
"""Marks a command that is not for the host of its step."""


class Step(NamedTuple):
    """One step on one host: what is done, its commands, why, and the commands that undo it."""

    phase: str
    host: str
    action: str
    commands: tuple[str, ...] = ()
    why: str = ""
    undo: tuple[str, ...] = ()


def groups(clusters: Iterable[Sequence[VirtualRouter]]) -> list[list[str]]:
    """The hosts that depend on each other, since they share virtual routers, group by group: each from the host that is
    most of a master to the one that is least, by the sum of their places in the elections."""
    places: dict[str, int] = {}
    found: list[set[str]] = []
    for routers in clusters:
        ranked = sorted(routers, key=lambda r: (rank(r) or (float("inf"), 0), r.host))
        hosts = list(dict.fromkeys(r.host for r in ranked))
        for place, host in enumerate(hosts):
            places[host] = places.get(host, 0) + place
        joined = [g for g in found if g & set(hosts)]
        found = [g for g in found if g not in joined] + [set(hosts).union(*joined)]
    return sorted(sorted(g, key=lambda h: (places[h], h)) for g in found if g)


def restored(path: str) -> str:
    """The command that puts a file back as it was saved."""
    return f"tar -C / -xzf {SAVED} {quote(path.lstrip('/'))}"


def save_and_put(phase: str, host: str, files: Sequence[OutputFile], output: str, sources: Iterable[str] = ()) -> Step:
    """Save what is there, with the source's files wherever they are, and put the new files in place."""
    mine = [f for f in files if f.path.startswith(f"{host}/")]
    others = {*sources, *(f.path[len(host) :] for f in mine)}
    inside = tuple(f"/{f}/" for f in _FOLDERS.split())
    apart = sorted(p.lstrip("/") for p in others if p.startswith("/") and not f"{p}/".startswith(inside))
    saved = " ".join((_FOLDERS, *map(quote, apart)))
    tops = " ".join(sorted({f.path[len(host) + 1 :].partition("/")[0] for f in mine}))
    pack = f"tar -C {quote(f'{output}/{host}')} -cf - {tops}"
    names = " ".join(quote(f.path[len(host) :]) for f in mine)
    return Step(
        phase,
        host,
        "Save the files that are there, and put the new ones in place with their modes",
        (
            f"ls -l {SAVED} 2> /dev/null || (umask 077; tar -C / --ignore-failed-read -czf {SAVED} {saved})"
            "    # one that is listed stays: if it is of another change, move it away and repeat this",
            f"{pack} | tar -tvf -    # {HERE}: shows what the next line puts in place",
            f"{pack} | ssh {quote(f'root@{host}')} tar -C / --no-overwrite-dir --no-same-owner -xpf -    # {HERE}",
        ),
        "files that hold a password have mode 0600, which this keeps" if any(not f.mode & 0o077 for f in mine) else "",
        (f"rm -f {names}", f"tar -C / -xzf {SAVED}"),
    )


def checked(version: Version, output: str) -> str:
    """The command that tries the new files of all nodes where keepalived itself cannot."""
    return f"carplint check --target keepalived={spell(version)} {quote(output)}    # {HERE}"


def waited(seconds: int) -> str:
    """The command that waits until a daemon that hears no other one has its VIPs. What is shown earlier proves nothing."""
    return f"sleep {seconds}    # its timer has to run out first"


def shown(vip: str, *, here: bool, device: str = "") -> str:
    """The command that shows whether a node has a VIP, with what it should print."""
    return f"ip -o addr show to {vip}    # {f'one line, {device}' if here and device else 'one line' if here else 'nothing'}"


def asked(vip: str, device: str) -> tuple[str, ...]:
    """The command that asks the segment who has a VIP."""
    if ip_address(vip).version != 4:
        return ()
    return (f"arping -c 3 -I {device} {vip}    # on another host of the segment: one MAC address answers",)


def firewall(phase: str, host: str, system: System, groups: Iterable[str], peers: Iterable[str], why: str) -> Step:
    """Let protocol 112 to some groups and from some peers pass."""
    commands: list[str] = []
    undo: list[str] = []
    walls = firewalls(system)
    to, source = [{"address": a} for a in groups], [{"address": a} for a in peers]
    for wall in walls:
        name = wall.name if len(walls) > 1 else ""
        note, back = (f"    # {name}" if name else ""), f"    # {name}{', ' if name else ''}unless it was there before"
        commands += [c + note for c in (*filled(wall.let_to, to), *filled(wall.let_from, source))]
        undo += [c + back for c in (*filled(wall.undo_to, to), *filled(wall.undo_from, source)) if c]
        undo += [wall.undo.format(note=back)] if wall.undo else []
    which = ": the line of the firewall that is in use, none if there is none" if len(walls) > 1 else ""
    return Step(phase, host, f"Let protocol 112 pass the firewall{which}", tuple(commands), why, tuple(undo))


def kept(host: str, system: System) -> Step:
    """Make the firewall's new rule last."""
    commands = []
    walls = firewalls(system)
    for wall in walls:
        command, _, otherwise = wall.keep.format(save=distribution(system).save).partition("    # ")
        note = "; ".join(x for x in (wall.name if len(walls) > 1 else "", otherwise) if x)
        commands.append(f"{command}    # {note}" if note else command)
    why = "a backup that hears nothing after the next reboot would become master"
    return Step("settle", host, "Keep the firewall's rule, if one was added", tuple(commands), why)
