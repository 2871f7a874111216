"""The facts of a node that the templates of its steps name (steps.toml), topic by topic.

Each topic gives first what the node has once, and then what it may have several of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import ip_address
from shlex import quote

from carplint.conversion.plan.aliases import left
from carplint.conversion.plan.order import Change
from carplint.conversion.plan.services import SAVED, SERVICES, WAYS, Running, commands, restored
from carplint.conversion.plan.steps import Facts, filled, table
from carplint.dialects.comments import file
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.keepalived.keywords import CONFIG_TEST
from carplint.model import Host, known
from carplint.model.system import System
from carplint.model.target import CARP, GROUP, Converted, OutputFile
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

_FOLDERS = (
    "etc/keepalived usr/local/etc/keepalived etc/sysconfig/carp etc/sysconfig/network-scripts etc/ucarp etc/network "
    "etc/conf.d etc/systemd/system etc/rc.local etc/rc.d/rc.local"
)
"""The files that a plan may change on a node. On Red Hat /etc/rc.local is a link to /etc/rc.d/rc.local."""


class Goal(NamedTuple):
    """The aim of a change: the format of the new files and all formats that are written with it, and the release of
    keepalived and the folder that they are for. `lacks` says whether a release knows less than they say, `filtered` whether a
    firewall may drop what the nodes hear from now on."""

    change: Change
    target: str
    version: Version
    output: str
    formats: Sequence[str] = ()
    filtered: bool = False
    lacks: Callable[[Version], bool] = lambda _: False


class Site(NamedTuple):
    """A host in a change: its new files, its VIPs with their interfaces, how its old service is run, what that is in words, and
    how the new one is."""

    host: Host
    system: System
    routers: Sequence[Converted]
    files: Sequence[OutputFile]
    vips: dict[str, str]
    old: Running
    was: str
    new: Running

    @property
    def paths(self) -> list[str]:
        """The paths of the new files on the node."""
        return [f.path[len(self.host.name) :] for f in self.files]


def facts(site: Site, goal: Goal) -> Facts:
    """Return all facts of a node."""
    topics = [topic(site, goal) for topic in _TOPICS]
    return [{k: v for once, *_ in topics for k, v in once.items()}, *(fact for _, *own in topics for fact in own)]


def _distribution(site: Site) -> dict[str, str]:
    return dict(table("commands")["distribution"][site.system.family or "unknown"])


def _packages(site: Site, goal: Goal) -> Facts:
    """The package of the new service, and the releases of keepalived: the node's own one and that of the files."""
    service, have = SERVICES[goal.target], site.system.keepalived
    was = {SERVICES[r.before.format].package for r in site.routers[:1]} or {service.package}
    once = {name: text.format(package=service.package) for name, text in _distribution(site).items()}
    once |= {
        "what": service.what,
        "package": service.package,
        "version": spell(goal.version),
        "system": site.system.name,
    }
    once |= {"same" if was == {service.package} else "another": service.package}
    once |= {"launcher": service.launcher} if service.launcher else {}
    if have is not None:
        older = service.package == "keepalived" and have < goal.version and goal.lacks(have)
        once |= {"release": spell(have), **({"lacking": spell(goal.version)} if older else {})}
    return [once | ({"packaged": once["install"]} if have in (None, goal.version) else {"elsewhere": "from there"})]


def _services(site: Site, goal: Goal) -> Facts:
    """The commands of the old and the new service: old_start, new_disable..."""
    ages = (("old", site.old), ("new", site.new))
    return [
        {"host": site.host.name, "was": site.was, "change": goal.change.what},
        *({f"{age}_{way}": c} for age, running in ages for way in WAYS for c in commands(way, running)),
    ]


def _vips(site: Site, goal: Goal) -> Facts:
    """The VIPs, with what shows each; and those that ucarp may leave behind."""
    addresses = [(r.after, vip) for r in site.routers for vip in (*r.after.addresses, *r.after.excluded)]
    carp = any(r.before.protocol == CARP for r in site.routers)
    devices = [quote(known(vip.device, "") or known(r.interface, "")) for r, vip in addresses]
    return [
        {"vips": ", ".join(site.vips)} if site.vips else {},
        *({"vip": v, "shown": f"one line, {device}" if device else "one line"} for v, device in site.vips.items()),
        *({"asked": v, "device": quote(d)} for v, d in site.vips.items() if d and ip_address(v).version == 4),
        *({"behind": f"{vip.address.value} dev {d}"} for (_, vip), d in zip(addresses, devices, strict=True) if carp),
    ]


def _files(site: Site, goal: Goal) -> Facts:
    """The files, saved with those of the source wherever they are, and put in place; and the file with the whole network,
    where the node's own one was not among the inputs."""
    others = {*(file(r.before.span.source) for r in site.routers), *site.paths}
    inside = tuple(f"/{f}/" for f in _FOLDERS.split())
    apart = sorted(p.lstrip("/") for p in others if p.startswith("/") and not f"{p}/".startswith(inside))
    tops = " ".join(sorted({path[1:].partition("/")[0] for path in site.paths}))
    folder, network = f"{goal.output}/{site.host.name}", "/etc/network/interfaces"
    replaced = goal.target == "interfaces" and definitions_of(site.host) is None
    return [
        {
            "saved": SAVED,
            "before": " ".join((_FOLDERS, *map(quote, apart))),
            "output": quote(goal.output),
            "pack": f"tar -C {quote(folder)} -cf - {tops}",
            "root": quote(f"root@{site.host.name}"),
            "paths": " ".join(map(quote, site.paths)),
            **({"starts": "uCarp"} if goal.target == "interfaces" else {}),
            **({"secret": "0600"} if any(not f.mode & 0o077 for f in site.files) else {}),
            **({"network": network, "merged": quote(f"{folder}{network}")} if replaced else {}),
        }
    ]


def _unsaid(site: Site, goal: Goal) -> Facts:
    """What no file said, and where it has to be written."""
    if goal.target == to_keepalived.TARGET:
        return [{}]
    silent = [r for r in site.routers if not r.secret]
    missing = ["the password, the same on every node"] if silent else []
    missing += ["this node's own address"] if any(r.address is None for r in site.routers) else []
    return [
        {"missing": " and ".join(missing)} if missing else {},
        *({"unfinished": quote(p)} for p in site.paths if p.endswith(".conf") or "/network/" in p),
        *({"passwords": f"/etc/ucarp/vip-{r.id}.pwd"} for r in silent if goal.target == "ucarp"),
    ]


def _scripts(site: Site, goal: Goal) -> Facts:
    """Copies of custom scripts that carplint could not take all commands for the VIP out of, or not even make."""
    if goal.target != to_keepalived.TARGET:
        return [{}]
    calls = [c for r in site.routers for c in to_keepalived.called(site.host, r) if not c.own and c.by_hand]
    made = [c for c in calls if c.copy is None]
    return [
        {**({"copies": "some"} if calls else {}), **({"all_made": " ".join(c.path for c in made)} if made else {})},
        *({"made": c.path, "original": quote(known(c.script, ""))} for c in made),
        *({"copy": c.path, "script": known(c.script, "")} for c in calls),
    ]


def _trial(site: Site, goal: Goal) -> Facts:
    """How the new files are tried, and what is not sure about that."""
    service, release = SERVICES[goal.target], goal.version if goal.change.what == "release" else site.system.keepalived
    sure = goal.target != to_keepalived.TARGET or release is not None
    if goal.target == to_keepalived.TARGET and (release or goal.version) < CONFIG_TEST:
        return [{"untried": spell(release or goal.version)}]
    main = next((quote(p) for p in site.paths if p.endswith("/keepalived.conf")), service.files)
    devices = dict.fromkeys(known(r.after.interface, "") for r in site.routers) or ("",)
    tests = filled([service.test], [{"files": main, "device": d} for d in devices])
    return [{} if sure else {"unsure": "-t"}, *({"test": t} for t in tests)]


def passed(routers: Sequence[Converted]) -> tuple[list[str], list[str]]:
    """Return the groups to which and the peers from which protocol 112 has to pass a node's firewall."""
    groups = [r.after.multicast_group for r in routers if not r.after.unicast_peers]
    peers = {str(p.value) for r in routers for p in r.after.unicast_peers}
    return sorted({GROUP if g is None else str(g.value) for g in groups}), sorted(peers)


def _firewalls(site: Site, goal: Goal) -> Facts:
    """Each firewall that there may be: iptables alone where there is no systemd."""
    walls = table("commands")["firewall"][: 1 if site.system.init == "sysv" else None]
    groups, peers = passed(site.routers)
    ends = [*({"group": g} for g in groups), *({"peer": p} for p in peers)]
    found: Facts = [{}]
    for wall in walls if goal.filtered else ():
        which, name = (f", if that is {wall['name']}", wall["name"]) if len(walls) > 1 else ("", "firewall")
        found += [{"which": which, "let": c} for c in filled(wall["let"], ends)]
        found += [{"which": which, "shut": c, "by_hand": wall.get("by_hand", "")} for c in filled(wall["shut"], ends)]
        found.append({"wall": name, "keep": wall.get("keep") or _distribution(site)["save"]})
    return found


def _aliases(site: Site, goal: Goal) -> Facts:
    """The aliases that come up at boot, with what ends that."""
    aliases = [a for r in site.routers if (a := left(site.host, r.before, goal.formats)) is not None]
    own = (a._asdict() | {"alias": a.path.rpartition("/")[2], "restore": restored(a.path)} for a in aliases)
    return [{}, *own]


_TOPICS = (_packages, _services, _vips, _files, _unsaid, _scripts, _trial, _firewalls, _aliases)
