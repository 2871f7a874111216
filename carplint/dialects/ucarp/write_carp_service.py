"""The carp service of CentOS 5 and 6: one vip file and one alias per router; see
carplint/dialects/ucarp/carp_service.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from shlex import quote

from carplint.dialects.writing import Statement, file_of, head, statements
from carplint.model import Address, Host, VirtualRouter, known
from carplint.model.target import CARP, Converted, ConvertedNet, OutputFile, certain

TARGET = "carp"
FAMILY = CARP

FIXED: Mapping[str, object] = {"up_script": None, "down_script": None, "script_parameter": None}
"""The attributes that its launcher has no place for: it gives ucarp its own scripts, after all other options."""

OPTIONS = (
    Statement("advskew", "--advskew={}"),
    Statement("interval", "--advbase={:g}", 1),
    Statement("dead_ratio", "--deadratio={}", 3),
    Statement("preempt", "--preempt", False),
    Statement("track_link", "--ignoreifstate", True),
    Statement("multicast_group", "--mcast={}"),
    Statement("broadcast", "--nomcast", False),
    Statement("neutral", "--neutral", False),
    Statement("shutdown", "--shutdown", False),
    Statement("script_parameter", "--xparam={}", ""),
)
"""The options of ucarp that a launcher adds to its own, with the daemon's defaults (ucarp(8))."""

NETWORK = "etc/sysconfig/network-scripts"


def options(router: VirtualRouter) -> str:
    """Return the variable OPTIONS of a router."""
    return f"OPTIONS={quoted(' '.join(statements(router, OPTIONS)))}"


def quoted(text: str) -> str:
    """Return a value for a file that a shell sources: in double quotes, or in single ones if it holds what those
    expand."""
    return quote(text) if re.search(r'["$`\\]', text) else f'"{text}"'


def _ifcfg(name: str, address: Address, *start: str) -> Iterator[str]:
    """Yield the lines of an interface's file; `start` say how it comes up."""
    yield from (f"DEVICE={name}", "BOOTPROTO=none", *start)
    yield from (f"IPADDR={address.ip}", f"NETMASK={address.network.netmask}")


def _interface(host: Host, made: Converted) -> Iterator[OutputFile]:
    """Yield ifcfg-BIND_INTERFACE, which the launcher sources, if the node's address is in a file of another format. A
    node whose files are not among the inputs has one: it is not replaced by a guess."""
    own = host.interface(made.device)
    if made.address is not None and own is not None and own.format != "ifcfg":
        origin = f"# {made.device} of {host.name}, written by carplint"
        lines = [
            f"{origin}; the carp service takes the source address from it.",
            *_ifcfg(made.device, made.address, "ONBOOT=yes", "NM_CONTROLLED=no"),
            *([f"GATEWAY={own.gateway.value}"] if own.gateway is not None and own.gateway.value is not None else []),
        ]
        yield file_of(f"{host.name}/{NETWORK}/ifcfg-{made.device}", lines)


def _files(made: Converted, alias: str) -> Iterator[OutputFile]:
    host, address = made.after.host, certain(made.after.addresses[0].address)
    lines = [
        *head(made, "written by"),
        f'BIND_INTERFACE="{made.device}"',
        f'VIP_INTERFACE="{alias}"',
        *(() if made.secret else ("# Choose one of at most 19 bytes for all nodes: carplint carries none over.",)),
        f'PASSWORD="{made.secret}"',
        options(made.after),
    ]
    yield file_of(f"{host}/etc/sysconfig/carp/vip-{made.id}.conf", lines, 0o600)
    remark = f"# The VIP of VHID {made.id}, by carplint: uCarp alone brings it up, hence ONPARENT=no."
    yield file_of(f"{host}/{NETWORK}/ifcfg-{alias}", [remark, *_ifcfg(alias, address, "ONPARENT=no")])


def _aliases(host: Host, routers: Sequence[Converted]) -> Iterator[tuple[Converted, str]]:
    """Yield the routers with the aliases of their VIPs: the label if it is one of an alias of the device and not in use,
    else the next number."""
    labels = [known(r.after.addresses[0].label, "") for r in routers]
    used: set[str] = set()
    for made, label in zip(routers, labels, strict=True):
        ip = certain(made.after.addresses[0].address).ip
        foreign = {i.name for i in host.interfaces if all(a.value is None or a.value.ip != ip for a in i.addresses)}
        taken = foreign | used
        free = (a for n in count() if (a := f"{made.device}:{n}") not in taken and a not in labels)
        alias = label if label.startswith(f"{made.device}:") and label not in taken else next(free)
        used.add(alias)
        yield made, alias


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield the vip files and alias files of each host."""
    for name, routers in net.by_host.items():
        host = net.hosts[name]
        for device in dict.fromkeys(r.device for r in routers):
            yield from _interface(host, next(r for r in routers if r.device == device))
        for made, alias in _aliases(host, routers):
            yield from _files(made, alias)
