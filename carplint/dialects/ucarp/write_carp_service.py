"""The carp service of CentOS 5 and 6: one vip file and one alias per router; see
carplint/dialects/ucarp/carp_service.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from carplint.dialects import comments
from carplint.model import Host, VirtualRouter, known
from carplint.model.target import CARP, Converted, ConvertedNet, OutputFile, certain

TARGET = "carp"
FAMILY = CARP

FIXED: Mapping[str, object] = {"up_script": None, "down_script": None, "script_parameter": None}
"""The attributes that its launcher has no place for: it gives ucarp its own scripts, after all other options."""

NETWORK = "etc/sysconfig/network-scripts"


def options(router: VirtualRouter) -> str:
    """Return the ucarp options that a launcher adds to its own: those that are not the daemon's default (ucarp(8))."""
    seconds, ratio, group = certain(router.interval), certain(router.dead_ratio), router.multicast_group
    words = [
        f"--advskew={certain(router.advskew)}",
        f"--advbase={seconds:g}" if seconds != 1 else "",
        f"--deadratio={ratio}" if ratio != 3 else "",
        "--preempt" if certain(router.preempt) else "",
        "" if known(router.track_link, True) else "--ignoreifstate",
        f"--mcast={group.value}" if group is not None else "",
        "--nomcast" if known(router.broadcast, False) else "",
        "--neutral" if known(router.neutral, False) else "",
        "--shutdown" if known(router.shutdown, True) else "",
    ]
    return " ".join(w for w in words if w)


def quoted(text: str) -> str:
    """Return a value for a file that a shell sources: in double quotes, or in single ones if it holds what those
    expand."""
    return quote(text) if re.search(r'["$`\\]', text) else f'"{text}"'


def head(made: Converted) -> Iterator[str]:
    """Yield the comments at the beginning of a router's file."""
    yield f"# VHID {made.id}, written by carplint from {comments.origin(made.after.span)}"
    yield from comments.block(made.comments)


def _interface(host: Host, made: Converted) -> Iterator[OutputFile]:
    """Yield ifcfg-BIND_INTERFACE, which the launcher sources, if the node's address is in a file of another format. A
    node whose files are not among the inputs has one: it is not replaced by a guess."""
    own, address = host.interface(made.device), made.address
    if address is None or own is None or own.format == "ifcfg":
        return
    gateway = own.gateway.value if own.gateway is not None else None
    lines = [
        f"# {made.device} of {host.name}, written by carplint; the carp service takes the source address from it.",
        f"DEVICE={made.device}",
        "BOOTPROTO=none",
        "ONBOOT=yes",
        "NM_CONTROLLED=no",
        f"IPADDR={address.ip}",
        f"NETMASK={address.network.netmask}",
        *([f"GATEWAY={gateway}"] if gateway is not None else []),
    ]
    yield OutputFile(f"{host.name}/{NETWORK}/ifcfg-{made.device}", "\n".join(lines) + "\n")


def _files(made: Converted, alias: str) -> Iterator[OutputFile]:
    router, address = made.after, certain(made.after.addresses[0].address)
    lines = [
        *head(made),
        f'BIND_INTERFACE="{made.device}"',
        f'VIP_INTERFACE="{alias}"',
        *(() if made.secret else ("# Choose one of at most 19 bytes for all nodes: carplint carries none over.",)),
        f'PASSWORD="{made.secret}"',
        f'OPTIONS="{options(router)}"',
    ]
    yield OutputFile(f"{router.host}/etc/sysconfig/carp/vip-{made.id}.conf", "\n".join(lines) + "\n", 0o600)
    yield OutputFile(
        f"{router.host}/{NETWORK}/ifcfg-{alias}",
        f"# The VIP of VHID {made.id}, by carplint: uCarp alone brings it up, hence ONPARENT=no.\n"
        f"DEVICE={alias}\n"
        "BOOTPROTO=none\n"
        "ONPARENT=no\n"
        f"IPADDR={address.ip}\n"
        f"NETMASK={address.network.netmask}\n",
    )


def _label(made: Converted) -> str:
    """Return the label of a VIP if it is one of an alias of the device, else ""."""
    label = known(made.after.addresses[0].label, "")
    return label if label.startswith(f"{made.device}:") else ""


def _aliases(host: Host, routers: Sequence[Converted]) -> Iterator[tuple[Converted, str]]:
    """Yield the routers with the aliases of their VIPs: the label if it has a usable one, else the next number."""
    labels = {_label(r) for r in routers} - {""}
    used: set[str] = set()
    for router in routers:
        own, ip = _label(router), certain(router.after.addresses[0].address).ip
        foreign = {i.name for i in host.interfaces if all(a.value is None or a.value.ip != ip for a in i.addresses)}
        taken = foreign | used | (set() if own and own not in used else labels)
        free = (a for n in range(256) if (a := f"{router.device}:{n}") not in taken)
        alias = own if own and own not in taken else next(free)
        used.add(alias)
        yield router, alias


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield the vip files and alias files of each host."""
    for name, routers in net.by_host.items():
        host = net.hosts[name]
        for device in {r.device: None for r in routers}:
            yield from _interface(host, next(r for r in routers if r.device == device))
        for router, alias in _aliases(host, routers):
            yield from _files(router, alias)
