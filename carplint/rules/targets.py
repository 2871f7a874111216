"""What rules look at: by the ON of a rule the things that its check takes, and by its NEEDS whether it can find anything.

ON is a key of `TARGETS`; the check is called once for each thing of that kind, in the order of the hosts and files. NEEDS are
words of which one at least must be `present` among the inputs (carplint/checking/needs.py): without it no module is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from carplint.model.clusters import parts, shared_ids
from carplint.text.typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from carplint.dialects.debian.stanzas import Definitions, Stanza
    from carplint.dialects.keepalived.facts.configuration import Configuration
    from carplint.dialects.keepalived.facts.instances import Instance
    from carplint.dialects.systemd.started import Started
    from carplint.model import Cluster, Host, Net, PassFile, Script, VirtualRouter
    from carplint.rules.cluster.weights import Ranked

T = TypeVar("T")


def _configured(net: Net) -> Iterator[tuple[Configuration, Host]]:
    hosts = [h for h in net.hosts if any(d.format == "keepalived" for d in h.documents)]
    if hosts:
        from carplint.dialects.keepalived.facts.configuration import configuration_of  # only needed for such a file

        yield from ((c, h) for h in hosts if (c := configuration_of(h)) is not None)


def configurations(net: Net) -> Iterator[Configuration]:
    """What each host's keepalived.conf says."""
    return (c for c, _ in _configured(net))


def _instances(net: Net) -> Iterator[Instance]:
    return (i for c in configurations(net) for i in c.instances)


def _balances(configuration: Configuration) -> bool:
    return any(True for _ in configuration.all("virtual_server"))


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


def _started(net: Net) -> Iterator[tuple[Started, Host]]:
    """The daemons that units start, once for all instances of a template."""
    seen = set()
    for host in (h for h in net.hosts if any(hasattr(fact, "started") for fact in h.facts)):
        from carplint.dialects.systemd.started import started  # only needed where a unit was read

        for own in started(host):
            key = own.command.place, tuple(map(id, own.unit.files))
            if key not in seen:
                seen.add(key)
                yield own, host


def _each(things: Iterable[T]) -> Iterator[tuple[T]]:
    return ((thing,) for thing in things)


def passfiles(net: Net) -> Iterator[tuple[PassFile, VirtualRouter]]:
    """The files that hold passwords, each with the first router that names it at a place."""
    seen = set()
    for router in net.virtual_routers:
        if router.passfile is not None and router.passfile.path.span not in seen:
            seen.add(router.passfile.path.span)
            yield router.passfile, router


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
    "net with VRRP": lambda net: _each(
        [net] if any(c.routers[0].protocol.startswith("vrrp") for c in net.clusters) else []
    ),
    "host": lambda net: _each(net.hosts),
    "host with interfaces": lambda net: _each(h for h in net.hosts if h.interfaces),
    "host with uCarp": lambda net: _each(_with_ucarp(net)),
    "router": lambda net: _each(net.virtual_routers),
    "keepalived router": lambda net: _each(_routers(net, "keepalived")),
    "ucarp router": lambda net: _each(_routers(net, "ucarp")),
    "passfile and router": passfiles,
    "script and host": lambda net: ((s, h) for h in net.hosts for s in h.scripts),
    "document": lambda net: _each(d for h in net.hosts for d in h.documents),
    "launcher and host": lambda net: _scripts(net, "launcher"),
    "up script and host": lambda net: _scripts(net, "vip-up"),
    "down script and host": lambda net: _scripts(net, "vip-down"),
    "started daemon and host": _started,
    "interface": lambda net: _each(i for h in net.hosts for i in h.interfaces if i.format == "ifcfg"),
    "stanza": lambda net: _each(s for s, _ in _stanzas(net)),
    "stanza and definitions": _stanzas,
    "configuration": lambda net: _each(configurations(net)),
    "whole configuration": lambda net: _each(c for c in configurations(net) if c.complete),
    "several instances": lambda net: _each(c for c in configurations(net) if len(c.instances) > 1),
    "configuration with virtual servers": lambda net: _each(filter(_balances, configurations(net))),
    "whole configuration with virtual servers": lambda net: _each(
        c for c in configurations(net) if c.complete and _balances(c)
    ),
    "bfd_instance": lambda net: _each(b for c in configurations(net) for b in c.all("bfd_instance")),
    "instance": lambda net: _each(_instances(net)),
    "instance and configuration": lambda net: ((i, c) for c in configurations(net) for i in c.instances),
    "whole instance": lambda net: _each(i for c in configurations(net) if c.sound for i in c.instances),
    "sync group": lambda net: _each(g for c in configurations(net) for g in c.sync_groups),
    "whole sync group": lambda net: _each(g for c in configurations(net) if c.complete for g in c.sync_groups),
    "virtual server": lambda net: _each(v for c in configurations(net) for v in c.virtual_servers if not v.dropped),
    "program": lambda net: _each(p for c in configurations(net) for p in c.programs),
    "program and configuration": lambda net: ((p, c) for c in configurations(net) for p in c.programs),
    "program and host": lambda net: ((p, h) for c, h in _configured(net) for p in c.programs),
}
"""By ON: the arguments of each call of the check. A `whole instance` is one in a file whose braces are right, so that it is known
what it lacks; a `whole configuration` is one of which everything was read, so that it is known what it does not define; a cluster is compared where there are several hosts, and
`weighted` where a check has a weight, as its nodes from the best on; a `segment` is the model of the hosts that may be on one; an `interface` is that of an ifcfg file; a `virtual server`
is one that the daemon does not drop before it looks at it as a whole; a `passfile` comes with the first router that names
it at a place."""
