"""What a conversion leaves to do by hand on a node: findings of family 7; plan/ has their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.plan.aliases import left
from carplint.conversion.plan.services import old_commands, old_name
from carplint.conversion.result import Result
from carplint.dialects.debian.stanzas import definitions_of
from carplint.model import Host
from carplint.model.system import system
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding

_ADDRESS = r"(?m)^[ \t]*(SOURCE_ADDRESS=|# address:).*"
"""Where the result has no address of a node."""


def chores(design: ConvertedNet, host: Host, parts: Sequence[Converted], result: Result) -> Iterator[Finding]:
    """What is to be done by hand on a node."""
    router = parts[0].router
    old = old_commands([p.router for p in parts], host, system(host))
    crosses = router.protocol[:4] != design.family
    why = (
        "the two ignore each other, and both would hold the VIP"
        if crosses
        else "two daemons of one id on a node would both hold the VIP"
    )
    how = "; ".join(command.partition("    #")[0] for command in (*old.stop, *old.disable) if command[:1] != "#")
    yield Finding(
        f"stop {old_name([p.router for p in parts])} on {host.name} before the new service starts there ({how}): {why}",
        router.span,
        name="migrate-both-daemons",
    )
    if crosses and design.family == VRRP:
        groups = sorted({p.group or GROUP for p in parts if not p.peers})
        peers = sorted({str(peer) for p in parts for peer in p.peers})
        ways = [f"{word} {', '.join(to)}" for word, to in (("to", groups), ("from", peers)) if to]
        yield Finding(
            f"let protocol 112 {' and '.join(ways)} pass the firewall of {host.name}, even if CARP works: ucarp hears what "
            "the firewall drops, keepalived does not and becomes MASTER beside the other one",
            router.span,
            result.said(parts[0], "multicast_group", "the group"),
            name="migrate-protocol-112",
        )
    for part in parts:
        found = left(host, part.router, design.writes)
        if found is not None:
            yield Finding(
                f"{found.action}: it brings the VIP up at boot on {host.name}, whatever the new daemon says",
                found.alias.span,
                name="migrate-vip-alias-left",
            )
    if "interfaces" in design.writes and definitions_of(host) is None:
        yield Finding(
            f"/etc/network/interfaces of {host.name} is not among the inputs, and the one that is written would replace it: it "
            "has no gateway, no routes and no interface that the other files do not tell. Copy etc/network of the node, too, "
            "and convert again, or take its lines over by hand",
            router.span,
            result.place(parts[0], r"(?m)^# /etc/network/interfaces of .*", "the file"),
            name="migrate-network-file",
        )
    for part in {p.device: p for p in reversed(parts) if p.source is None}.values() if design.family == CARP else ():
        yield Finding(
            f"the address of {host.name} on {part.device} is in none of the inputs, and ucarp needs it: the place for it "
            "in the result is empty",
            part.router.span,
            result.place(part, _ADDRESS, "its place in the result"),
            name="migrate-real-address",
        )
