"""keepalived.conf of each host: one vrrp_instance per virtual router. Source: keepalived.conf(5), keywords by release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from carplint.dialects import comments
from carplint.dialects.keepalived.keywords import CONFIG_TEST, lookup
from carplint.dialects.ucarp.scripts.copies import Copy, copy
from carplint.model import Authentication, Host, T, Value, VirtualAddress, VirtualRouter, known
from carplint.model.system import system
from carplint.model.target import HMAC, VRRP, Converted, ConvertedNet, OutputFile, certain
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

TARGET = "keepalived"
FAMILY = VRRP

FIXED: Mapping[str, object] = {}
"""What it has no keyword for."""

FOLDER = "etc/keepalived"


def has(version: Version, keyword: str, block: str = "vrrp_instance") -> bool:
    """Whether a release knows a keyword."""
    found = lookup(block, keyword, version)
    return found is not None and found.known_in(version)


def _line(word: str, value: Value[T] | None) -> str:
    """A statement of an instance, with what was said in its place."""
    number = certain(value)
    why = f"    # {value.why}" if value is not None and value.why else ""
    return f"    {word} {number:g}{why}" if isinstance(number, float) else f"    {word} {number}{why}"


def script(router: VirtualRouter) -> str:
    """The path of the wrapper that calls a router's scripts as ucarp did, or "" where it has none."""
    return f"/{FOLDER}/vip-{certain(router.name)}.sh" if router.up_script or router.down_script else ""


def _authentication(own: Authentication | None) -> Iterator[str]:
    if own is None or own.secret is None:
        return
    if own.method.value == HMAC:
        yield "    auth_hmac {"
        yield f"        key 1 {certain(own.secret)}"
        yield "        active_key 1"
        yield "    }"
    else:
        yield "    authentication {"
        yield "        auth_type PASS"
        yield f"        auth_pass {certain(own.secret)}"
        yield "    }"


def _vip(vip: VirtualAddress) -> str:
    device, label = certain(vip.device), known(vip.label, "")
    said = f" label {label}" if label.startswith(f"{device}:") and len(label) < 16 else ""
    return f"{certain(vip.address)} dev {device}{said}"


def _notify(router: VirtualRouter) -> Iterator[str]:
    path = script(router)
    if router.up_script is not None:
        yield f'    notify_master "{path} up"'
    if router.down_script is not None:
        yield f'    notify_backup "{path} down"'
        yield f'    notify_fault "{path} down"'
        if known(router.shutdown, True):
            yield f'    notify_stop "{path} down"'


def _block(made: Converted, version: Version) -> Iterator[str]:
    """The vrrp_instance of a router, each line with where it comes from."""
    router = made.after
    yield f"# VHID {made.id}, by carplint from {comments.origin(router.span)}"
    yield from comments.block(made.comments)
    yield f"vrrp_instance {certain(router.name)} {{"
    yield "    state BACKUP"
    yield f"    interface {made.device}"
    yield f"    virtual_router_id {made.id}"
    yield _line("priority", router.priority)
    yield _line("advert_int", router.interval)
    if router.preempt is not None and not router.preempt.value:
        yield f"    nopreempt    # {router.preempt.why}"
    if known(router.dead_ratio, 3) != 3 and has(version, "down_timer_adverts"):
        yield _line("down_timer_adverts", router.dead_ratio)
    if router.track_link is not None and router.track_link.value is False:
        yield f"    dont_track_primary    # {router.track_link.why}"
    if router.multicast_group is not None and has(version, "mcast_dst_ip"):
        yield _line("mcast_dst_ip", router.multicast_group)
    if router.unicast_peers and router.source_address is not None:
        yield _line("unicast_src_ip", router.source_address)
        yield "    unicast_peer {"
        yield from (f"        {certain(peer)}" for peer in router.unicast_peers)
        yield "    }"
    yield from _authentication(router.authentication)
    for block, vips in (("virtual_ipaddress", router.addresses), ("virtual_ipaddress_excluded", router.excluded)):
        if vips:
            yield f"    {block} {{"
            yield from (f"        {_vip(vip)}" for vip in vips)
            yield "    }"
    yield from _notify(router)
    yield "}"


def _configuration(net: ConvertedNet, host: str, routers: Sequence[Converted]) -> OutputFile:
    trial = f"keepalived -t -f /{FOLDER}/keepalived.conf"
    release = system(net.hosts[host]).keepalived or net.version
    if release < CONFIG_TEST:
        trial = f"carplint check --target keepalived={spell(release)}"
    lines = [
        f"# keepalived.conf of {host}, written by carplint from uCarp's files there.",
        f"# carplint's plan begins with a trial of it: {trial}",
        "",
        "global_defs {",
        f"    router_id {re.sub('[^A-Za-z0-9_.:@/-]', '_', host)}",
    ]
    if any(script(r.after) for r in routers):
        lines += [
            f"    {words}"
            for words in ("script_user root", "enable_script_security")
            if has(net.version, words.split()[0], "global_defs")
        ]
    group = routers[0].after.multicast_group
    if group is not None and not has(net.version, "mcast_dst_ip"):
        lines.append(_line("vrrp_mcast_group4", group))
    lines.append("}")
    for router in routers:
        lines += ["", *_block(router, net.version)]
    private = any(r.secret for r in routers)
    return OutputFile(f"{host}/{FOLDER}/keepalived.conf", "\n".join(lines) + "\n", 0o600 if private else 0o644)


class Called(NamedTuple):
    """A script of a router, `up` or `down`, and the path of what is called for it: of a `copy` (None where the script is
    not at hand, so that a person has to make it), or its own where it leaves the VIP alone."""

    way: str
    script: Value[str]
    path: str
    copy: Copy | None

    @property
    def own(self) -> bool:
        """Whether the script itself is called."""
        return self.path == self.script.value

    @property
    def by_hand(self) -> bool:
        """Whether a person has to take the commands for the VIP out."""
        return self.copy is None or not self.copy.sure


def called(host: Host, made: Converted) -> Iterator[Called]:
    """What is called for the scripts of a router of a host."""
    router = made.after
    for way, own in (("up", router.up_script), ("down", router.down_script)):
        if own is not None:
            found = copy(host, router, own)
            stays = found is not None and found.sure and not found.changed
            yield Called(way, own, certain(own) if stays else f"{script(router).removesuffix('.sh')}-{way}.sh", found)


def _scripts(net: ConvertedNet, made: Converted) -> Iterator[OutputFile]:
    """A script that calls the router's own ones with the arguments that ucarp gave them, and copies of these, without
    their commands for the VIP where it is sure which these are."""
    router = made.after
    vip = certain(router.addresses[0].address).ip
    arguments = f"{quote(known(router.alias, made.device))} {vip}{_quoted(router.script_parameter)}"
    calls = []
    for call in called(net.hosts[router.host], made):
        remark = f"    # a copy of{_quoted(call.script)}"
        calls.append(f"    {call.way}) {quote(call.path)} {arguments} ;;{'' if call.own else remark}")
        if not call.own and call.copy is not None:
            text, mode, encoding = call.copy[:3]
            yield OutputFile(f"{router.host}{call.path}", text, mode, encoding)
    lines = [
        "#!/bin/sh",
        f"# Calls the scripts of VHID {made.id} as ucarp did; written by carplint. keepalived adds and removes the VIP",
        "# itself and does not wait: they must not do it, too.",
        'case "$1" in',
        *calls,
        "esac",
    ]
    yield OutputFile(f"{router.host}{script(router)}", "\n".join(lines) + "\n", 0o755)


def _quoted(word: Value[str] | None) -> str:
    """A word for a shell, with a blank before it; nothing for none."""
    return "" if word is None or word.value is None else f" {quote(word.value)}"


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """The keepalived.conf of each host that has routers, and what calls their scripts."""
    for host, routers in net.by_host.items():
        yield _configuration(net, host, routers)
        for router in routers:
            if script(router.after):
                yield from _scripts(net, router)
