"""The steps on a node around its change: what is installed, saved, put in place, filled in, tried and let through before,
and what the next reboot will do after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from shlex import quote

from carplint.conversion.plan.aliases import left
from carplint.conversion.plan.commands import SERVICES, Commands, distribution, filled, firewalls
from carplint.conversion.plan.steps import HERE, SAVED, Step, checked, restored
from carplint.dialects.comments import file
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.keepalived.keywords import CONFIG_TEST
from carplint.model import Host, known
from carplint.model.system import System
from carplint.model.target import GROUP, Converted, OutputFile
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

_FOLDERS = (
    "etc/keepalived usr/local/etc/keepalived etc/sysconfig/carp etc/sysconfig/network-scripts etc/ucarp etc/network "
    "etc/conf.d etc/systemd/system etc/rc.local etc/rc.d/rc.local"
)
"""The files that a plan may change on a node. On Red Hat /etc/rc.local is a link to /etc/rc.d/rc.local."""


class Site(NamedTuple):
    """A node with its new files: `output` is the folder that holds them, `version` the release of keepalived that they
    are for."""

    host: Host
    system: System
    routers: Sequence[Converted]
    target: str
    version: Version
    files: Sequence[OutputFile]
    output: str
    old: Commands
    new: Commands

    @property
    def name(self) -> str:
        """The name of the host."""
        return self.host.name

    @property
    def paths(self) -> list[str]:
        """The paths of the new files on the node."""
        return [f.path[len(self.name) :] for f in self.files]


def prepare(site: Site, lacks: Callable[[Version], bool], filtered: bool) -> Iterator[Step]:
    """Yield the steps before another service. `lacks` says whether a release of keepalived knows less than the new files
    say, `filtered` whether a firewall may drop what the nodes hear from now on."""
    yield from _install(site, lacks)
    yield from _merge(site)
    put, early = (
        _put(site),
        "from now on a reboot starts uCarp beside the old service, so do not leave it like this for long",
    )
    yield put._replace(why=early) if site.target == "interfaces" else put
    yield from _fill_in(site)
    yield from _take_out(site)
    yield _try(site, site.system.keepalived)
    if filtered:
        yield from _let_through(site)


def renew(site: Site, *, stopped: bool) -> Iterator[Step]:
    """Yield the steps to another release of keepalived; `stopped` where the daemon has to stand still after them."""
    yield _put(site)
    yield _update(site, stopped)
    yield _try(site, site.version)


def settle(site: Site, was: str, writes: Sequence[str], filtered: bool) -> Iterator[Step]:
    """Yield the steps after another service has started; `was` is the old one in words."""
    yield Step(
        "settle",
        site.name,
        f"Let the new service start at boot, and {was} no more",
        (*site.new.enable, *site.old.disable),
        "after a reboot both would start, or neither",
        (*site.new.disable, *site.old.enable),
    )
    why = "it brings the VIP up at boot, whatever the new daemon says"
    for router in site.routers:
        alias = left(site.host, router.before, writes)
        if alias is not None:
            action = f"{alias.path.rpartition('/')[2]}: {alias.action}"
            yield Step("settle", site.name, action, (alias.command,), why, (restored(alias.path),))
    if filtered:
        yield from _keep(site)


def _install(site: Site, lacks: Callable[[Version], bool]) -> Iterator[Step]:
    """The package of another service."""
    new, packages = SERVICES[site.target], distribution(site.system)
    launcher = (f"ls -l {new.launcher}",) if new.launcher else ()
    if new.package == SERVICES[site.routers[0].before.format].package:
        action = f"See that it has {new.what}: not every {new.package} package brings it"
        yield Step("prepare", site.name, action, launcher)
        return
    release, remark = site.system.keepalived, ""
    if new.package == "keepalived" and release is not None and release < site.version and lacks(release):
        remark = (
            f". {site.system.name} has {spell(release)}, which does not know all that these files say: convert "
            f"with --target keepalived={spell(release)}, or install {spell(site.version)} from elsewhere"
        )
    yield Step(
        "prepare",
        site.name,
        f"Install {new.package}, and see that it does not start by itself{remark}",
        (
            packages.install.format(package=new.package),
            *(site.new.disable if new.service else ()),
            *site.new.stop,
            *launcher,
        ),
        "a package that starts its daemon at once would do so with its own example",
        (packages.remove.format(package=new.package) + "    # unless it was there before",),
    )


def _update(site: Site, stopped: bool) -> Step:
    """Another release of keepalived."""
    new, packages, said = SERVICES[site.target], distribution(site.system), spell(site.version)
    have, remark, install = site.system.keepalived, "", packages.install.format(package=new.package)
    if have is not None and have != site.version:
        remark = f". The packages of {site.system.name} have {spell(have)}, so it must come from elsewhere"
        install = f"# install {new.package} {said} from there"
    commands = (
        f"{packages.installed.format(package=new.package)}    # what to go back to",
        install,
        f"keepalived --version    # Keepalived v{said}",
        *(site.new.stop if stopped else ()),
    )
    why = "a package may start the daemon by itself" if stopped else ""
    back = (packages.back.format(package=new.package),)
    return Step("roll", site.name, f"Install {new.package} {said}{remark}", commands, why, back)


def _merge(site: Site) -> Iterator[Step]:
    """What a file with the whole network lacks, where the node's own one was not among the inputs."""
    path = "/etc/network/interfaces"
    if site.target == "interfaces" and definitions_of(site.host) is None:
        yield Step(
            "prepare",
            site.name,
            f"Take over what this node's {path} has besides: gateway, routes, other interfaces. The new file will replace it",
            (f"cat {path}", f"vi {quote(f'{site.output}/{site.name}{path}')}    # {HERE}"),
            "it was not among the inputs. Better copy etc/network of the node there, and convert again",
        )


def _put(site: Site) -> Step:
    """Save what is there, with the source's files wherever they are, and put the new files in place."""
    others = {*(file(r.before.span.source) for r in site.routers), *site.paths}
    inside = tuple(f"/{f}/" for f in _FOLDERS.split())
    apart = sorted(p.lstrip("/") for p in others if p.startswith("/") and not f"{p}/".startswith(inside))
    tops = " ".join(sorted({path[1:].partition("/")[0] for path in site.paths}))
    pack = f"tar -C {quote(f'{site.output}/{site.name}')} -cf - {tops}"
    return Step(
        "prepare",
        site.name,
        "Save the files that are there, and put the new ones in place with their modes",
        (
            f"ls -l {SAVED} 2> /dev/null || (umask 077; tar -C / --ignore-failed-read -czf {SAVED} "
            f"{' '.join((_FOLDERS, *map(quote, apart)))})"
            "    # one that is listed stays: if it is of another change, move it away and repeat this",
            f"{pack} | tar -tvf -    # {HERE}: shows what the next line puts in place",
            f"{pack} | ssh {quote(f'root@{site.name}')} tar -C / --no-overwrite-dir --no-same-owner -xpf -    # {HERE}",
        ),
        "files that hold a password have mode 0600, which this keeps"
        if any(not f.mode & 0o077 for f in site.files)
        else "",
        (f"rm -f {' '.join(map(quote, site.paths))}", f"tar -C / -xzf {SAVED}"),
    )


def _fill_in(site: Site) -> Iterator[Step]:
    """What no file said, so that a person has to."""
    if site.target == to_keepalived.TARGET:
        return
    silent = [r for r in site.routers if not r.secret]
    missing = ["the password, the same on every node"] if silent else []
    missing += ["this node's own address"] if any(r.address is None for r in site.routers) else []
    lines = [f"vi {quote(f)}" for f in site.paths if f.endswith(".conf") or "/network/" in f]
    if site.target == "ucarp":
        lines += [f"(umask 077; cat > /etc/ucarp/vip-{r.id}.pwd)    # the password, Enter, Ctrl-D" for r in silent]
    if missing:
        yield Step("prepare", site.name, f"Write what no file said: {' and '.join(missing)}", tuple(lines))


def _take_out(site: Site) -> Iterator[Step]:
    """What carplint could not take out of copies of custom scripts, so that a person has to."""
    if site.target != to_keepalived.TARGET:
        return
    calls = [c for r in site.routers for c in to_keepalived.called(site.host, r) if not c.own and c.by_hand]
    made = [c for c in calls if c.copy is None]
    if calls:
        yield Step(
            "prepare",
            site.name,
            "Take the commands that add or remove the VIP out of the copies of your scripts, and nothing else",
            (
                *(f"cp -p {quote(known(c.script, ''))} {c.path}" for c in made),
                *(f"vi {c.path}    # a copy of {known(c.script, '')}" for c in calls),
            ),
            "keepalived adds and removes the VIP itself. uCarp still runs the scripts themselves, so leave those alone",
            (f"rm -f {' '.join(c.path for c in made)}",) if made else (),
        )


def _try(site: Site, release: Version | None) -> Step:
    """A trial of the new files; `release` is that of keepalived which the node will have, None where it is not known."""
    service, why = SERVICES[site.target], ""
    main = next((quote(p) for p in site.paths if p.endswith("/keepalived.conf")), service.files)
    devices = dict.fromkeys(known(r.after.interface, "") for r in site.routers) or ("",)
    commands = dict.fromkeys(filled(service.test, ({"files": main, "device": d} for d in devices)))
    if site.target == to_keepalived.TARGET and (release or site.version) < CONFIG_TEST:
        why = f"keepalived {spell(release or site.version)} has no option to try a file"
        commands = {checked(release or site.version, site.output): None}
    elif site.target == to_keepalived.TARGET and release is None:
        why = "a keepalived before 2.0.4 does not know -t: there, check the files by carplint only"
    return Step("prepare", site.name, "Try the new files: no message, no error", tuple(commands), why)


def _let_through(site: Site) -> Iterator[Step]:
    """Let protocol 112 to the nodes' groups and from their peers pass, by each firewall that there may be."""
    groups = [r.after.multicast_group for r in site.routers if not r.after.unicast_peers]
    to = sorted({GROUP if g is None else str(g.value) for g in groups})
    peers = sorted({str(p.value) for r in site.routers for p in r.after.unicast_peers})
    walls = firewalls(site.system)
    why = (
        "a backup that hears no advertisement becomes master. That CARP works now proves nothing: ucarp hears what the "
        "firewall drops, keepalived does not"
    )
    for wall in walls:
        rules = [(wall.destination, a) for a in to] + [(wall.source, a) for a in peers]
        commands = tuple(wall.let.format(side=side, address=address) for side, address in rules)
        undo = dict.fromkeys(wall.undo.format(side=side, address=address) for side, address in rules)
        back = tuple(f"{command}    # unless it was there before{wall.by_hand}" for command in undo)
        action = "Let protocol 112 pass the firewall" + (f", if that is {wall.name}" if len(walls) > 1 else "")
        yield Step("prepare", site.name, action, commands, why, back)


def _keep(site: Site) -> Iterator[Step]:
    """Make the firewall's new rule last."""
    walls = firewalls(site.system)
    why = "a backup that hears nothing after the next reboot would become master"
    for wall in walls:
        action = f"Keep the {wall.name if len(walls) > 1 else 'firewall'}'s rule, if one was added"
        yield Step("settle", site.name, action, (wall.keep.format(save=distribution(site.system).save),), why)
