"""From uCarp to keepalived: one vrrp_instance a VHID, with the same timers.

CARP waits deadratio x advbase + advskew/256 seconds, VRRPv2 waits 3 x advert_int + (256 - priority)/256.
So with advert_int = advbase and priority = 256 - advskew both wait the same time. Priority 255 is the
address owner's, which behaves otherwise, so 254 is the highest that is used; ties are broken as CARP
does, for the lower source address, and the spacing of the skews is kept as far as there is room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from carplint.conversion.result import Converted, OutputFile
from carplint.election import interval, master_down_time, rank
from carplint.finding import Finding, Related
from carplint.model import Cluster, Net, Value, VirtualRouter

TARGET = "keepalived"
SOURCES = ("carp", "ucarp", "ucarp_opts", "ucarp_lines", "interfaces")

HIGHEST = 254
"""The best priority in use: 255 is the address owner's (RFC 3768, 5.3.4)."""

_ORIGINS = {
    "carp": ("the carp service", "service carp stop; chkconfig carp off"),
    "ucarp": ("the ucarp service", "service ucarp stop; chkconfig ucarp off, or systemctl disable --now ucarp@*"),
    "ucarp_opts": ("the ucarp service", "rc-update del ucarp, or chkconfig ucarp off"),
    "ucarp_lines": ("the ucarp command", "remove the line that starts it, or disable its unit"),
    "interfaces": ("uCarp", "delete the ucarp- options in /etc/network/interfaces; pkill ucarp"),
}
"""What starts the daemons of each format, and how they are stopped for good."""


class Instance(NamedTuple):
    """A virtual router of the source and what it becomes; `seconds` is advert_int."""

    router: VirtualRouter
    priority: int
    seconds: int
    peers: tuple[str, ...] = ()


def priorities(wanted: Sequence[int]) -> list[int]:
    """Distinct priorities from 1 to 254 for the wanted ones, given from the best node to the worst: each
    as wanted where that keeps the order, else as near below the better one as there is room."""
    result: list[int] = []
    for number in wanted:
        result.append(min(number, HIGHEST, result[-1] - 1 if result else HIGHEST))
    floor = 1
    for i in range(len(result) - 1, -1, -1):
        result[i] = max(result[i], floor)
        floor = result[i] + 1
    return result


def _known(value: Value[float] | Value[int] | None, default: float) -> float:
    return default if value is None or value.value is None else value.value


def _instances(cluster: Cluster) -> list[Instance]:
    """The members of a cluster from the best to the worst, with their priorities."""
    routers = sorted(cluster.routers, key=lambda r: (rank(r) or (float("inf"), 0), r.host))
    base = int(min(_known(r.interval, 1) for r in routers))
    wanted = [256 - int(_known(r.advskew, 0)) - 256 * int(_known(r.interval, 1) - base) for r in routers]
    found = [r.source_address.value for r in routers if r.source_address is not None]
    addresses = [str(a) for a in found if a is not None]
    unicast = any(r.broadcast is not None and r.broadcast.value for r in routers) and len(addresses) == len(routers) > 1
    result = []
    for router, priority in zip(routers, priorities(wanted), strict=True):
        own = str(router.source_address.value) if router.source_address is not None else ""
        peers = tuple(a for a in addresses if a != own) if unicast else ()
        result.append(Instance(router, priority, max(1, base), peers))
    return result


def _text(value: Value[str] | None) -> str:
    return "" if value is None or value.value is None else value.value


def _block(instance: Instance) -> Iterator[str]:
    """The vrrp_instance of one node, each line with where it comes from."""
    router = instance.router
    number = router.id.value if router.id is not None else None
    skew = int(_known(router.advskew, 0))
    yield f"# VHID {number}, from {router.span.source.path}"
    yield f"vrrp_instance VI_{number} {{"
    yield "    state BACKUP"
    yield f"    interface {_text(router.interface)}"
    yield f"    virtual_router_id {number}"
    yield f"    priority {instance.priority}    # advskew {skew}"
    yield f"    advert_int {instance.seconds}    # advbase {int(_known(router.interval, 1))}"
    if router.preempt is None or not router.preempt.value:
        yield "    nopreempt    # no --preempt"
    ratio = int(_known(router.dead_ratio, 3))
    if ratio != 3:
        yield f"    down_timer_adverts {ratio}    # deadratio; keepalived 2.2.3 or newer"
    if router.track_link is not None and router.track_link.value is False:
        yield "    dont_track_primary    # --ignoreifstate"
    if router.multicast_group is not None and router.multicast_group.value is not None:
        yield f"    mcast_dst_ip {router.multicast_group.value}    # --mcast; keepalived 2.2.5 or newer"
    if instance.peers:
        assert router.source_address is not None
        yield f"    unicast_src_ip {router.source_address.value}"
        yield "    unicast_peer {"
        yield from (f"        {peer}" for peer in instance.peers)
        yield "    }"
    yield "    virtual_ipaddress {"
    for vip in router.addresses:
        label = f" label {_text(vip.label)}" if vip.label is not None else ""
        yield f"        {vip.address.value} dev {_text(router.interface)}{label}"
    yield "    }"
    yield "}"


def _file(host: str, instances: Sequence[Instance]) -> OutputFile:
    origin = _ORIGINS[instances[0].router.format][0].replace("the ", "its ")
    lines = [
        f"# keepalived.conf of {host}, written by carplint from {origin}.",
        "# Try it on the node with: keepalived -t -f /etc/keepalived/keepalived.conf",
        "",
        "global_defs {",
        f"    router_id {host}",
        "}",
    ]
    for instance in instances:
        lines += ["", *_block(instance)]
    return OutputFile(f"{host}/etc/keepalived/keepalived.conf", "\n".join(lines) + "\n")


def _changes(cluster: Cluster, instances: Sequence[Instance]) -> Iterator[Finding]:
    """What differs for a cluster as a whole."""
    best = instances[0]
    for better, worse in pairwise(instances):
        if interval(better.router) != interval(worse.router):
            continue
        known = better.router.source_address is not None and worse.router.source_address is not None
        reason = "which has the lower source address" if known else "since no source address is known: check it"
        yield Finding(
            f"{better.router.host} and {worse.router.host} tie (advbase + advskew/256 s is the same). CARP prefers the "
            f"lower source address, VRRP the higher one, so the priorities break the tie: {better.priority} for "
            f"{better.router.host}, {reason}, {worse.priority} for {worse.router.host}",
            worse.router.span,
            (Related(better.router.span, f"{better.router.host} gets {better.priority}"),),
            name="migrate-tie-break-inverts",
        )
    if len({i.router.interval.value for i in instances if i.router.interval is not None}) > 1:
        yield Finding(
            f"the nodes have different advbase; VRRPv2 needs one advert_int for all, so it is {best.seconds} s "
            "everywhere and the priorities keep only the order",
            best.router.span,
            name="migrate-timing",
        )
    if len({r.host for r in cluster.routers}) == 1:
        yield Finding(
            f"the peers of {best.router.name.value} on {best.router.host} were not among the inputs: the priority "
            f"{best.priority} assumes that no other node has the same advskew. Convert all nodes in one run",
            best.router.span,
            name="migrate-assumed",
        )


def _losses(instance: Instance) -> Iterator[Finding]:
    """What differs for one node."""
    router = instance.router
    here = router.span
    number = router.id.value if router.id is not None else None
    if router.id is not None and router.id.written.lstrip("0") != str(number):
        yield Finding(
            f"the VHID is written {router.id.written}, which ucarp reads as {number}: that is the virtual_router_id",
            router.id.span,
            name="migrate-vhid-octal",
        )
    if router.authentication is not None and router.authentication.secret is not None:
        yield Finding(
            "the password is not carried over: CARP uses it as the key of an HMAC, VRRPv2 would send 8 bytes of it "
            "in clear text with every advertisement. Filter protocol 112 to the nodes' own segment instead, or "
            "choose a new secret for auth_hmac (keepalived 2.4.0 or newer); never reuse this one",
            router.authentication.secret.span,
            name="migrate-password",
        )
    after = router._replace(
        protocol="vrrp2",
        priority=Value(instance.priority, "", here),
        interval=Value(float(instance.seconds), "", here),
    )
    before_seconds, after_seconds = master_down_time(router), master_down_time(after)
    if before_seconds is not None and after_seconds is not None:
        same = "as before" if abs(before_seconds - after_seconds) < 0.001 else f"instead of {before_seconds:.3f} s"
        yield Finding(
            f"{router.host} takes over {after_seconds:.3f} s after the last advertisement, {same}; after a clean stop "
            "of the master at once, since VRRP says goodbye and CARP does not",
            here,
            name="migrate-timing",
        )
    if router.shutdown is not None and not router.shutdown.value:
        yield Finding(
            "ucarp runs without --shutdown here; keepalived always takes the VIP down at a clean stop",
            here,
            name="migrate-shutdown",
        )
    if router.track_link is not None and router.track_link.value is False:
        yield Finding("--ignoreifstate became dont_track_primary", router.track_link.span, name="migrate-ignoreifstate")
    for script in (router.up_script, router.down_script, router.script_parameter):
        if script is not None and script.written:
            yield Finding(
                "this script option is not carried over: keepalived adds and removes the VIP itself. If the script "
                "does more, call that part from notify_master and notify_backup, without its `ip addr` lines",
                script.span,
                name="migrate-scripts",
            )
    if router.broadcast is not None and router.broadcast.value:
        became = "unicast to the other nodes" if instance.peers else "multicast: the peers' addresses are not known"
        yield Finding(
            f"--nomcast sends broadcasts, which keepalived cannot; it became {became}",
            router.broadcast.span,
            name="migrate-nomcast",
        )


def _steps(net: Net, instances: Sequence[Instance]) -> Iterator[Finding]:
    """What is to be done by hand on a node."""
    router = instances[0].router
    what, how = _ORIGINS[router.format]
    yield Finding(
        f"stop {what} on {router.host} before keepalived starts there ({how}): the two ignore each other, and both "
        "would hold the VIP",
        router.span,
        name="migrate-both-daemons",
    )
    yield Finding(
        f"let protocol 112 to {_group(router)} pass the firewall of {router.host}: VRRP uses the protocol number and "
        "the group of CARP, so a rule that lets CARP pass will do",
        router.span,
        name="migrate-protocol-112",
    )
    host = next(h for h in net.hosts if h.name == router.host)
    for instance in instances:
        alias = host.interface(_text(instance.router.alias) or None)
        if alias is None:
            continue
        how = ""
        if alias.format == "ifcfg" and (alias.on_parent is None or alias.on_parent.value not in ("no", "NO")):
            how = "remove this file, or set ONPARENT=no in it"
        elif alias.format == "interfaces" and alias.at_boot is not None and alias.at_boot.value:
            how = f"remove this stanza, or take {alias.name} out of the line that brings it up"
        if how:
            yield Finding(
                f"{how}: it brings the VIP up at boot on {router.host}, whatever keepalived says",
                alias.span,
                name="migrate-vip-alias-left",
            )


def _group(router: VirtualRouter) -> str:
    known = router.multicast_group is not None and router.multicast_group.value is not None
    return str(router.multicast_group.value) if known and router.multicast_group is not None else "224.0.0.18"


def write(net: Net) -> Converted:
    """The keepalived.conf of each host that has uCarp daemons."""
    by_host: dict[str, list[Instance]] = {}
    findings: list[Finding] = []
    for cluster in net.clusters:
        if cluster.routers[0].format not in SOURCES:
            continue
        instances = _instances(cluster)
        findings += _changes(cluster, instances)
        for instance in instances:
            findings += _losses(instance)
            by_host.setdefault(instance.router.host, []).append(instance)
    files = []
    for host in sorted(by_host):
        instances = sorted(by_host[host], key=lambda i: i.router.id.value or 0 if i.router.id is not None else 0)
        findings += _steps(net, instances)
        files.append(_file(host, instances))
    return Converted(tuple(files), tuple(findings))
