"""keepalived.conf of each host: one vrrp_instance per virtual router. Source: keepalived.conf(5), keywords by release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from carplint.dialects.keepalived.expansion.expand import expand
from carplint.dialects.keepalived.keywords import CONFIG_TEST, lookup
from carplint.dialects.keepalived.tree.statement import words
from carplint.dialects.shell.reading import COMMANDS
from carplint.dialects.ucarp.scripts import custom
from carplint.dialects.writing import Statement, Writer, file_of, head, other_source, statements
from carplint.model import Authentication, Host, VirtualAddress, VirtualRouter, known
from carplint.model.system import system
from carplint.model.target import HMAC, VRRP, Converted, OutputFile, certain
from carplint.text.parse import tokens
from carplint.text.phrase import SYNTAX, Language, Phrase, Words
from carplint.text.source import Source
from carplint.text.version import Version, spell

TARGET = "keepalived"

STATEMENTS = (
    Statement("interface", "interface {}"),
    Statement("id", "virtual_router_id {}"),
    Statement("priority", "priority {}"),
    Statement("interval", "advert_int {}"),
    Statement("preempt", "nopreempt", True),
    Statement("dead_ratio", "down_timer_adverts {}", 3),
    Statement("track_link", "dont_track_primary", True),
    Statement("multicast_group", "mcast_dst_ip {}"),
)
NEWER = ("down_timer_adverts", "mcast_dst_ip")
"""Keywords that not every release has: Net′ has no need of them then, or losses are said."""
REMARK = "    # "
"""What stands between a statement and the words of the source for it."""

FOLDER = "/etc/keepalived"


def _read(text: str) -> Iterator[Words]:
    """Yield the lines of a keepalived.conf, what it includes and defines put in place, with the braces behind them."""
    text = expand(Source("", text), lambda *_: None).text
    for kind, start, end in tokens(text, TARGET):
        own = [word.replace("$", SYNTAX + "$") for word in words(text[start:end])]
        if own[:1] and own[0].startswith("notify_"):  # the daemon cuts a script's line once more
            own = " ".join(own).split()
        if kind == "OPEN":
            own.append(SYNTAX + "{")
        elif kind != "STATEMENT":
            own = (
                [SYNTAX + text[start:end].strip()]
                if kind == "CLOSE" or kind == "JUNK" or "\\\n" in text[start:end]
                else []
            )
        if own:
            yield tuple(own)


LANGUAGE = Language(str, _read)
say = LANGUAGE.say


def has(version: Version, keyword: str, block: str = "vrrp_instance") -> bool:
    """Whether a release knows a keyword."""
    found = lookup(block, keyword, version)
    return found is not None and found.known_in(version)


def script(router: VirtualRouter) -> str:
    """The path of the wrapper that calls a router's scripts as ucarp did, or "" where it has none."""
    return f"{FOLDER}/vip-{certain(router.name)}.sh" if router.up_script or router.down_script else ""


def _block(head: Phrase, lines: Iterable[Phrase]) -> Iterator[Phrase]:
    yield say("{} {{", head)
    yield from (line.indented("    ") for line in lines)
    yield say("}}")


def _authentication(own: Authentication | None) -> Iterator[Phrase]:
    if own is not None and own.secret is not None and own.method.value == HMAC:
        yield from _block(say("auth_hmac"), (say("key 1 {}", certain(own.secret)), say("active_key 1")))
    elif own is not None and own.secret is not None:
        yield from _block(say("authentication"), (say("auth_type PASS"), say("auth_pass {}", certain(own.secret))))


def _vip(vip: VirtualAddress) -> Phrase:
    device, label = certain(vip.device), known(vip.label, "")
    labelled = label.startswith(f"{device}:") and len(label) < 16
    return say("{} dev {} label {}" if labelled else "{} dev {}", certain(vip.address), device, label)


def _notify(router: VirtualRouter) -> Iterator[Phrase]:
    if router.up_script is not None:
        yield say('notify_master "{} up"', script(router))
    if router.down_script is not None:
        ways = ("backup", "fault", "stop") if known(router.shutdown, True) else ("backup", "fault")
        yield from (say('notify_{} "{} down"', way, script(router)) for way in ways)


def _instance(host: Host, made: Converted, version: Version) -> Iterator[Phrase]:
    """Yield what stands in the vrrp_instance of a router, with the words of the source for it."""
    router = made.after
    yield say("state BACKUP")
    missing = [keyword for keyword in NEWER if not has(version, keyword)]
    yield from statements(router, (s for s in STATEMENTS if s.words.split()[0] not in missing), LANGUAGE, REMARK)
    if router.unicast_peers and has(version, "unicast_src_ip"):
        yield from statements(router, [Statement("source_address", "unicast_src_ip {}")], LANGUAGE, REMARK)
        yield from _block(say("unicast_peer"), (say("{}", certain(peer)) for peer in router.unicast_peers))
    elif source := other_source(host, made):
        yield say("mcast_src_ip {}", source)
    yield from _authentication(router.authentication)
    for block, vips in (("virtual_ipaddress", router.addresses), ("virtual_ipaddress_excluded", router.excluded)):
        if vips:
            yield from _block(say(block), map(_vip, vips))
    yield from _notify(router)


def _definitions(host: str, routers: Sequence[Converted], version: Version) -> Iterator[Phrase]:
    yield say("router_id {}", re.sub("[^A-Za-z0-9_.:@/-]", "_", host))
    if any(script(r.after) for r in routers):
        needed = ("script_user root", "enable_script_security")
        yield from (say(w) for w in needed if has(version, w.split()[0], "global_defs"))
    if not has(version, "mcast_dst_ip"):
        yield from statements(
            routers[0].after, [Statement("multicast_group", "vrrp_mcast_group4 {}")], LANGUAGE, REMARK
        )


def _configuration(host: Host, routers: Sequence[Converted], version: Version) -> OutputFile:
    path = f"{FOLDER}/keepalived.conf"
    release = system(host).keepalived or version
    trial = (
        f"keepalived -t -f {path}" if release >= CONFIG_TEST else f"carplint check --target keepalived={spell(release)}"
    )
    lines = [
        say("# keepalived.conf of {}, written by carplint from uCarp's files there.", host.name),
        say("# carplint's plan begins with a trial of it: {}", trial),
        say(""),
        *_block(say("global_defs"), _definitions(host.name, routers, version)),
    ]
    for made in routers:
        instance = _block(say("vrrp_instance {}", certain(made.after.name)), _instance(host, made, version))
        lines += [say(""), *head(made, LANGUAGE), *instance]
    return file_of(path, lines, LANGUAGE, 0o600 if any(r.secret for r in routers) else 0o644)


def called(host: Host, made: Converted) -> Iterator[custom.Called]:
    """What is called for the scripts of a router of a host."""
    return custom.called(host, made.after, script(made.after).removesuffix(".sh"))


def _scripts(host: Host, made: Converted) -> Iterator[OutputFile]:
    """A script that calls the router's own ones with the arguments that ucarp gave them, and copies of these, without
    their commands for the VIP where it is sure which these are."""
    router = made.after
    vip, parameter = certain(router.addresses[0].address).ip, router.script_parameter
    arguments = [known(router.alias, made.device), str(vip), *([certain(parameter)] if parameter is not None else [])]
    calls = []
    for call in called(host, made):
        words = (call.path, *arguments)
        remark = COMMANDS.say("    # a copy of {}" if not call.own else "", certain(call.script))
        calls.append(COMMANDS.say("    {}) {} ;;{}", Phrase.kept(call.way), words, remark))
        if call.copy is not None:
            yield call.copy
    lines = [
        COMMANDS.say("#!/bin/sh"),
        COMMANDS.say(
            "# Calls the scripts of VHID {} as ucarp did; written by carplint. keepalived adds and removes the VIP",
            made.id,
        ),
        COMMANDS.say("# itself and does not wait: they must not do it, too."),
        COMMANDS.say('case "$1" in'),
        *calls,
        COMMANDS.say("esac"),
    ]
    yield file_of(script(router), lines, COMMANDS, 0o755)


def files(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    """The keepalived.conf of a host, and what calls the scripts of its routers."""
    yield _configuration(host, routers, version)
    for made in routers:
        if script(made.after):
            yield from _scripts(host, made)


WRITERS = {TARGET: Writer(VRRP, {}, files)}
