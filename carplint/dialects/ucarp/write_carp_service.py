"""The carp service of CentOS 5 and 6: a vip file and an alias for each part; see carplint/dialects/ucarp/carp_service.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects import comments
from carplint.model import Host
from carplint.model.target import CARP, Design, OutputFile, Part

TARGET = "carp"
FAMILY = CARP
FORMATS = ("carp",)

CANNOT: tuple[str, ...] = ("scripts",)
"""What its launcher has no place for: it gives ucarp its own scripts, behind all other options."""

NETWORK = "etc/sysconfig/network-scripts"


def options(part: Part) -> str:
    """The options of ucarp that a launcher adds to its own: what is not the daemon's default (ucarp(8))."""
    words = [
        f"--advskew={part.place}",
        f"--advbase={part.seconds:g}" if part.seconds != 1 else "",
        f"--deadratio={part.dead_ratio}" if part.dead_ratio != 3 else "",
        "--preempt" if part.preempt else "",
        "" if part.watches_link else "--ignoreifstate",
        f"--mcast={part.group}" if part.group else "",
        "--nomcast" if part.broadcast else "",
        "--neutral" if part.neutral else "",
        "--shutdown" if part.shutdown else "",
    ]
    return " ".join(w for w in words if w)


def quoted(text: str) -> str:
    """A value for a file that a shell sources: in double quotes, or in single ones where it holds what they expand."""
    from shlex import quote

    return quote(text) if re.search(r'["$`\\]', text) else f'"{text}"'


def head(part: Part) -> Iterator[str]:
    """The comments at the beginning of a part's file."""
    yield f"# VHID {part.id}, written by carplint from {comments.origin(part.router.span)}"
    yield from comments.block(part.comments if part.first else ())


def _interface(host: Host, part: Part) -> Iterator[OutputFile]:
    """ifcfg-BIND_INTERFACE, which the launcher sources, where the node's address is in a file of another format. A node
    whose files are not among the inputs has one: it is not replaced by a guess."""
    own = host.interface(part.device)
    if part.source is None or own is None or own.format == "ifcfg":
        return
    gateway = own.gateway.value if own.gateway is not None else None
    lines = [
        f"# {part.device} of {host.name}, written by carplint; the carp service takes the source address from it.",
        f"DEVICE={part.device}",
        "BOOTPROTO=none",
        "ONBOOT=yes",
        "NM_CONTROLLED=no",
        f"IPADDR={part.source.ip}",
        f"NETMASK={part.source.network.netmask}",
        *([f"GATEWAY={gateway}"] if gateway is not None else []),
    ]
    yield OutputFile(f"{host.name}/{NETWORK}/ifcfg-{part.device}", "\n".join(lines) + "\n")


def _files(part: Part, alias: str) -> Iterator[OutputFile]:
    host = part.router.host
    yield OutputFile(
        f"{host}/etc/sysconfig/carp/vip-{part.id}.conf",
        "\n".join(
            (
                *head(part),
                f'BIND_INTERFACE="{part.device}"',
                f'VIP_INTERFACE="{alias}"',
                *(
                    ()
                    if part.secret
                    else ("# Choose one of at most 19 bytes for all nodes: carplint carries none over.",)
                ),
                f'PASSWORD="{part.secret}"',
                f'OPTIONS="{options(part)}"',
                "",
            )
        ),
        0o600,
    )
    address = part.vips[0].address
    yield OutputFile(
        f"{host}/{NETWORK}/ifcfg-{alias}",
        f"# The VIP of VHID {part.id}, by carplint: uCarp alone brings it up, hence ONPARENT=no.\n"
        f"DEVICE={alias}\n"
        "BOOTPROTO=none\n"
        "ONPARENT=no\n"
        f"IPADDR={address.ip}\n"
        f"NETMASK={address.network.netmask}\n",
    )


def _alias(part: Part, taken: set[str]) -> str:
    """The alias of a VIP: its label where it has a usable one, else the next number."""
    label = part.vips[0].label
    if label.startswith(f"{part.device}:") and label not in taken:
        return label
    return next(a for n in range(256) if (a := f"{part.device}:{n}") not in taken)


def _foreign(host: Host, part: Part) -> set[str]:
    """The aliases that a host has for other addresses than a part's VIP."""
    vip = part.vips[0].address.ip
    return {i.name for i in host.interfaces if all(a.value is None or a.value.ip != vip for a in i.addresses)}


def write(design: Design) -> Iterator[OutputFile]:
    """The vip files and alias files of each host."""
    for name, parts in design.parts.items():
        host = design.host(name)
        taken = {p.vips[0].label for p in parts if p.vips[0].label.startswith(f"{p.device}:")}
        used: set[str] = set()
        for device in {p.device: None for p in parts}:
            yield from _interface(host, next(p for p in parts if p.device == device))
        for part in parts:
            own = part.vips[0].label
            free = used if own in taken and own not in used else used | taken
            alias = _alias(part, free | _foreign(host, part))
            used.add(alias)
            yield from _files(part, alias)
