"""What a conversion leaves to do by hand on a node: findings of family 7; plan/ has their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.plan.aliases import left
from carplint.conversion.plan.facts import passed
from carplint.conversion.plan.services import commands, old, old_name
from carplint.conversion.result import Result
from carplint.dialects.debian.stanzas import definitions_of
from carplint.model import Host
from carplint.model.system import system
from carplint.model.target import CARP, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding

_ADDRESS = r"(?m)^[ \t]*(SOURCE_ADDRESS=|# address:).*"
"""Where the result has no address of a node."""


def chores(net: ConvertedNet, host: Host, routers: Sequence[Converted], result: Result) -> Iterator[Finding]:
    """What is to be done by hand on a node."""
    was, span = [r.before for r in routers], routers[0].before.span
    running = tuple(old(was, host, system(host)))
    crosses = was[0].protocol[:4] != net.family
    why = (
        "the two ignore each other, and both would hold the VIP"
        if crosses
        else "two daemons of one id on a node would both hold the VIP"
    )
    how = "; ".join(
        command.partition("    #")[0]
        for way in ("stop", "disable")
        for command in commands(way, running)
        if command[:1] != "#"
    )
    yield Finding(
        f"stop {old_name(was)} on {host.name} before the new service starts there ({how}): {why}",
        span,
        name="migrate-both-daemons",
    )
    if crosses and net.family == VRRP:
        to, peers = passed(routers)
        ways = [f"{word} {', '.join(found)}" for word, found in (("to", to), ("from", peers)) if found]
        yield Finding(
            f"let protocol 112 {' and '.join(ways)} pass the firewall of {host.name}, even if CARP works: ucarp hears what "
            "the firewall drops, keepalived does not and becomes MASTER beside the other one",
            span,
            result.said(routers[0], "multicast_group", "the group"),
            name="migrate-protocol-112",
        )
    for found in filter(None, (left(host, router, net.formats) for router in was)):
        yield Finding(
            f"{found.action}: it brings the VIP up at boot on {host.name}, whatever the new daemon says",
            found.alias.span,
            name="migrate-vip-alias-left",
        )
    if "interfaces" in net.formats and definitions_of(host) is None:
        yield Finding(
            f"/etc/network/interfaces of {host.name} is not among the inputs, and the one that is written would replace it: it "
            "has no gateway, no routes and no interface that the other files do not tell. Copy etc/network of the node, too, "
            "and convert again, or take its lines over by hand",
            span,
            result.place(routers[0], r"(?m)^# /etc/network/interfaces of .*", "the file"),
            name="migrate-network-file",
        )
    without = {r.device: r for r in reversed(routers) if r.address is None and net.family == CARP}
    for device, made in without.items():
        yield Finding(
            f"the address of {host.name} on {device} is in none of the inputs, and ucarp needs it: the place for it "
            "in the result is empty",
            made.before.span,
            result.place(made, _ADDRESS, "its place in the result"),
            name="migrate-real-address",
        )
