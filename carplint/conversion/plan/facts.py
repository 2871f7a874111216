"""The nodes of a change, with the facts that the templates of their steps name (steps.tsv)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import ceil

from carplint.conversion.plan.order import Node
from carplint.conversion.plan.services import SAVED, SERVICES, WAYS, commands, new, old, old_name, restored
from carplint.conversion.plan.steps import Fact, Facts, table
from carplint.conversion.plan.steps import commands as made
from carplint.dialects.addresses.networkmanager import managed
from carplint.dialects.comments import file
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.keepalived.keywords import CONFIG_TEST
from carplint.dialects.shell.reading import COMMANDS
from carplint.model import Host, Interface, VirtualRouter, known
from carplint.model.election import master_down_time, timer
from carplint.model.system import System, system
from carplint.model.target import CARP, GROUP, Converted, ConvertedNet, OutputFile, certain
from carplint.text.phrase import Phrase
from carplint.text.secrets import Values, without
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

_FOLDERS = (
    "etc/keepalived usr/local/etc/keepalived etc/sysconfig/carp etc/sysconfig/network-scripts etc/ucarp etc/network "
    "etc/conf.d etc/systemd/system etc/rc.local etc/rc.d/rc.local"
)
"""The files that a plan may change on a node. On Red Hat /etc/rc.local is a link to /etc/rc.d/rc.local."""

_OF_SOURCE = frozenset(("script", "original"))
"""The facts that are words of the source, with any arguments. All others are names, or carplint's own."""


class Goal(NamedTuple):
    """The aim of a change: `what` is new, the service or the release; the net that the new files say, and the folder that they
    are in; the secrets that no plan shows; and whether a release of keepalived `lacks` something that the files say."""

    what: str
    net: ConvertedNet
    output: str
    secrets: Values
    lacks: Callable[[Version], bool] = lambda _: False


def node(
    goal: Goal,
    host: Host,
    routers: Sequence[Converted],
    heirs: Mapping[int, str],
    files: Sequence[OutputFile],
    beside: Sequence[Node],
) -> Node:
    """Return a host in a change: `heirs` are the next best nodes, "" if there is none, by the virtual routers (their `id()`)
    that a host is the best node for, `files` its new ones, and `beside` the nodes that stay as they are."""
    service = SERVICES[goal.net.format]
    here, before = system(host, service.family), [r.before for r in routers]
    now = tuple(new(goal.net.format, routers, host, here))
    was = tuple(old(before, host, here)) or now
    ages, running = (("old", was), ("new", now)), {SERVICES[r.format].files for r in host.virtual_routers}
    hook = goal.net.format == to_interfaces.TARGET
    managed = [(i.name, file(span.source)) for i, span in (to_interfaces.elsewhere(host) if hook else ())]
    held: list[Fact] = [{"held": name, "by": path, "restore": restored(path)} for name, path in managed]
    sources = [*(file(r.span.source) for r in before), *(path for _, path in managed)]
    shown, paths = vips(routers), [f.path[len(host.name) :] for f in files]
    own, taken = _owned(routers, heirs)
    once = {
        **_once(goal, host.name, routers, taken),
        "change": goal.what,
        "what": service.what,
        "was": old_name(before) or service.what,
        "launcher": service.launcher,
        "vips": ", ".join(shown),
        **_packages(goal, here, before, host.virtual_routers),
        **_files(goal, host, sources, paths),
        "secret": "0600" if any(not f.mode & 0o077 for f in files) else "",
    }
    several = [
        *({f"{age}_{way}": c} for age, how in ages for way in WAYS for c in commands(way, how)),
        *({"idle": c} for w in ("disable", "stop") if service.files not in running for c in commands(w, now)),
        *_vips(routers, shown),
        *held,
        *_unsaid(goal, routers, [p for p, file in zip(paths, files, strict=True) if not file.mode & 0o111]),
        *_scripts(goal, host, routers),
        *_trial(goal, here, routers, paths),
        *_firewalls(here, [r for r in routers if r.crosses and r.after.protocol != CARP]),
        *_aliases(goal, host, before),
    ]
    if set(commands("enable", was)) & set(commands("enable", now)):  # services of one name: it is to start at boot
        several = [fact for fact in several if not {"old_disable", "old_enable"} & fact.keys()]
    stay = [n for n in beside if not shown.keys().isdisjoint(n.vips)]
    return Node(
        host.name,
        _said(goal, [once, *several]),
        shown,
        own,
        vips(taken),
        stay,
    )


def staying(goal: Goal, host: str, routers: Sequence[Converted], heirs: Mapping[int, str]) -> Node:
    """Return a host as far as its virtual routers stay as they are."""
    (own, taken), shown = _owned(routers, heirs), vips(routers)
    facts = _said(goal, [_once(goal, host, routers, taken), *_vips(routers, shown)])
    return Node(host, facts, shown, own, vips(taken))


def _said(goal: Goal, facts: Sequence[Fact]) -> Facts:
    """Return facts that say something, with secrets hidden in words of the source: it may choose its password so that it takes
    words out of the template, or out of what carplint itself says."""
    return [
        {
            name: without(words, goal.secrets) if name in _OF_SOURCE and goal.secrets else words
            for name, words in fact.items()
            if words
        }
        for fact in facts
    ]


def _owned(routers: Sequence[Converted], heirs: Mapping[int, str]) -> tuple[Mapping[str, str], Sequence[Converted]]:
    """Return the VIPs of the virtual routers that a host is the best node for, each with the next best one, and those of the
    virtual routers that preempt."""
    best = [r for r in routers if id(r) in heirs]
    own = {v: heirs[id(r)] for r in best for v in vips([r])}
    return own, [r for r in best if known(r.after.preempt, r.after.protocol != CARP)]


def _once(goal: Goal, host: str, routers: Sequence[Converted], taken: Sequence[Converted]) -> Fact:
    carp = CARP if any(r.after.protocol == CARP for r in routers) else ""
    return {"host": host, "carp": carp, **_times(goal.net, routers, taken)}


def vips(routers: Iterable[Converted]) -> dict[str, str]:
    """Return the known VIPs of some virtual routers as they will be, with their interfaces."""
    found = ((r.after, vip) for r in routers for vip in r.after.brought_up if vip.address.value is not None)
    return {str(certain(v.address).ip): known(v.device, "") or known(r.interface, "") for r, v in found}


def _packages(goal: Goal, here: System, before: Sequence[VirtualRouter], there: Sequence[VirtualRouter]) -> Fact:
    """The package of the new service, which any router that is `there` may be of, and the release of keepalived in the node's packages where it is another one."""
    package, have = SERVICES[goal.net.format].package, here.keepalived
    other = have if have != goal.net.version else None
    lacks = package == "keepalived" and other is not None and other < goal.net.version and goal.lacks(other)
    texts = table("commands")[here.family or "unknown"].items()
    ways = {name: COMMANDS.say(text, package=package) for name, (text,) in texts}
    return {
        **ways,
        "package": package,
        "same" if not before or any(SERVICES[r.format].package == package for r in there) else "another": package,
        "version": spell(goal.net.version),
        "system": here.name,
        "other": spell(other) if other else "",
        "lacking": spell(other) if other and lacks else "",
        "packaged": "" if other else ways["install"],
    }


def _times(net: ConvertedNet, routers: Sequence[Converted], taken: Sequence[Converted]) -> Fact:
    """The whole seconds until the old daemon has what another node had, and until the new one has its VIPs: where it hears no
    other one, and where it takes some from another one. ucarp looks at its timer after each interval only (src/carp.c)."""

    def wait(router: Converted) -> float:
        late = known(router.after.interval, 1.0) if router.after.protocol == CARP else net.late(router)
        return (timer(router.after) or 0) + late

    was_within = [(master_down_time(r.before) or 0) + known(r.before.interval, 1.0) for r in routers]
    within = [wait(r) for r in routers]
    taken_within = [*within, *(wait(r) + known(r.after.preempt_delay, 0) for r in taken)]
    times = {"was_within": was_within, "within": within, "taken_within": taken_within}
    return {name: str(ceil(max(seconds, default=0)) + 1) for name, seconds in times.items()}


def _files(goal: Goal, host: Host, sources: Sequence[str], paths: Sequence[str]) -> Fact:
    """The files, saved with those of the source wherever they are, and put in place; and the file with the whole network, if
    the node's own one was not among the inputs."""
    inside = tuple(f"/{f}/" for f in _FOLDERS.split())
    apart = sorted(p.lstrip("/") for p in {*sources, *paths} if p.startswith("/") and not f"{p}/".startswith(inside))
    tops = tuple(sorted({path[1:].partition("/")[0] for path in paths}))
    folder, hook = f"{goal.output}/{host.name}", goal.net.format == "interfaces"
    return {
        "saved": SAVED,
        "before": (*_FOLDERS.split(), *apart),
        "output": goal.output,
        "pack": COMMANDS.say("tar -C {} -cf - {}", folder, tops),
        "root": f"root@{host.name}",
        "paths": tuple(paths),
        "starts": "uCarp" if hook else "",
        "merged": f"{folder}/etc/network/interfaces" if hook and definitions_of(host) is None else "",
    }


def _vips(routers: Sequence[Converted], shown: Mapping[str, str]) -> Iterator[Fact]:
    """The VIPs, with what shows each; and those that ucarp may leave behind."""
    for vip, device in shown.items():
        asked = device if ":" not in vip else ""
        yield {"vip": vip, "shown": f"one line, {device}" if device else "one line", "asked": asked}
    carp = any(r.before.protocol == CARP for r in routers)
    for router in (r.after for r in routers if carp):
        for own in router.brought_up:
            device = known(own.device, "") or known(router.interface, "")
            yield {"behind": COMMANDS.say("{} dev {}", own.address.value, device)}


def _unsaid(goal: Goal, routers: Sequence[Converted], paths: Sequence[str]) -> Iterator[Fact]:
    """What no file said of nodes of CARP, and where it has to be written."""
    carp = [r for r in routers if r.after.protocol == CARP]
    silent = [r for r in carp if not r.secret]
    missing = ["the password, the same on every node"] if silent else []
    without = goal.net.format != "carp" and any(r.address is None for r in carp)  # its launcher asks the interface
    missing += ["this node's own address"] if without else []
    places = [{"unfinished": p} for p in paths if p.endswith(".conf") or "/network/" in p]
    places += [{"passwords": f"/etc/ucarp/vip-{r.id}.pwd"} for r in silent if goal.net.format == "ucarp"]
    return ({"missing": " and ".join(missing), **place} for place in places)


def _scripts(goal: Goal, host: Host, routers: Sequence[Converted]) -> Iterator[Fact]:
    """Copies of custom scripts that carplint could not take all commands for the VIP out of, or not even make."""
    if goal.net.format == to_keepalived.TARGET:
        calls = [c for r in routers for c in to_keepalived.called(host, r) if not c.own and c.by_hand]
        missing = tuple(c.path for c in calls if c.copy is None)
        for call in calls:
            script = known(call.script, "")
            yield {"copy": call.path, "script": script, "original": "" if call.copy else script, "made": missing}


def _trial(goal: Goal, here: System, routers: Sequence[Converted], paths: Sequence[str]) -> Sequence[Fact]:
    service, keepalived = SERVICES[goal.net.format], goal.net.format == to_keepalived.TARGET
    release = goal.net.version if goal.what == "release" else here.keepalived
    if keepalived and (release or goal.net.version) < CONFIG_TEST:
        return [{"untried": spell(release or goal.net.version)}]
    main = next((p for p in paths if p.endswith("/keepalived.conf")), COMMANDS.say(service.files))
    devices = dict.fromkeys(known(r.after.interface, "") for r in routers) or ("",)
    tests = made([service.test], [{"files": main, "device": d} for d in devices])
    return [{"test": t, "unsure": "-t" if keepalived and release is None else ""} for t in tests]


def passed(routers: Sequence[Converted]) -> tuple[list[str], list[str]]:
    """Return the groups to which and the peers from which protocol 112 has to pass a node's firewall."""
    groups = [r.after.multicast_group for r in routers if not r.after.unicast_peers]
    peers = {str(p.value) for r in routers for p in r.after.unicast_peers}
    return sorted({GROUP if g is None else str(g.value) for g in groups}), sorted(peers)


def _firewalls(here: System, routers: Sequence[Converted]) -> Iterator[Fact]:
    """Each firewall that may drop what nodes that spoke CARP hear from now on: ucarp hears by libpcap, which is before any
    firewall. There is iptables alone without systemd."""
    walls = ("iptables",) if here.init == "sysv" else ("iptables", "firewalld", "nftables")
    own, (groups, peers) = table("commands"), passed(routers)
    hosts = [*({"group": g} for g in groups), *({"peer": p} for p in peers)]
    (save,) = made(own[here.family or "unknown"]["save"], [{}])
    for wall in walls if routers else ():
        which, name = (wall, wall) if len(walls) > 1 else ("", "firewall")
        ends = [*({"end": end} for end in made(own[wall]["end"], hosts)), {"save": save}]
        for way in ("let", "shut", "keep"):
            yield from ({"which": which, "wall": name, way: command} for command in made(own[wall][way], ends))


def left(host: Host, router: VirtualRouter, target: str) -> tuple[Interface, str, Phrase] | None:
    """Return the alias of a virtual router that its file would bring up at boot, whatever the daemon says; what is to be done
    in that file; and the command. None where nothing brings it up, or where the file is of the format that is written anew."""
    alias = host.interface(known(router.alias, "") or None)
    if alias is None or alias.format == target:
        return None
    say, path = COMMANDS.say, file(alias.span.source)
    if alias.format == "ifcfg" and _managed(host, alias.parent):
        why = f"NetworkManager, which looks after {alias.parent} there, knows no ONPARENT"
        return (alias, f"remove this file, since {why}", say("rm {}", path))
    if alias.format == "ifcfg" and (alias.on_parent is None or alias.on_parent.value not in ("no", "NO")):
        return (alias, "remove this file, or set ONPARENT=no in it", say("printf '\\nONPARENT=no\\n' >> {}", path))
    if alias.format == "interfaces" and alias.at_boot is not None and alias.at_boot.value:
        line = f"take {alias.name} out of the line that brings it up"
        return (alias, f"remove this stanza, or {line}", say("vi {}", path))
    return None


def _managed(host: Host, name: str | None) -> bool:
    """Return whether NetworkManager looks after an interface of ifcfg files: by what they say, or by itself as on every Red Hat
    from 7 on. Source: see the rule ifcfg-vip-alias-under-networkmanager."""
    found, here = [i for i in host.interfaces if i.name == name], system(host)
    by_itself = here.family == "redhat" and here.init == "systemd" and here.name != ""
    said = any(s.key.value == "NM_CONTROLLED" for i in found for s in i.settings)
    return any(managed(i) is not None for i in found) or (by_itself and not said)


def _aliases(goal: Goal, host: Host, before: Sequence[VirtualRouter]) -> Iterator[Fact]:
    for alias, action, command in filter(None, (left(host, router, goal.net.format) for router in before)):
        path = file(alias.span.source)
        yield {"alias": path.rpartition("/")[2], "action": action, "command": command, "restore": restored(path)}
