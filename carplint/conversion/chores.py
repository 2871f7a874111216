"""What a conversion leaves to do by hand on a node: findings of family 7; plan/ has their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.plan.facts import left, passed
from carplint.conversion.plan.services import commands, old, old_name
from carplint.conversion.result import Result
from carplint.conversion.words import finding
from carplint.dialects.debian.stanzas import definitions_of
from carplint.model import Host
from carplint.model.system import system
from carplint.model.target import CARP, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding

_ADDRESS = r"(?m)^[ \t]*(SOURCE_ADDRESS=|# address:).*"
"""Where the result has no address of a node."""


def chores(net: ConvertedNet, host: Host, routers: Sequence[Converted], result: Result) -> Iterator[Finding]:
    """Yield what is to be done by hand on a node."""
    was, span = [r.before for r in routers], routers[0].before.span
    running = tuple(old(was, host, system(host)))
    stop = (*commands("stop", running), *commands("disable", running))
    how = "; ".join(command.partition("    #")[0] for command in stop if command[:1] != "#")
    name = "stop-other-protocol" if routers[0].crosses else "stop-old-daemon"
    yield finding(name, span, service=old_name(was), host=host.name, how=how)
    if routers[0].crosses and net.family == VRRP:
        ways = [f"{word} {', '.join(own)}" for word, own in zip(("to", "from"), passed(routers), strict=True) if own]
        there = result.said(routers[0], "multicast_group", "the group")
        yield finding("firewall", span, there, ways=" and ".join(ways), host=host.name)
    for found in filter(None, (left(host, router, net.formats) for router in was)):
        yield finding("alias-left", found.alias.span, action=found.action, host=host.name)
    if "interfaces" in net.formats and definitions_of(host) is None:
        there = result.place(routers[0], r"(?m)^# /etc/network/interfaces of .*", "the file")
        yield finding("network-file", span, there, host=host.name)
    without = {r.device: r for r in reversed(routers) if r.address is None and net.family == CARP}
    for device, made in without.items():
        there = result.place(made, _ADDRESS, "its place in the result")
        yield finding("no-address", made.before.span, there, host=host.name, device=device)
