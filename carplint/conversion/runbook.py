"""The plan of a change: ordered steps for each host that a person can execute at night, and how to go back.

A group of CARP and one of VRRP must never own a VIP at the same time: they do not hear each other. So between the two
protocols all backups stop first, then the master stops and the best new daemon starts at once, then the others.
Within one protocol the daemons hear each other, so each host is changed by itself, the backups first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from carplint.conversion.chores import alias_left
from carplint.conversion.comments import file
from carplint.conversion.plan import CARP, GROUP, VRRP, Design, Part, known
from carplint.conversion.services import SERVICES, Service
from carplint.election import rank

PHASES = {
    "prepare": "Prepare (nothing changes for clients)",
    "stop": "Stop the backups",
    "switch": "Switch the master",
    "join": "Start the backups",
    "settle": "Settle (what the next reboot will do)",
}


_SAVED = "/root/before-carplint.tar.gz"
_FOLDERS = "etc/keepalived etc/sysconfig/carp etc/sysconfig/network-scripts etc/ucarp etc/network"


class Step(NamedTuple):
    """One step on one host: what is done, its commands, why, and the commands that undo it."""

    phase: str
    host: str
    action: str
    commands: tuple[str, ...] = ()
    why: str = ""
    undo: tuple[str, ...] = ()


def order(design: Design) -> list[str]:
    """The hosts from the one that is most of a master to the one that is least: the sum of their places in the
    elections of their clusters."""
    places: dict[str, int] = {}
    for parts in design.clusters:
        routers = sorted({p.router.host: p.router for p in parts}.values(), key=lambda r: rank(r) or (float("inf"), 0))
        for place, router in enumerate(routers):
            places[router.host] = places.get(router.host, 0) + place
    return sorted(places, key=lambda h: (places[h], h))


def _prepare(
    design: Design, host: str, parts: Sequence[Part], new: Service, target: str, output: str
) -> Iterator[Step]:
    old = SERVICES[parts[0].router.format]
    if new.package != old.package:
        yield Step(
            "prepare",
            host,
            f"Install {new.package}, and see that it does not start by itself",
            (
                f"yum install {new.package}    # or apt-get install {new.package}",
                *(() if new.by_hand else new.disable),
                *new.stop,
            ),
            "a package that starts its daemon at once would do so with its own example",
            (f"yum remove {new.package}    # or apt-get remove {new.package}",),
        )
    yield Step(
        "prepare",
        host,
        "Save the files that are there, and put the new ones in place with their modes",
        (
            f"tar -C / --ignore-failed-read -czf {_SAVED} {_FOLDERS}",
            f"tar -C {output}/{host} -cf - . | ssh root@{host} tar -C / --no-overwrite-dir --no-same-owner -xpf -"
            "    # from where carplint ran",
        ),
        "files that hold a password have mode 0600, which this keeps" if any(p.secret for p in parts) else "",
        (f"tar -C / -xzf {_SAVED}",),
    )
    if new.check:
        yield Step("prepare", host, "Try the new files: no message, status 0", new.check)
    if design.family == VRRP:
        groups = sorted({p.group or GROUP for p in parts if not p.peers})
        peers = sorted({str(i) for p in parts for i in p.peers})
        yield Step(
            "prepare",
            host,
            "Let protocol 112 pass the firewall",
            tuple(f"iptables -I INPUT -p 112 -d {g} -j ACCEPT" for g in groups)
            + tuple(f"iptables -I INPUT -p 112 -s {i} -j ACCEPT" for i in peers),
            "a backup that hears no advertisement becomes master; a rule that lets CARP pass will do",
            tuple(f"iptables -D INPUT -p 112 -d {g} -j ACCEPT" for g in groups)
            + tuple(f"iptables -D INPUT -p 112 -s {i} -j ACCEPT" for i in peers),
        )


def _absent(parts: Sequence[Part]) -> tuple[str, ...]:
    """Commands that take the VIPs down where the old daemon left them."""
    return tuple(
        f"ip addr del {v.address} dev {v.device}    # an error is fine: it is gone" for p in parts for v in p.vips
    )


def _verify(parts: Sequence[Part], master: bool) -> tuple[str, ...]:
    shown = tuple(
        f"ip -4 -o addr show dev {v.device} | grep -F '{v.address.ip}/'    # {'one line' if master else 'nothing'}"
        for p in parts
        for v in p.vips
    )
    asked = tuple(
        f"arping -c 3 -I {v.device} {v.address.ip}    # on another host of the segment: one MAC address answers"
        for p in parts
        for v in p.vips
    )
    return shown + (asked if master else ())


def _commands(commands: Sequence[str], parts: Sequence[Part]) -> tuple[str, ...]:
    """A service's commands with the interfaces of a host, where they are for each interface."""
    devices = tuple({p.device: None for p in parts})
    return tuple(c.replace("DEVICE", d) for c in commands for d in (devices if "DEVICE" in c else ("",)))


def _stop(host: str, parts: Sequence[Part], phase: str, why: str) -> Step:
    old = SERVICES[parts[0].router.format]
    return Step(
        phase,
        host,
        f"Stop {old.what} and see that no VIP is left",
        (*old.stop, *(_absent(parts) if parts[0].router.protocol == CARP else ()), *_verify(parts, False)),
        why,
        _commands(old.start, parts),
    )


def _wait(parts: Sequence[Part]) -> str:
    longest = max(p.dead_ratio * p.seconds + 1 for p in parts)
    return f"it takes the VIP within {longest:g} s"


def _settle(design: Design, host: str, parts: Sequence[Part], new: Service) -> Iterator[Step]:
    old = SERVICES[parts[0].router.format]
    yield Step(
        "settle",
        host,
        f"Let the new service start at boot, and {old.what} no more",
        (*new.enable, *old.disable),
        "after a reboot both would start, or neither",
        (*new.disable, *old.enable),
    )
    for part in parts:
        how = alias_left(design, design.host(host), part)
        alias = design.host(host).interface(known(part.router.alias, "") or None)
        if how and alias is not None:
            yield Step(
                "settle",
                host,
                f"{alias.span.source.path.rpartition('/')[2]}: {how}",
                (),
                "it brings the VIP up at boot, whatever the new daemon says",
                (f"tar -C / -xzf {_SAVED} {file(alias.span.source).lstrip('/')}",),
            )


def steps(design: Design, target: str, output: str = "DIR") -> list[Step]:
    """The steps of a change in their order; `output` is the folder that the files were written to."""
    parts = design.parts
    hosts = order(design)
    if not hosts:
        return []
    new = SERVICES[target]
    result: list[Step] = []
    for host in reversed(hosts):
        result += _prepare(design, host, parts[host], new, target, output)
    crosses = any(p.router.protocol[:4] != design.family for own in parts.values() for p in own)
    best, backups = hosts[0], hosts[:0:-1]
    if crosses:
        why = "the master goes on serving; from now on nobody stands in for it"
        result += [_stop(host, parts[host], "stop", why) for host in backups]
        why = "CARP and VRRP do not hear each other: with both running, two nodes would own one VIP. The outage begins here"
        result.append(_stop(best, parts[best], "switch", why))
        result.append(_start(best, parts[best], new, "switch", True))
        result += [_start(host, parts[host], new, "join", False) for host in hosts[1:]]
    else:
        for host in (*backups, best):
            phase = "switch" if host == best else "join"
            result.append(_stop(host, parts[host], phase, "the other nodes go on: both services speak CARP"))
            result.append(_start(host, parts[host], new, phase, False))
    for host in hosts:
        result += _settle(design, host, parts[host], new)
    return result


def _start(host: str, parts: Sequence[Part], new: Service, phase: str, master: bool) -> Step:
    return Step(
        phase,
        host,
        f"Start the new service; {_wait(parts)}" if master else "Start the new service; it stays a backup",
        (*_commands(new.start, parts), *_verify(parts, master)),
        "",
        new.stop,
    )


def to_json(steps: Sequence[Step], hosts: Sequence[str]) -> str:
    """The plan for a program: version 1; `number` counts from 1, `hosts` go from the master to the last backup."""
    return (
        json.dumps(
            {
                "version": 1,
                "hosts": list(hosts),
                "steps": [{"number": i, **s._asdict()} for i, s in enumerate(steps, 1)],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def _vips(design: Design) -> Iterator[str]:
    for parts in design.clusters:
        for vip in {v.address.ip: None for p in parts for v in p.vips}:
            holders = ", ".join(
                f"{p.router.host} ({'priority' if design.family == VRRP else 'advskew'} {p.place})"
                for p in parts
                if any(v.address.ip == vip for v in p.vips)
            )
            number = next(p.id for p in parts if any(v.address.ip == vip for v in p.vips))
            yield f"| {vip} | {number} | {holders} |"


def to_markdown(design: Design, steps: Sequence[Step], target: str) -> str:
    """The plan for people."""
    crosses = any(p.router.protocol[:4] != design.family for c in design.clusters for p in c)
    lines = [
        f"# From uCarp to {target}" if target == "keepalived" else f"# To {target}",
        "",
        "Read all of it, and carplint's findings, before the first step. Commands are for root on the host that is named.",
        "",
        "| VIP | id | nodes, the master first |",
        "|---|---|---|",
        *_vips(design),
        "",
    ]
    if crosses:
        lines += [
            "**CARP and VRRP do not hear each other.** Were both to run, two nodes would own a VIP at once. So the old",
            "daemons stop on all nodes before the first new one starts; clients wait from the stop of the master until",
            "the new one has taken the VIP.",
            "",
        ]
    phase = ""
    for number, step in enumerate(steps, 1):
        if step.phase != phase:
            phase = step.phase
            lines += [f"## {PHASES[phase]}", ""]
        lines.append(f"{number}. **{step.host}**: {step.action}." + (f" Why: {step.why}." if step.why else ""))
        lines += ["", *_code(step.commands, "   ")] if step.commands else [""]
    lines += ["## Go back", "", "From the last step that was done upwards:", ""]
    for back, step in reversed(list(enumerate(steps, 1))):
        if step.undo:
            lines += [f"- step {back}, **{step.host}**:", "", *_code(step.undo, "  ")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _code(commands: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}```sh", *(f"{indent}{c}" for c in commands), f"{indent}```", ""]
