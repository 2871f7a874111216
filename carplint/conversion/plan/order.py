"""The plan of a change from one daemon to another: ordered steps for each host.

A group of CARP and one of VRRP must never own a VIP at the same time: they do not hear each other. So between the two
protocols all backups stop first, then the master stops and the best new daemon starts at once, then the others.
Within one protocol the daemons hear each other, so each host is changed by itself, the backups first. Hosts that share
no virtual router do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from carplint.conversion.plan.aliases import left
from carplint.conversion.plan.page import HOW_TO_READ, Plan
from carplint.conversion.plan.preparation import Change, Node, prepare
from carplint.conversion.plan.steps import Step, asked, groups, kept, restored, shown, waited
from carplint.dialects.keepalived import write as to_keepalived
from carplint.model import known
from carplint.model.election import master_down_time
from carplint.model.target import CARP, VRRP, Converted, ConvertedNet, OutputFile


def _until_taken(node: Node) -> int:
    """Whole seconds after which a node's old service that hears no other one has its VIPs."""
    return ceil(max((master_down_time(p.router) or 0) + known(p.router.interval, 1.0) for p in node.parts)) + 1


def _stop(node: Node, phase: str, why: str, *, last: bool = False) -> Step:
    """Stop a node's old service; `last` where it is the last that runs, and so the first that comes back."""
    gone: tuple[str, ...] = ()
    if any(p.router.protocol == CARP for p in node.parts):
        gone = tuple(
            f"ip addr del {v.address} dev {v.device}    # an error is fine: it is gone"
            for p in node.parts
            for v in p.vips
        )
    back = (waited(_until_taken(node)), *(shown(v, here=True, device=d) for v, d in node.vips.items()))
    return Step(
        phase,
        node.host,
        f"Stop {node.was} and see that no VIP is left",
        (*node.old.stop, *gone, *(shown(v, here=False) for v in node.vips)),
        why,
        (*node.old.start, *(back if last else ())),
    )


def _wait(change: Change, parts: Sequence[Converted]) -> int:
    """Whole seconds after which a new daemon that hears no other one has its VIPs. ucarp looks at its timer after each
    interval only (src/carp.c)."""
    version = change.design.version
    longest = 0.0
    for part in parts:
        if change.design.family == VRRP:
            ratio = part.dead_ratio if to_keepalived.has(version, "down_timer_adverts") else 3
            skew, late = (256 - part.place) / 256, change.design.late(part)
        else:
            ratio, skew, late = part.dead_ratio, part.place / 256, part.seconds
        longest = max(longest, ratio * part.seconds + skew + late)
    return ceil(longest) + 1


def _start(change: Change, node: Node, phase: str, alone: bool) -> Step:
    """Start a node's new service; `alone` where no other one runs."""
    vips = node.vips
    won = list(vips) if alone else change.won(node)
    taken = f"takes {', '.join(won)} within {_wait(change, node.parts)} s" if won else ""
    stays = [v for v in vips if v not in won]
    held = [
        str(v.address.ip)
        for p in node.parts
        if change.leads(node.host, p)
        for v in p.vips
        if str(v.address.ip) in stays
    ]
    action = " and ".join(x for x in (taken, "stays a backup" + (f" of {', '.join(stays)}" if won else "")) if x)
    if not stays:
        action = taken
    if held:
        action += (
            f" ({', '.join(held)} would be its own, but it does not preempt: the VIP comes when the other node stops)"
        )
    return Step(
        phase,
        node.host,
        f"Start the new service; it {action}",
        (
            *node.new.start,
            waited(_wait(change, node.parts)),
            *(shown(v, here=v in won, device=d) for v, d in vips.items()),
            *(c for v, d in vips.items() for c in asked(v, d)),
        ),
        "",
        node.new.stop,
    )


def _has_all(node: Node) -> Step:
    """The best node has every VIP once the others have stopped."""
    seconds = _until_taken(node)
    return Step(
        "switch",
        node.host,
        f"See that it has every VIP: what another node had, it takes within {seconds} s",
        (waited(seconds), *(shown(v, here=True, device=d) for v, d in node.vips.items())),
        "the files do not say who is master now",
    )


def _alone(node: Node) -> Step:
    action = f"Stop {node.was} on every other node of the VIP first: their files were not among the inputs"
    return Step("stop", node.host, action, (), "with both daemons running, two nodes would own one VIP")


def _changed(change: Change, hosts: Sequence[str]) -> Iterator[Step]:
    """The change of the hosts that depend on each other."""
    best, *others = [change.node(h) for h in hosts]
    if not change.crosses:
        for node in (*reversed(others), best):
            yield _stop(node, "roll", "the other nodes go on: both services speak CARP")
            yield _start(change, node, "roll", not others)
        return
    if not others:
        yield _alone(best)
    masters = [n.host for n in (best, *others) if change.leads_any(n)]
    backups = [n for n in (best, *others) if n.host not in masters]
    for node in reversed(backups):
        serve = f"{' and '.join(masters)} {'go' if len(masters) > 1 else 'goes'} on serving"
        yield _stop(node, "stop", f"{serve}; from now on nobody stands in")
    clusters = ([p.router for p in c if p.router.host in masters] for c in change.design.clusters)
    for together in groups(c for c in clusters if c):
        yield from _switched(change, [change.node(h) for h in together])
    yield from (_start(change, node, "join", False) for node in backups)


def _switched(change: Change, nodes: Sequence[Node]) -> Iterator[Step]:
    """The change of the masters of VIPs that they share: the best one takes those of the others for a while."""
    best, *others = nodes
    for node in reversed(others):
        own = [str(v.address.ip) for p in node.parts if change.leads(node.host, p) for v in p.vips]
        taken, away = [v for v in own if v in best.vips], [v for v in own if v not in best.vips]
        why = [f"an outage of {', '.join(taken)} until {best.host} has it"] if taken else []
        why += [f"an outage of {', '.join(away)} until {node.host} is back"] if away else []
        why += [f"from now on nobody stands in for {best.host}"]
        yield _stop(node, "stop", "; ".join(why))
    yield _has_all(best)
    start = "All its VIPs are away from here on" if others else "The outage begins here"
    heard = "CARP and VRRP do not hear each other: with both running, two nodes would own one VIP"
    yield _stop(best, "switch", f"{heard}. {start}", last=True)
    yield _start(change, best, "switch", True)
    yield from (_start(change, node, "join", False) for node in others)


def _settle(change: Change, node: Node) -> Iterator[Step]:
    yield Step(
        "settle",
        node.host,
        f"Let the new service start at boot, and {node.was} no more",
        (*node.new.enable, *node.old.disable),
        "after a reboot both would start, or neither",
        (*node.new.disable, *node.old.enable),
    )
    host = change.design.host(node.host)
    for part in node.parts:
        found = left(host, part.router, change.design.writes)
        if found is None:
            continue
        yield Step(
            "settle",
            node.host,
            f"{found.path.rpartition('/')[2]}: {found.action}",
            (found.command,),
            "it brings the VIP up at boot, whatever the new daemon says",
            (restored(found.path),),
        )
    if change.filtered:
        yield kept(node.host, node.system)


def _vips(design: ConvertedNet) -> Iterator[str]:
    for parts in design.clusters:
        for vip in {v.address.ip: None for p in parts for v in p.vips}:
            holders = ", ".join(
                f"{p.router.host} ({'priority' if design.family == VRRP else 'advskew'} {p.place})"
                for p in parts
                if any(v.address.ip == vip for v in p.vips)
            )
            number = next(p.id for p in parts if any(v.address.ip == vip for v in p.vips))
            yield f"| {vip} | {number} | {holders} |"


def _head(design: ConvertedNet, target: str) -> list[str]:
    """What a plan from one daemon to another begins with."""
    crosses = any(p.router.protocol[:4] != design.family for c in design.clusters for p in c)
    lines = [
        f"# From uCarp to {target}" if target == "keepalived" else f"# To {target}",
        "",
        *HOW_TO_READ,
        "| VIP | id | nodes, the best first |",
        "|---|---|---|",
        *_vips(design),
        "",
    ]
    if crosses:
        lines += [
            "**CARP and VRRP do not hear each other.** Were both to run, two nodes would own a VIP at once. So the old",
            "daemons stop on all nodes before the first new one starts; clients wait from the stop of the master until",
            "the new one has taken the VIP. Where two nodes are each the master of a VIP, the VIP of the one that stops first",
            "is away twice: until the other one has taken it, and while that one is switched.",
            "",
        ]
    return lines


def plan(design: ConvertedNet, target: str, files: Sequence[OutputFile], output: str) -> Plan:
    """The plan of a change from one daemon to another; `output` is the folder that the files were written to."""
    change = Change(design, target, files, output)
    together = groups([p.router for p in c] for c in design.clusters)
    steps = [s for hosts in together for h in reversed(hosts) for s in prepare(change, change.node(h))]
    steps += [s for hosts in together for s in _changed(change, hosts)]
    steps += [s for hosts in together for h in hosts for s in _settle(change, change.node(h))]
    return Plan(tuple(_head(design, target)), tuple(h for hosts in together for h in hosts), tuple(steps))
