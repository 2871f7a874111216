"""What rules look at: by the ON of a rule the things that its check takes, and by its NEEDS whether it can find anything.

ON is a key of `TARGETS`; the check is called once for each thing of that kind, in the order of the hosts and files. NEEDS are
words of which one at least must be `present` among the inputs: without it no module is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from carplint.model import Value, known
from carplint.model.clusters import differing, parts, shared_ids, subnets
from carplint.text.typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from carplint.dialects.debian.stanzas import Definitions, Stanza
    from carplint.dialects.keepalived.facts.configuration import Configuration
    from carplint.dialects.keepalived.facts.instances import Instance
    from carplint.model import Cluster, Host, Net, PassFile, Script, VirtualRouter
    from carplint.rules.cluster.weights import Ranked

T = TypeVar("T")

_FIELDS = (
    "alias authentication command excluded misread multicast_group settings source_address strange sync_group trackers "
    "unicast_peers"
).split()
"""The facts of virtual routers that are in NEEDS."""

_MARKS = ("<", "__", "@@", "%")
"""The characters of keepalived.conf that are in NEEDS."""


def _configured(net: Net) -> Iterator[tuple[Configuration, Host]]:
    hosts = [h for h in net.hosts if any(d.format == "keepalived" for d in h.documents)]
    if hosts:
        from carplint.dialects.keepalived.facts.configuration import configuration_of  # only needed for such a file

        yield from ((c, h) for h in hosts if (c := configuration_of(h)) is not None)


def _configurations(net: Net) -> Iterator[Configuration]:
    return (c for c, _ in _configured(net))


def _instances(net: Net) -> Iterator[Instance]:
    return (i for c in _configurations(net) for i in c.instances)


def _stanzas(net: Net) -> Iterator[tuple[Stanza, Definitions]]:
    hosts = [h for h in net.hosts if any(d.format == "interfaces" for d in h.documents)]
    if hosts:
        from carplint.dialects.debian.stanzas import definitions_of  # only needed where there is such a file

        yield from ((s, d) for h in hosts if (d := definitions_of(h)) is not None for s in d.stanzas)


def _clusters(net: Net, family: str) -> Iterator[Cluster]:
    return (c for c in net.clusters if len(net.hosts) > 1 and c.routers[0].protocol.startswith(family))


def _with_hosts(net: Net, family: str) -> Iterator[tuple[Cluster, Mapping[str, Host]]]:
    hosts = {h.name: h for h in net.hosts}
    return ((c, hosts) for c in _clusters(net, family))


def _weighted(net: Net) -> Iterator[tuple[Sequence[Ranked]]]:
    clusters = [c for c in _clusters(net, "vrrp") if any(r.trackers for r in c.routers)]
    if clusters:
        from carplint.rules.cluster.weights import weighted  # only needed where something is tracked

        yield from _each(nodes for c in clusters if (nodes := weighted(c)))


def _routers(net: Net, daemon: str) -> Iterator[VirtualRouter]:
    return (r for h in net.hosts for r in h.virtual_routers if r.daemon == daemon)


def _with_ucarp(net: Net) -> Iterator[Host]:
    return (h for h in net.hosts if any(r.daemon == "ucarp" for r in h.virtual_routers))


def _scripts(net: Net, role: str) -> Iterator[tuple[Script, Host]]:
    return ((s, h) for h in net.hosts for s in h.scripts if s.role == role)


def _each(things: Iterable[T]) -> Iterator[tuple[T]]:
    return ((thing,) for thing in things)


def _passfiles(net: Net) -> Iterator[tuple[PassFile, VirtualRouter]]:
    seen = set()
    for router in net.virtual_routers:
        file = router.authentication.passfile if router.authentication is not None else None
        if file is not None and file.path.span not in seen:
            seen.add(file.path.span)
            yield file, router


TARGETS: dict[str, Callable[[Net], Iterable[tuple[Any, ...]]]] = {
    "net": lambda net: _each([net]),
    "several hosts": lambda net: _each([net] if len(net.hosts) > 1 else []),
    "cluster": lambda net: _each(_clusters(net, "")),
    "cluster and hosts": lambda net: _with_hosts(net, ""),
    "VRRP cluster and hosts": lambda net: _with_hosts(net, "vrrp"),
    "weighted cluster": _weighted,
    "two with one id": lambda net: shared_ids(net) if len(net.hosts) > 1 else (),
    "segment": lambda net: _each(parts(net) if len(net.hosts) > 1 else []),
    "CARP cluster": lambda net: _each(_clusters(net, "carp")),
    "VRRP cluster": lambda net: _each(_clusters(net, "vrrp")),
    "host": lambda net: _each(net.hosts),
    "host with interfaces": lambda net: _each(h for h in net.hosts if h.interfaces),
    "host with uCarp": lambda net: _each(_with_ucarp(net)),
    "router": lambda net: _each(net.virtual_routers),
    "keepalived router": lambda net: _each(_routers(net, "keepalived")),
    "ucarp router": lambda net: _each(_routers(net, "ucarp")),
    "passfile and router": _passfiles,
    "script and host": lambda net: ((s, h) for h in net.hosts for s in h.scripts),
    "document": lambda net: _each(d for h in net.hosts for d in h.documents),
    "launcher and host": lambda net: _scripts(net, "launcher"),
    "up script and host": lambda net: _scripts(net, "vip-up"),
    "down script and host": lambda net: _scripts(net, "vip-down"),
    "interface": lambda net: _each(i for h in net.hosts for i in h.interfaces if i.format == "ifcfg"),
    "stanza": lambda net: _each(s for s, _ in _stanzas(net)),
    "stanza and definitions": _stanzas,
    "configuration": lambda net: _each(_configurations(net)),
    "several instances": lambda net: _each(c for c in _configurations(net) if len(c.instances) > 1),
    "configuration with virtual servers": lambda net: _each(
        c for c in _configurations(net) if any(True for _ in c.all("virtual_server"))
    ),
    "bfd_instance": lambda net: _each(b for c in _configurations(net) for b in c.all("bfd_instance")),
    "instance": lambda net: _each(_instances(net)),
    "instance and configuration": lambda net: ((i, c) for c in _configurations(net) for i in c.instances),
    "whole instance": lambda net: _each(i for c in _configurations(net) if c.sound for i in c.instances),
    "sync group": lambda net: _each(g for c in _configurations(net) for g in c.sync_groups),
    "virtual server": lambda net: _each(v for c in _configurations(net) for v in c.virtual_servers if not v.dropped),
    "program": lambda net: _each(p for c in _configurations(net) for p in c.programs),
    "program and configuration": lambda net: ((p, c) for c in _configurations(net) for p in c.programs),
    "program and host": lambda net: ((p, h) for c, h in _configured(net) for p in c.programs),
}
"""By ON: the arguments of each call of the check. A `whole instance` is one in a file whose braces are right, so that it is known
what it lacks; a cluster is compared where there are several hosts, and
`weighted` where a check has a weight, as its nodes from the best on; a `segment` is the model of the hosts that may be on one; an `interface` is that of an ifcfg file; a `virtual server`
is one that the daemon does not drop before it looks at it as a whole; a `passfile` comes with the first router that names
it at a place."""


def _keywords(configuration: Configuration) -> Iterator[Iterable[str]]:
    """The keywords of the blocks, of those in instances, in global_defs and in sync groups."""
    yield (s.words[0] for s in configuration.statements)
    yield from (i.statements for i in configuration.instances)
    for block in configuration.all("global_defs", "vrrp_sync_group"):
        yield (s.words[0] for s in block.children or ())
    if configuration.programs:
        yield ("program",)


def _of_files(host: Host) -> Iterator[str]:
    """What is in the files and scripts of a host: lines of a shell-style file that are more than assignments, ..."""
    for document in host.documents:
        yield document.format
        text = document.source.text
        if document.format == "keepalived":
            yield from (mark for mark in _MARKS if mark in text)
            if not text.isascii():
                yield "non-ASCII"
        elif "\r" in text or any(leaf.kind in ("COMMAND", "JUNK") for leaf in document.tree.leaves()):
            yield "other-lines"
    for script in host.scripts:
        text, mode = script.source.text, script.source.mode
        yield from ("scripts", script.role)
        if "unset" in text:
            yield "unset"
        runs = mode is None or mode & 0o111 or not any((d.source.mode or 0) & 0o111 for d in host.documents)
        if not runs or not text.startswith("#!") or "\r" in text:
            yield "odd-script"


def _of_ucarp(host: Host) -> Iterator[str]:
    """What is unusual about the uCarp daemons of a host."""
    files = {d.source.path.rpartition("/ifcfg-")[2] for d in host.documents if d.format == "ifcfg"}
    folders = {f"/{s.source.path}".rpartition("/")[0] for s in host.scripts}
    for router in (r for r in host.virtual_routers if r.daemon == "ucarp"):
        secret = router.authentication.secret if router.authentication is not None else None
        said = [s.value.value or "" for s in router.settings if "PASSWORD" in s.key.written.upper()]
        passwords = [secret.value or "" if secret is not None else "", *said]
        if not said or "" in passwords:
            yield "no-password"
        if any(len(p) > 19 or not (p.isascii() and p.isalnum()) for p in passwords):
            yield "odd-password"
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
        if not {known(router.interface, ""), known(router.alias, "")} <= files:
            yield "no-ifcfg"
        source = router.source_address
        if source is not None and any(v.address.value and v.address.value.ip == source.value for v in router.addresses):
            yield "vip-as-source"
        if any(
            v.address.span.source.path.rpartition("/ifcfg-")[2] != known(router.alias, "") for v in router.addresses
        ):
            yield "vip-of-other-file"


def _of_interfaces(host: Host) -> Iterator[str]:
    """What is unusual about the interfaces of a host, and the keys of their files."""
    names = {i.name for i in host.interfaces}
    for interface in host.interfaces:
        facts = {s.key.written: s.value.value for s in interface.settings}
        file = interface.span.source.path.rpartition("/")[2].removeprefix("ifcfg-")
        yield from ("addresses", *facts, *(key.rstrip("0123456789") for key in facts))
        if interface.dynamic:
            yield "dynamic"
        if interface.at_boot is not None and interface.at_boot.value is False:
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
            end = interface.name.partition(":")[2]
            if not (interface.name.isascii() and end.isalnum() and len(interface.name) < 16):
                yield "odd-alias"
            if interface.parent not in names:
                yield "no-parent"


def _of_addresses(net: Net) -> Iterator[str]:
    """What of several addresses does not fit together: those of interfaces and VIPs, of one host and of several."""
    vips, seen = net.vips, set()
    for host in net.hosts if any(h.interfaces for h in net.hosts) else ():
        for interface in host.interfaces:
            for ip in (a.value.ip for a in interface.addresses if a.value is not None):
                if ip in vips and interface.parent is None:
                    yield "vip-on-interface"
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
    "secret": lambda r: r.authentication.secret if r.authentication is not None else None,
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
        known = [n for r in cluster.routers if (n := subnets(hosts[r.host], r))]
        if any(not known[0] & networks for networks in known[1:]):
            yield "other-subnet"


def present(net: Net) -> frozenset[str]:
    """The words of NEEDS that hold for a model: formats of its files; `addresses` and `scripts` of hosts; what is said of a virtual
    router, by the name of the fact, or the variable of its launcher; `passfile`; `octal` ids;
    the settings of interfaces; keywords of keepalived.conf, and
    marks and `non-ASCII` characters in its text."""
    routers = net.virtual_routers
    found = {name for name in _FIELDS if any(getattr(r, name) for r in routers)}
    found.update("keepalived" for r in routers if r.daemon == "keepalived")
    found.update("passfile" for _ in _passfiles(net))
    found.update(s.key.written for r in routers for s in r.settings)
    for host in net.hosts:
        found.update(_of_files(host), _of_ucarp(host), _of_interfaces(host))
    found.update(_of_addresses(net), _of_clusters(net))
    for configuration in _configurations(net):
        found.update(*_keywords(configuration))
    return frozenset(found)
