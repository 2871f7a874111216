"""What a change from one daemon to another is made from, and the steps before it, which change nothing for clients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import NamedTuple

from carplint.conversion.plan.commands import SERVICES, Commands, distribution, filled
from carplint.conversion.plan.services import new_commands, old_commands, old_name
from carplint.conversion.plan.steps import HERE, Step, checked, firewall, save_and_put
from carplint.dialects.comments import file
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.keepalived.keywords import CONFIG_TEST
from carplint.model import known
from carplint.model.system import System, system
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, OutputFile
from carplint.text.version import spell


class Node(NamedTuple):
    """A host in the change: its parts, its system, and the commands of its old and its new service."""

    host: str
    parts: tuple[Converted, ...]
    system: System
    old: Commands
    new: Commands

    @property
    def was(self) -> str:
        """The old service in words."""
        return old_name([p.router for p in self.parts])

    @property
    def vips(self) -> dict[str, str]:
        """The VIPs with their interfaces."""
        return {str(v.address.ip): v.device for p in self.parts for v in p.vips}


class Change(NamedTuple):
    """What all steps are made from."""

    design: ConvertedNet
    target: str
    files: Sequence[OutputFile]
    output: str

    def node(self, host: str) -> Node:
        """A host of the change."""
        parts = self.design.parts[host]
        own = self.design.host(host)
        here = system(own, SERVICES[self.target].family)
        new = new_commands(self.target, parts, own, here)
        return Node(host, parts, here, old_commands([p.router for p in parts], own, here), new)

    @property
    def crosses(self) -> bool:
        """Whether the two protocols differ."""
        return any(p.router.protocol[:4] != self.design.family for c in self.design.clusters for p in c)

    @property
    def filtered(self) -> bool:
        """Whether a firewall may drop what the nodes hear from now on: VRRP. ucarp hears by libpcap, which is before it."""
        return self.crosses and self.design.family == VRRP

    def won(self, node: Node) -> list[str]:
        """The VIPs that a node takes from another one when it starts as the last: it is the best, and preempts."""
        mine = (p for p in node.parts if p.preempt and self.leads(node.host, p))
        return [str(v.address.ip) for p in mine for v in p.vips]

    def leads_any(self, node: Node) -> bool:
        """Whether a node is the best one of any cluster."""
        return any(self.leads(node.host, p) for p in node.parts)

    def leads(self, host: str, part: Converted) -> bool:
        """Whether a host is the best one of a part's cluster."""
        return any(c[0].router.host == host for c in self.design.clusters if part in c)


def _install(change: Change, node: Node) -> Iterator[Step]:
    new = SERVICES[change.target]
    launcher = (f"ls -l {new.launcher}",) if new.launcher else ()
    if new.package == SERVICES[node.parts[0].router.format].package:
        action = f"See that it has {new.what}: not every {new.package} package brings it"
        yield Step("prepare", node.host, action, launcher)
        return
    packages, release = distribution(node.system), node.system.keepalived
    version = change.design.version
    remark = ""
    if new.package == "keepalived" and release is not None and release < version:
        older = change.design._replace(version=release)
        if list(to_keepalived.write(older)) != list(to_keepalived.write(change.design)):
            remark = (
                f". {node.system.name} has {spell(release)}, which does not know all that these files say: convert "
                f"with --target keepalived={spell(release)}, or install {spell(version)} from elsewhere"
            )
    yield Step(
        "prepare",
        node.host,
        f"Install {new.package}, and see that it does not start by itself{remark}",
        (
            packages.install.format(package=new.package),
            *(node.new.disable if new.service else ()),
            *node.new.stop,
            *launcher,
        ),
        "a package that starts its daemon at once would do so with its own example",
        (packages.remove.format(package=new.package) + "    # unless it was there before",),
    )


def _merge(change: Change, node: Node) -> Iterator[Step]:
    """What a file with the whole network lacks, where the node's own one was not among the inputs."""
    if change.target == "interfaces" and definitions_of(change.design.host(node.host)) is None:
        path = "/etc/network/interfaces"
        yield Step(
            "prepare",
            node.host,
            f"Take over what this node's {path} has besides: gateway, routes, other interfaces. The new file will replace it",
            (
                f"cat {path}",
                f"vi {quote(f'{change.output}/{node.host}{path}')}    # {HERE}",
            ),
            "it was not among the inputs. Better copy etc/network of the node there, and convert again",
        )


def _fill_in(change: Change, node: Node) -> Iterator[Step]:
    """What no file said, so that a person has to."""
    if change.design.family != CARP:
        return
    mine = [f.path[len(node.host) :] for f in change.files if f.path.startswith(f"{node.host}/")]
    places = [f for f in mine if f.endswith(".conf") or "/network/" in f]
    missing = ["the password, the same on every node"] if any(not p.secret for p in node.parts) else []
    if any(p.source is None for p in node.parts):
        missing.append("this node's own address")
    if missing:
        lines = [f"vi {quote(f)}" for f in places]
        if change.target == "ucarp" and any(not p.secret for p in node.parts):
            lines += [
                f"(umask 077; cat > /etc/ucarp/vip-{p.id}.pwd)    # the password, Enter, Ctrl-D"
                for p in node.parts
                if not p.secret
            ]
        yield Step("prepare", node.host, f"Write what no file said: {' and '.join(missing)}", tuple(lines))


def _take_out(change: Change, node: Node) -> Iterator[Step]:
    """What carplint could not take out of copies of custom scripts, so that a person has to."""
    if change.target != to_keepalived.TARGET:
        return
    calls = [c for p in node.parts for c in to_keepalived.called(change.design, p) if not c.own and c.by_hand]
    made = [c for c in calls if c.copy is None]
    if calls:
        yield Step(
            "prepare",
            node.host,
            "Take the commands that add or remove the VIP out of the copies of your scripts, and nothing else",
            (
                *(f"cp -p {quote(known(c.script, ''))} {c.path}" for c in made),
                *(f"vi {c.path}    # a copy of {known(c.script, '')}" for c in calls),
            ),
            "keepalived adds and removes the VIP itself. uCarp still runs the scripts themselves, so leave those alone",
            (f"rm -f {' '.join(c.path for c in made)}",) if made else (),
        )


def _try(change: Change, node: Node) -> Step:
    service, why = SERVICES[change.target], ""
    devices = dict.fromkeys(p.device for p in node.parts)
    lines = list(dict.fromkeys(filled(service.test, ({"files": service.files, "device": d} for d in devices))))
    if change.target == "keepalived":
        release = node.system.keepalived or change.design.version
        if release < CONFIG_TEST:
            lines = [checked(release, change.output)]
            why = f"keepalived {spell(release)} has no option to try a file"
        elif node.system.keepalived is None:
            why = "a keepalived before 2.0.4 does not know -t: there, check the files by carplint only"
    return Step("prepare", node.host, "Try the new files: no message, no error", tuple(lines), why)


def prepare(change: Change, node: Node) -> Iterator[Step]:
    """The steps on a node before anything is stopped."""
    yield from _install(change, node)
    yield from _merge(change, node)
    put = save_and_put(
        "prepare", node.host, change.files, change.output, (file(p.router.span.source) for p in node.parts)
    )
    early = "from now on a reboot starts uCarp beside the old service, so do not leave it like this for long"
    yield put._replace(why=early) if change.target == "interfaces" else put
    yield from _fill_in(change, node)
    yield from _take_out(change, node)
    yield _try(change, node)
    if change.filtered:
        peers = sorted({str(i) for p in node.parts for i in p.peers})
        why = (
            "a backup that hears no advertisement becomes master. That CARP works now proves nothing: ucarp hears what the "
            "firewall drops, keepalived does not"
        )
        to = sorted({p.group or GROUP for p in node.parts if not p.peers})
        yield firewall("prepare", node.host, node.system, to, peers, why)
