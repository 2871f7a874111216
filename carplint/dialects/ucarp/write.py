"""The files of uCarp's two services: the carp service of CentOS 5 and 6 has one vip file and one alias per router, the
ucarp service of Fedora and EPEL a vip file and a passfile. See carp_service.py and ucarp_service.py.

Further VIPs come up and down by scripts with the one that ucarp announces, so that they stay on one node. ucarp calls
`script INTERFACE VIP` and waits for it (ucarp 1.5.2, src/spawn.c); it announces its own VIP by ARP, and knows of no
other. arping of iputils takes a second even for one frame, so nothing waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from carplint.dialects.shell.reading import COMMANDS, SETTINGS
from carplint.dialects.writing import (
    Statement,
    Writer,
    file_of,
    head,
    kept,
    other_source,
    own_address,
    served,
    statements,
)
from carplint.model import Address, Host, IPAddress, Value, VirtualAddress, VirtualRouter, known
from carplint.model.target import CARP, Converted, OutputFile, certain
from carplint.text.phrase import Language, Phrase
from carplint.text.version import Version

OPTIONS = (
    Statement("advskew", "--advskew={}"),
    Statement("interval", "--advbase={}", 1),
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

LINES = {"gateway": "GATEWAY={}", "mtu": "MTU={}", "dns": "DNS{n}={}", "search": 'DOMAIN="{}"'}
NETWORK = "/etc/sysconfig/network-scripts"
LAUNCHER = "/usr/libexec/ucarp/"
"""The folder of the ucarp service's own scripts."""


say = SETTINGS.say
PASSFILE = Language(str, lambda text: ((line,) for line in text.split("\n")))
"""Passfiles: ucarp takes the first line as it is (src/ucarp.c)."""


def announce(vip: VirtualAddress) -> Phrase:
    """Return the command that tells the segment where a VIP is now."""
    device, ip = certain(vip.device), certain(vip.address).ip
    return COMMANDS.say("arping -q -U -c 1 -I {} {} > /dev/null 2>&1 &", device, ip)


def scripted(router: VirtualRouter, path: str, launcher: str = "") -> tuple[VirtualRouter, list[OutputFile]]:
    """Return a router whose VIPs the scripts PATH-up and PATH-down bring up and down, and these scripts. `launcher` is
    the folder of those that bring its first VIP up and down, "" if its own do that, too."""
    shell = COMMANDS.say
    up = [shell('{}vip-up "$@"', launcher)] if launcher else []
    down = [shell('{}vip-down "$@"', launcher)] if launcher else []
    for vip in router.addresses[1:] if launcher else router.addresses:
        place = certain(vip.address), certain(vip.device)
        up += [shell("ip addr add {} dev {}", *place), announce(vip)]
        down.insert(0, shell("ip addr del {} dev {}", *place))
    first, number = shell("#!/bin/sh"), certain(router.id)
    note = "written by carplint. ucarp calls it with INTERFACE VIP."
    above = shell(f"# Brings up all VIPs of VHID {{}}, which stay together; {note}", number)
    files = [file_of(f"{path}-up", [first, above, *up], COMMANDS, 0o755)]
    above = shell(f"# Takes down all VIPs of VHID {{}}; {note}", number)
    files.append(file_of(f"{path}-down", [first, above, *down], COMMANDS, 0o755))
    up_script, down_script = (Value(file.path, "", router.span) for file in files)
    return router._replace(up_script=up_script, down_script=down_script), files


def _ifcfg(name: str, address: Address, *start: Phrase) -> Sequence[Phrase]:
    """Return the lines of an interface's file; `start` say how it comes up."""
    own = say("IPADDR={}", address.ip), say("NETMASK={}", address.network.netmask)
    return (say("DEVICE={}", name), say("BOOTPROTO=none"), *start, *own)


def _interface(host: Host, made: Converted) -> Iterator[OutputFile]:
    """Yield ifcfg-BIND_INTERFACE, whose address the launcher takes as source, if the node has it in a file of another format.
    A node whose files are not among the inputs has one: it is not replaced by a guess."""
    own, device = host.interface(made.device), made.device
    if own is None or own.format == "ifcfg":
        return
    down = own.at_boot is not None and own.at_boot.value is False
    start = (say("ONBOOT=no" if down else "ONBOOT=yes"), say("NM_CONTROLLED=no"))
    path, note = f"{NETWORK}/ifcfg-{device}", "written by carplint; the carp service takes the source address from it."
    origin = say(f"# {{}} of {{}}, {note}", device, host.name)
    if served(own):
        lines = [origin, say("DEVICE={}", device), say("BOOTPROTO={}", served(own)), *start]
        yield file_of(path, lines, SETTINGS)
    elif (address := own_address(own) or made.address) is not None:
        yield file_of(path, [origin, *_ifcfg(device, address, *start), *kept(own, LINES, SETTINGS)], SETTINGS)


def _aliases(host: Host, routers: Sequence[Converted]) -> Iterator[tuple[Converted, str]]:
    """Yield the routers with the aliases of their VIPs: the label if it is one that the network scripts take (the rule
    ifcfg-alias-name), of the device and not in use, else the next number."""
    labels = [known(made.after.addresses[0].label, "") for made in routers]
    wanted = frozenset(labels)
    addresses: dict[str, list[set[IPAddress]]] = {}
    for interface in host.interfaces:
        own = {a.value.ip for a in interface.addresses if a.value is not None}
        addresses.setdefault(interface.name, []).append(own)
    used: set[str] = set()
    for made, label in zip(routers, labels, strict=True):
        ip = certain(made.after.addresses[0].address).ip

        def taken(alias: str, ip: IPAddress = ip) -> bool:
            return alias in used or any(ip not in own for own in addresses.get(alias, ()))

        free = (a for n in count() if (a := f"{made.device}:{n}") not in wanted and not taken(a))
        usable = re.fullmatch(rf"{re.escape(made.device)}:[0-9A-Za-z_]+", label) and len(label) < 16
        alias = label if usable and not taken(label) else next(free)
        used.add(alias)
        yield made, alias


def _carp(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    firsts = {made.device: made for made in reversed(routers)}
    for device in dict.fromkeys(r.device for r in routers):
        yield from _interface(host, firsts[device])
    for made, alias in _aliases(host, routers):
        other = other_source(host, made)
        source = [say("--srcip={}", other)] if other else []  # after the launcher's own: the last one counts
        none = "# Choose one of at most 19 bytes for all nodes: carplint carries none over."
        lines = [
            *head(made, SETTINGS, "written by"),
            say('BIND_INTERFACE="{}"', made.device),
            say('VIP_INTERFACE="{}"', alias),
            *(() if made.secret else (say(none),)),
            say('PASSWORD="{}"', made.secret),
            say('OPTIONS="{}"', (*statements(made.after, OPTIONS, SETTINGS), *source)),
        ]
        yield file_of(f"/etc/sysconfig/carp/vip-{made.id}.conf", lines, SETTINGS, 0o600)
        remark = say("# The VIP of VHID {}, by carplint: uCarp alone brings it up, hence ONPARENT=no.", made.id)
        lines = [remark, *_ifcfg(alias, certain(made.after.addresses[0].address), say("ONPARENT=no"))]
        yield file_of(f"{NETWORK}/ifcfg-{alias}", lines, SETTINGS)


def _ucarp(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    """Yield the vip files and passfiles of a host, and scripts for routers with several VIPs and none of their own. If any
    has scripts all files name some, since some launchers let a variable go on to the next file."""
    any_scripts = any(len(r.after.addresses) > 1 or r.after.up_script or r.after.down_script for r in routers)
    for made in routers:
        path = f"/etc/ucarp/vip-{made.id}"
        several = len(made.after.addresses) > 1 and made.after.up_script is None and made.after.down_script is None
        router, scripts = scripted(made.after, path, LAUNCHER) if several else (made.after, [])
        lines = [
            *head(made, SETTINGS, "written by"),
            say('BIND_INTERFACE="{}"', made.device),
            say('SOURCE_ADDRESS="{}"', made.address.ip if made.address is not None else ""),
            say('VIP_ADDRESS="{}"', certain(router.addresses[0].address).ip),
            say('PASSFILE="{}.pwd"', path),
            say('OPTIONS="{}"', tuple(statements(router, OPTIONS, SETTINGS))),
        ]
        if any_scripts:
            lines.append(say('UPSCRIPT="{}"', known(router.up_script, f"{LAUNCHER}vip-up")))
            lines.append(say('DOWNSCRIPT="{}"', known(router.down_script, f"{LAUNCHER}vip-down")))
        yield file_of(f"{path}.conf", lines, SETTINGS)
        if made.secret:
            yield file_of(f"{path}.pwd", [PASSFILE.say("{}", made.secret)], PASSFILE, 0o600)
        yield from scripts


WRITERS = {
    # The carp service's launcher gives ucarp its own scripts, after all other options.
    "carp": Writer(CARP, {"up_script": None, "down_script": None, "script_parameter": None}, _carp),
    "ucarp": Writer(CARP, {}, _ucarp),
}
