"""From keepalived to the carp service: a vip file and an alias for each VIP, with the same timers.

The inverse of to_keepalived: advbase = advert_int and advskew = 256 - priority give the same waiting
times. CARP knows one IPv4 address a VHID, so each further VIP of an instance gets a VHID of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from carplint.conversion.result import Converted, OutputFile
from carplint.election import master_down_time, rank
from carplint.finding import Finding, Related
from carplint.model import Address, Cluster, Host, IPAddress, Net, Value, VirtualRouter

TARGET = "carp"
SOURCES = ("keepalived",)

_CARRIED_OVER = ("vrrp_instance", "global_defs")


class Vip(NamedTuple):
    """One VIP of one node as the carp service has it."""

    router: VirtualRouter
    vhid: int
    address: Address
    advbase: int
    advskew: int


def _known(value: Value[float] | None, default: float) -> float:
    return default if value is None or value.value is None else value.value


def _skews(cluster: Cluster) -> dict[str, int]:
    """The advskew of each member's host: 256 - priority, moved where two would tie the other way round."""
    members = sorted(cluster.routers, key=lambda r: (rank(r) or (0.0, 0), r.host))
    result: dict[str, int] = {}
    least = 0
    for router in members:
        priority = router.priority.value if router.priority is not None else None
        skew = max(256 - (priority or 100), least)
        result[router.host] = min(skew, 255)
        least = skew + 1
    return result


def _vips(cluster: Cluster, used: set[int]) -> Iterator[Vip]:
    """All VIPs of a cluster; further VHIDs are taken from those that no virtual router has."""
    skews = _skews(cluster)
    given: dict[IPAddress, int] = {}
    for router in cluster.routers:
        number = router.id.value if router.id is not None else None
        for vip in router.addresses:
            address = vip.address.value
            if number is None or address is None or address.ip.version != 4:
                continue
            if address.ip not in given:
                free = (i for i in range(1, 256) if i not in used)
                given[address.ip] = number if number not in given.values() else next(free, number)
                used.add(given[address.ip])
            advbase = max(1, round(_known(router.interval, 1)))
            yield Vip(router, given[address.ip], address, advbase, skews[router.host])


def _files(vip: Vip, alias: str, source: str) -> Iterator[OutputFile]:
    router = vip.router
    host = router.host
    bind = alias.partition(":")[0]
    options = f"-k {vip.advskew}" + (f" -b {vip.advbase}" if vip.advbase != 1 else "")
    ratio = router.dead_ratio.value if router.dead_ratio is not None else None
    options += f" -r {ratio}" if ratio not in (None, 3) else ""
    options += "" if router.preempt is not None and router.preempt.value is False else " -P"
    options += " -S" if router.track_link is not None and router.track_link.value is False else ""
    yield OutputFile(
        f"{host}/etc/sysconfig/carp/vip-{vip.vhid}.conf",
        f"# VHID {vip.vhid}, written by carplint from {source}\n"
        f'BIND_INTERFACE="{bind}"\n'
        f'VIP_INTERFACE="{alias}"\n'
        "# Choose one of at most 19 bytes, the same on every node: without it ucarp does not start.\n"
        'PASSWORD=""\n'
        f'OPTIONS="{options} -z"\n',
        0o600,
    )
    yield OutputFile(
        f"{host}/etc/sysconfig/network-scripts/ifcfg-{alias}",
        f"# The VIP of VHID {vip.vhid}: uCarp alone brings it up, hence ONPARENT=no.\n"
        f"DEVICE={alias}\n"
        "BOOTPROTO=none\n"
        "ONPARENT=no\n"
        f"IPADDR={vip.address.ip}\n"
        f"NETMASK={vip.address.network.netmask}\n",
    )


def _lost(what: str, value: Value[str] | Value[int] | Value[float] | Value[bool]) -> Finding:
    return Finding(f"{what} cannot be said to ucarp and is lost", value.span, name="migrate-inexpressible")


def _losses(router: VirtualRouter, advbase: int | None) -> Iterator[Finding]:
    for vip in router.addresses:
        if vip.address.value is None or vip.address.value.ip.version != 4:
            yield Finding(
                "ucarp knows IPv4 addresses only: this VIP is lost", vip.address.span, name="migrate-inexpressible"
            )
    for keyword in router.unmodelled:
        yield _lost(f"{keyword.value}", keyword)
    for peer in router.unicast_peers:
        yield _lost("a unicast peer", Value("", "", peer.span))
    if router.preempt_delay is not None:
        yield _lost("preempt_delay", router.preempt_delay)
    if router.authentication is not None and router.authentication.secret is not None:
        yield Finding(
            "this secret was sent in clear text, so it is not carried over: choose a new PASSWORD, the same on every "
            "node, in each vip file",
            router.authentication.secret.span,
            name="migrate-password",
        )
    else:
        yield Finding(
            "ucarp needs a password: choose one, the same on every node, in each vip file",
            router.span,
            name="migrate-password",
        )
    before = master_down_time(router)
    if before is not None and advbase is not None:
        skew = Value(256 - (router.priority.value or 100) if router.priority is not None else 0, "", router.span)
        after = router._replace(protocol="carp", interval=Value(float(advbase), "", router.span), advskew=skew)
        seconds = master_down_time(after)
        yield Finding(
            f"{router.host} takes over {seconds:.3f} s after the last advertisement (before: {before:.3f} s); also "
            "after a clean stop of the master, since CARP says no goodbye",
            router.span,
            name="migrate-timing",
        )


def _left(host: Host) -> Iterator[Finding]:
    """The blocks and statements of a keepalived.conf that have no counterpart."""
    for statement in host.configuration.statements if host.configuration is not None else ():
        if statement.key not in _CARRIED_OVER:
            yield _lost(statement.key, statement.value(0))


def _steps(net: Net, router: VirtualRouter) -> Iterator[Finding]:
    yield Finding(
        f"stop keepalived on {router.host} before the carp service starts there: the two ignore each other, and both "
        "would hold the VIP",
        router.span,
        name="migrate-both-daemons",
    )
    host = next(h for h in net.hosts if h.name == router.host)
    name = router.interface.value if router.interface is not None else None
    if host.interface(name) is None:
        yield Finding(
            f"the carp service needs the file ifcfg-{name} with the IPADDR of {router.host}, which was not among the "
            "inputs",
            router.interface.span if router.interface is not None else router.span,
            name="migrate-real-address",
        )


def write(net: Net) -> Converted:
    """The vip files and alias files of each host."""
    files: list[OutputFile] = []
    findings: list[Finding] = []
    used = {r.id.value for r in net.virtual_routers if r.id is not None and r.id.value is not None}
    aliases: dict[tuple[str, str], int] = {}
    stepped: set[str] = set()
    for cluster in net.clusters:
        if cluster.routers[0].format not in SOURCES:
            continue
        vips = list(_vips(cluster, used))
        for router in cluster.routers:
            own = next((v.advbase for v in vips if v.router is router), None)
            findings += _losses(router, own)
            if router.host not in stepped:
                stepped.add(router.host)
                findings += _steps(net, router)
        findings += _ties(cluster)
        for vip in vips:
            device = vip.router.interface.value if vip.router.interface is not None else None
            key = vip.router.host, device or "eth0"
            number = aliases[key] = aliases.get(key, -1) + 1
            files += _files(vip, f"{key[1]}:{number}", vip.router.span.source.path)
    for host in net.hosts:
        findings += _left(host)
    return Converted(tuple(files), tuple(findings))


def _ties(cluster: Cluster) -> Iterator[Finding]:
    members = sorted(cluster.routers, key=lambda r: (rank(r) or (0.0, 0), r.host))
    for better, worse in pairwise(members):
        if better.priority is not None and worse.priority is not None and better.priority.value == worse.priority.value:
            yield Finding(
                f"{better.host} and {worse.host} have the same priority. VRRP prefers the higher source address, CARP "
                f"the lower one, so {worse.host} gets the next advskew",
                worse.priority.span,
                (Related(better.priority.span, f"the priority of {better.host}"),),
                name="migrate-tie-break-inverts",
            )
