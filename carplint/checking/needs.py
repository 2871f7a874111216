"""The words of NEEDS that hold for a model: a rule whose words all are missing can find nothing, so it is not imported.

A rule says in NEEDS what it could only find something with; one of these words is enough. They are the formats of files,
keywords and keys that are set, and names for what is unusual; the functions here yield them, thing by thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from carplint.model import Value, known
from carplint.model.clusters import differing, subnets
from carplint.rules.targets import configurations, passfiles
from carplint.text.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carplint.dialects.keepalived.facts.configuration import Configuration
    from carplint.dialects.keepalived.facts.instances import Instance
    from carplint.model import Host, Net, VirtualRouter

_FIELDS = (
    "alias authentication command excluded multicast_group settings source_address strange sync_group trackers "
    "unicast_peers"
).split()
"""The facts of virtual routers that are in NEEDS."""

_PATTERN = frozenset("*?[")
"""The characters that make a password a pattern for the shell."""

_MARKS = ("<", "__", "@@", "%")
"""The characters of keepalived.conf that are in NEEDS."""


def _keywords(configuration: Configuration) -> Iterator[Iterable[str]]:
    """The keywords of the blocks, of those in instances, in global_defs and in sync groups, and what is unusual about these."""
    yield (s.words[0] for s in configuration.statements)
    yield from (i.statements for i in configuration.instances)
    for block in configuration.all("global_defs", "vrrp_sync_group"):
        yield (s.words[0] for s in block.children or ())
    if configuration.programs:
        yield ("program",)
    if all(s.words[0] in _IDLE for s in configuration.statements):
        yield ("nothing-to-run",)
    if any(i.owner for i in configuration.instances):
        yield ("owner",)


_INTERVALS = frozenset((None, *map(str, range(30))))
"""The usual values of advert_int, in seconds."""

_IDLE = frozenset(("global_defs", "vrrp_script"))
"""The blocks that give keepalived nothing to do."""


def _of_instance(instance: Instance) -> Iterator[str]:
    """What a vrrp_instance lacks, and what few have."""
    said, vips = instance.statements, (*instance.vips, *instance.excluded)
    if "virtual_router_id" not in said:
        yield "no-vrid"
    if "priority" not in said:
        yield "no-priority"
    if instance.owner:
        yield "owner"
    name = instance.word("interface")
    if name is None or name == "lo" or ":" in name:
        yield "odd-interface"
    if not instance.vips:
        yield "no-vip"
    if len(vips) > 1:
        yield "several-vips"
    if len(vips) > 89:
        yield "dozens-of-vips"
    for vip in vips:
        if vip.read.broadcast:
            yield "brd"
    if instance.family == 6:
        yield "ipv6"
    if instance.strange:
        yield "other-family"
    if instance.word("advert_int") not in _INTERVALS:
        yield "odd-interval"
    for line in said.get("state", ()):
        if "MASTER" in line.words:
            yield "MASTER"
    if "authentication" in said:
        own = instance.authentication
        if own is None or own.secret is None or not own.secret.value:
            yield "half-authentication"


_PAIRED = (("if", "fi"), ("case", "esac"), ("do", "done"))


def _is_odd(text: str) -> bool:
    """Whether the quotes and blocks of a script do not come out even, at a quick look: comments count, too."""
    words = text.replace(";", " ; ").split()
    even = all(words.count(opener) == words.count(closer) for opener, closer in _PAIRED)
    quotes = any(text.count(sign) % 2 for sign in "'\"`")
    braces = text.count("{") != text.count("}") or text.count("(") > text.count(")")
    return quotes or braces or not even or words.count("then") != words.count("if") + words.count("elif")


_RUNLEVELS = ("/etc/rc3.d", "/etc/rc.d/rc3.d", "/etc/runlevels")
"""Folders of links to what an init system starts at boot; systemd is none of these."""


def _of_files(host: Host) -> Iterator[str]:
    """The formats of a host's files, marks in the text of keepalived.conf, and what is unusual about other files and scripts:
    `other-lines` than assignments, a script without #!, with Windows line ends or not executable."""
    for document in host.documents:
        yield document.format
        text = document.source.text
        if document.format == "keepalived":
            yield from (mark for mark in _MARKS if mark in text)
            if not text.isascii():
                yield "non-ASCII"
        elif document.format in ("launcher", "ucarp_lines"):
            if _is_odd(text):
                yield "odd-blocks"
        elif "\r" in text or any(leaf.kind in ("COMMAND", "JUNK") for leaf in document.tree.leaves()):
            yield "other-lines"
    if any(hasattr(fact, "started") for fact in host.facts):
        yield "unit"
    here = host.documents[0].source if host.documents and host.links is not None else None
    if here is not None and host.links is not None and any(host.links(folder, here) for folder in _RUNLEVELS):
        yield "runlevels"
    for script in host.scripts:
        text, mode = script.source.text, script.source.mode
        yield from ("scripts", script.role)
        if "unset" in text:
            yield "unset"
        runs = mode is None or mode & 0o111 or not any((d.source.mode or 0) & 0o111 for d in host.documents)
        if not runs or not text.startswith("#!") or "\r" in text:
            yield "odd-script"


_SPECIAL = frozenset((0, 127, *range(224, 240), 255))
"""The first bytes of special addresses, of IPv4 and of IPv6."""
_MULTICAST = 224 << 24
"""224.0.0.0, the first address that no host has as its own: multicast, reserved, broadcast."""


def _of_ucarp(host: Host) -> Iterator[str]:
    """What is unusual about the uCarp daemons of a host."""
    files = {d.source.path.rpartition("/ifcfg-")[2] for d in host.documents if d.format == "ifcfg"}
    if len({r.device for r in host.virtual_routers if r.daemon == "ucarp"}) > 1:
        yield "several-ucarp"
    folders = {f"/{s.source.path}".rpartition("/")[0] for s in host.scripts}
    for router in (r for r in host.virtual_routers if r.daemon == "ucarp"):
        said = [s.value.value or "" for s in router.settings if "PASSWORD" in s.key.written.upper()]
        passwords = [known(router.secret, ""), *said]
        if not said or "" in passwords:
            yield "no-password"
        if any(len(p) > 19 for p in passwords):
            yield "long-password"
        if any(p and (p.split() != [p] or not p.isascii() or not _PATTERN.isdisjoint(p)) for p in passwords):
            yield "odd-password"
        yield from (f"misread-{m.option}" for m in router.misread)
        own, group = (a.value if a is not None else None for a in (router.source_address, router.multicast_group))
        if (own is not None and int(own) >= _MULTICAST) or (group is not None and int(group) >> 28 != _MULTICAST >> 28):
            yield "odd-address"
        if any((w.value or "").startswith(("--f", "-f")) for w in router.command):
            yield "facility"
        device = known(router.interface, "eth0")
        if not device.isalnum() or len(device) > 15 or device in ("lo", "any"):
            yield "odd-device"
        script = known(router.up_script, "")
        folder = script.rpartition("/")[0]
        if not folder or len(script.split()) != 1 or any(f.endswith(folder) for f in folders):
            yield "up-script"
        if router.preempt is not None and router.preempt.value:
            yield "preempt"
        if router.interval is not None and router.interval.value == 0:
            yield "no-advbase"
        if router.id is not None and router.id.written.zfill(3) != str(router.id.value).zfill(3):
            yield "odd-vhid"
        if any(s.value.span.source is not router.span.source for s in router.settings):
            yield "other-file"
        if known(router.interface, "") not in files:
            yield "no-ifcfg"
        if known(router.alias, "") not in files:
            yield "no-alias-ifcfg"
        source = router.source_address
        if source is not None and any(
            v.address.value and v.address.value.ip == source.value and v.address.span != source.span
            for v in router.addresses
        ):
            yield "vip-as-source"
        if any(
            v.address.span.source.path.rpartition("/ifcfg-")[2] != known(router.alias, "") for v in router.addresses
        ):
            yield "vip-of-other-file"


def _of_interfaces(host: Host) -> Iterator[str]:
    """What is unusual about the interfaces of a host, and the keys of their files."""
    names = {i.name for i in host.interfaces}
    devices = {"", *(known(r.interface, "") for r in host.virtual_routers)}
    for interface in host.interfaces:
        facts = {s.key.written: s.value.value for s in interface.settings}
        file = interface.span.source.path.rpartition("/")[2].removeprefix("ifcfg-")
        yield from ("addresses", *facts, *(key.rstrip("0123456789") for key in facts))
        if known(interface.boot_protocol, "") in ("dhcp", "bootp"):
            yield "dhcp"
        elif interface.dynamic:
            yield "other-bootproto"
        if interface.name in devices and interface.at_boot is not None and interface.at_boot.value is False:
            yield "down-at-boot"
        if interface.format == "networkmanager" or "UUID" in facts or facts.get("NM_CONTROLLED", "no") != "no":
            yield "managed"
        if any(sign in file for sign in "._-"):
            yield "copy"
        if interface.name != file:
            yield "other-device"
        if any(
            not (facts.get(f"NETMASK{n}", "") != "" or facts.get(f"PREFIX{n}", "") != "")
            for n in (key.removeprefix("IPADDR") for key in facts if key.startswith("IPADDR"))
        ):
            yield "no-mask"
        if interface.parent is not None:
            yield from (f"alias.{key}" for key in facts)
            stays_down = {"yes": False, "no": True}.get((facts.get("ONBOOT") or "").lower())
            if "ONBOOT" in facts and stays_down is not (facts.get("ONPARENT") in ("no", "NO")):
                yield "alias-onboot"
            end = interface.name.partition(":")[2]
            if not (interface.name.isascii() and end.isalnum() and len(interface.name) < 16):
                yield "odd-alias"
            if interface.parent not in names:
                yield "no-parent"


def _of_addresses(net: Net) -> Iterator[str]:
    """What of several addresses does not fit together: those of interfaces and VIPs, of one host and of several."""
    if not any(h.interfaces for h in net.hosts):
        return
    vips, seen = net.vips, set()
    for host in net.hosts:
        held = {
            v.address.value.ip: v.address.span for r in host.virtual_routers for v in r.brought_up if v.address.value
        }
        for interface in host.interfaces:
            for ip, place in ((a.value.ip, a.span) for a in interface.addresses if a.value is not None):
                if ip in vips and ip not in held and interface.parent is None:
                    yield "vip-elsewhere"
                if held.get(ip, place) != place and (interface.parent is None or interface.format == "interfaces"):
                    yield "held-at-boot"
                if ip in seen and ip not in vips:
                    yield "address-twice"
                seen.add(ip)
        own = host.by_name
        for router in host.virtual_routers:
            for vip in router.addresses:
                address, device = vip.address.value, known(vip.device or router.interface, "")
                near = (a.value for i in own.get(device, ()) for a in i.addresses if a.value is not None)
                if address is not None and not any(
                    a.ip.version == address.ip.version and address.ip in a.network for a in near
                ):
                    yield "vip-outside"


_COMPARED: dict[str, Callable[[VirtualRouter], Value[Any] | None]] = {
    "id": lambda r: r.id,
    "interval": lambda r: r.interval,
    "dead-ratio": lambda r: r.dead_ratio,
    "secret": lambda r: r.secret,
    "vips": lambda r: r.name.but(frozenset(v.address.value.ip for v in r.addresses if v.address.value is not None)),
}
"""The facts in which the nodes of a cluster of CARP should not differ."""


def _of_clusters(net: Net) -> Iterator[str]:
    """What differs between the nodes of clusters."""
    hosts = {h.name: h for h in net.hosts}
    for cluster in net.clusters if len(hosts) > 1 else ():
        sources = [r.source_address.value for r in cluster.routers if r.source_address is not None]
        if len(set(sources)) < len(sources):
            yield "same-source"
        if cluster.routers[0].protocol == "carp":
            yield from (f"other-{fact}" for fact, of in _COMPARED.items() if any(True for _ in differing(cluster, of)))
        own = [n for r in cluster.routers if hosts[r.host].interfaces and (n := subnets(hosts[r.host], r))]
        if any(not own[0] & networks for networks in own[1:]):
            yield "other-subnet"


def present(net: Net) -> frozenset[str]:
    """Return all words of NEEDS that hold for a model."""
    routers = net.virtual_routers
    found = {name for name in _FIELDS if any(map(attrgetter(name), routers))}
    found.update("keepalived" for r in routers if r.daemon == "keepalived")
    found.update("passfile" for _ in passfiles(net))
    found.update(s.key.written for r in routers for s in r.settings)
    found.update("special-vip" for ip in net.vips if ip.packed[0] in _SPECIAL)
    if any(f.state == "passed over" and f.format in ("carp", "ucarp") for f in net.listed):
        found.add("passed-over")
    for host in net.hosts:
        found.update(_of_files(host), _of_ucarp(host), _of_interfaces(host))
    found.update(_of_addresses(net), _of_clusters(net))
    for configuration in configurations(net):
        found.update(*_keywords(configuration), *map(_of_instance, configuration.instances))
    return frozenset(found)
