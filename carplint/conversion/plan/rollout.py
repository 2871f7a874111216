"""The plan of a change to another release of keepalived.

The nodes' daemons hear each other whatever their releases, so one node after the other gets the release with its file,
the backups first. Where the new files say something else on the wire (a secret that is gone, another group), old and new
nodes would not hear each other: then all backups stop before the first new daemon starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from shlex import quote
from typing import NamedTuple

from carplint.conversion.plan.commands import SERVICES, Commands, distribution
from carplint.conversion.plan.page import HOW_TO_READ, Plan
from carplint.conversion.plan.services import new_commands
from carplint.conversion.plan.steps import Step, asked, checked, groups, save_and_put, shown, waited
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import CONFIG_TEST
from carplint.model import Host, Net, VirtualRouter, known
from carplint.model.election import master_down_time, rank
from carplint.model.system import System, system
from carplint.model.target import OutputFile
from carplint.text.version import Version, spell

_NAME = "keepalived"
_HEARD = (
    "Old and new nodes hear each other, so one node after the other changes, the backups first. Clients notice nothing but",
    "the move of a VIP when the node that has it stops.",
)
_NOT_HEARD = (
    "**Old and new nodes do not hear each other**: what the release does not know, or what has another name there, is part",
    "of what nodes have to agree on. So all backups stop before the first new daemon starts.",
)


class _Node(NamedTuple):
    """A host in the change, with its virtual routers as they were."""

    host: Host
    routers: tuple[VirtualRouter, ...]
    system: System

    @property
    def service(self) -> Commands:
        """The commands of keepalived's service."""
        return new_commands(_NAME, (), self.host, self.system)

    @property
    def within(self) -> int:
        """Whole seconds after which a node that hears no other one has its VIPs."""
        waits = ((master_down_time(r) or 0) + known(r.interval, 1.0) + known(r.preempt_delay, 0) for r in self.routers)
        return ceil(max(waits, default=0)) + 1


def _vips(routers: Sequence[VirtualRouter]) -> dict[str, str]:
    """The VIPs of some virtual routers with their interfaces."""
    return {
        str(a.address.value.ip): known(a.device, "") or known(r.interface, "")
        for r in routers
        for a in (*r.addresses, *r.excluded)
        if a.address.value is not None
    }


def _wire(router: VirtualRouter) -> tuple[object, ...]:
    """What two nodes have to agree on to hear each other."""
    own = router.authentication
    return (
        router.protocol,
        known(router.id, 0),
        router.vips,
        known(router.interval, 1.0) if router.protocol == "vrrp2" else None,
        (known(own.method, ""), own.secret.value if own.secret is not None else None) if own is not None else None,
        frozenset(p.value for p in router.unicast_peers),
        router.multicast_group.value if router.multicast_group is not None else None,
        [v.value for v in router.unmodelled if v.value == "auth_hmac"],
    )


def _heard(before: Net, after: Net) -> bool:
    """Whether old and new nodes hear each other."""
    new = {(r.host, r.name.value): _wire(r) for r in after.virtual_routers}
    return all(new.get((r.host, r.name.value)) == _wire(r) for r in before.virtual_routers if r.format == _NAME)


def _stop(node: _Node, phase: str, why: str) -> Step:
    return Step(
        phase,
        node.host.name,
        "Stop keepalived" + (" and see that no VIP is left" if node.routers else ""),
        (*node.service.stop, *(shown(v, here=False) for v in _vips(node.routers))),
        why,
        node.service.start,
    )


def _install(node: _Node, phase: str, version: Version, *, stopped: bool) -> Step:
    said = spell(version)
    packages = distribution(node.system)
    which, back = packages.installed.format(package=_NAME), packages.back.format(package=_NAME)
    have = node.system.keepalived
    install, remark = packages.install.format(package=_NAME), ""
    if have is not None and have != version:
        remark = f". The packages of {node.system.name} have {spell(have)}, so it must come from elsewhere"
        install = f"# install keepalived {said} from there"
    return Step(
        phase,
        node.host.name,
        f"Install keepalived {said}{remark}",
        (
            f"{which}    # what to go back to",
            install,
            f"keepalived --version    # Keepalived v{said}",
            *(node.service.stop if stopped else ()),
        ),
        "a package may start the daemon by itself" if stopped else "",
        (back,),
    )


def _try(node: _Node, phase: str, version: Version, files: Sequence[OutputFile], output: str) -> Step:
    mine = (f.path[len(node.host.name) :] for f in files if f.path.startswith(f"{node.host.name}/"))
    main = next((p for p in mine if p.endswith("/keepalived.conf")), SERVICES[_NAME].files)
    commands, why = (f"keepalived -t -f {quote(main)}",), ""
    if version < CONFIG_TEST:
        commands = (checked(version, output),)
        why = f"keepalived {spell(version)} has no option to try a file"
    return Step(phase, node.host.name, "Try the new file: no message, no error", commands, why)


def _start(node: _Node, phase: str, leads: Sequence[VirtualRouter], *, alone: bool) -> Step:
    """Start the new release; `leads` are the routers whose best node this is, `alone` where no other node runs."""
    won = _vips(node.routers if alone else [r for r in leads if known(r.preempt, True)])
    vips = _vips(node.routers)
    takes = f"; it takes {', '.join(won)} within {node.within} s" if won else "; it stays a backup" if vips else ""
    if leads and not won:
        takes += ", since it does not preempt"
    return Step(
        phase,
        node.host.name,
        f"Start the new release{takes}",
        (
            *node.service.start,
            *((waited(node.within),) if vips else ()),
            *(shown(v, here=v in won, device=d) for v, d in vips.items()),
            *(c for v, d in vips.items() for c in asked(v, d)),
        ),
        "",
        node.service.stop,
    )


def _place(router: VirtualRouter) -> tuple[tuple[float, int], str]:
    """What the nodes of a virtual router are ordered by, the best one first."""
    return rank(router) or (float("inf"), 0), router.host


def _table(net: Net) -> Iterator[str]:
    """The VIPs with the nodes that share them, in Markdown."""
    yield from ("| VIP | id | nodes, the best first |", "|---|---|---|")
    for cluster in net.clusters:
        routers = sorted(cluster.routers, key=_place)
        nodes = ", ".join(f"{r.host} (priority {known(r.priority, 100)})" for r in routers)
        for vip in _vips(routers):
            yield f"| {vip} | {known(routers[0].id, 0)} | {nodes} |"
    yield ""


class _Change(NamedTuple):
    """What all steps are made from."""

    net: Net
    version: Version
    files: Sequence[OutputFile]
    output: str

    def node(self, name: str) -> _Node:
        """A host of the change."""
        host = next(h for h in self.net.hosts if h.name == name)
        return _Node(host, tuple(r for r in host.virtual_routers if r.format == _NAME), system(host))

    def leads(self, node: _Node) -> list[VirtualRouter]:
        """The routers of a host that are the best of their clusters."""
        own = [c.routers for c in self.net.clusters]
        best = [min(routers, key=_place) for routers in own if routers]
        return [r for r in best if r.host == node.host.name]

    def renewed(self, node: _Node, phase: str, *, stopped: bool) -> Iterator[Step]:
        """The new file and the new release on a node."""
        yield save_and_put(phase, node.host.name, self.files, self.output)
        yield _install(node, phase, self.version, stopped=stopped)
        yield _try(node, phase, self.version, self.files, self.output)


def _rolled(change: _Change, hosts: Sequence[str]) -> Iterator[Step]:
    """One node after the other: the others hear it, and it hears them."""
    for name in reversed(hosts):
        node = change.node(name)
        why = "what it has, another node takes" if len(hosts) > 1 else "the outage begins here"
        yield _stop(node, "roll", why)
        yield from change.renewed(node, "roll", stopped=True)
        yield _start(node, "roll", change.leads(node), alone=len(hosts) == 1)


def _switched(change: _Change, hosts: Sequence[str]) -> Iterator[Step]:
    """All nodes at once: old and new ones do not hear each other."""
    best, *others = [change.node(h) for h in hosts]
    for node in reversed(others):
        yield _stop(node, "stop", f"{best.host.name} goes on serving; from now on nobody stands in for it")
        yield from change.renewed(node, "stop", stopped=True)
    yield from change.renewed(best, "switch", stopped=False)
    yield _stop(best, "switch", "the outage begins here")
    yield _start(best, "switch", (), alone=True)
    yield from (_start(n, "join", change.leads(n), alone=False) for n in others)


def plan(net: Net, after: Net, version: Version, files: Sequence[OutputFile], output: str) -> Plan:
    """The plan of a change to a release; `after` is what the new files say."""
    change = _Change(net, version, files, output)
    together = groups(c.routers for c in net.clusters)
    known_hosts = {h for hosts in together for h in hosts}
    together += [[h.name] for h in net.hosts if h.name not in known_hosts and configuration_of(h) is not None]
    heard = _heard(net, after)
    head = (f"# To keepalived {spell(version)}", "", *HOW_TO_READ, *_table(net), *(_HEARD if heard else _NOT_HEARD), "")
    steps = [s for hosts in together for s in (_rolled if heard else _switched)(change, hosts)]
    return Plan(head, tuple(h for hosts in together for h in hosts), tuple(steps))
