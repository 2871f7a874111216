"""keepalived.conf of each host: a vrrp_instance a part. Source: keepalived.conf(5), keywords by release."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import NamedTuple

from carplint.dialects import comments
from carplint.dialects.keepalived.keywords import CONFIG_TEST, lookup
from carplint.dialects.ucarp.scripts.copies import Copy, copy
from carplint.model import T, Value, known
from carplint.model.system import system
from carplint.model.target import VRRP, Design, OutputFile, Part, Vip
from carplint.text.version import Version, spell

TARGET = "keepalived"
FAMILY = VRRP
FORMATS = ("keepalived",)

FOLDER = "etc/keepalived"


def has(version: Version, keyword: str, block: str = "vrrp_instance") -> bool:
    """Whether a release knows a keyword."""
    found = lookup(block, keyword, version)
    return found is not None and found.known_in(version)


def _said(value: Value[T] | None, otherwise: str) -> str:
    if value is not None and value.value is None:
        return "that is not known"
    return value.written if value is not None and value.written else otherwise


def seconds(number: float) -> str:
    """A number of seconds without a needless fraction."""
    return f"{number:g}"


def script(part: Part) -> str:
    """The path of the wrapper that calls a part's scripts as ucarp did, or "" where it has none."""
    return f"/{FOLDER}/vip-{part.name}.sh" if part.scripts.up or part.scripts.down else ""


def _authentication(part: Part) -> Iterator[str]:
    if part.secret and part.hmac:
        yield "    auth_hmac {"
        yield f"        key 1 {part.secret}"
        yield "        active_key 1"
        yield "    }"
    elif part.secret:
        yield "    authentication {"
        yield "        auth_type PASS"
        yield f"        auth_pass {part.secret}"
        yield "    }"


def _vip(vip: Vip) -> str:
    label = f" label {vip.label}" if vip.label.startswith(f"{vip.device}:") and len(vip.label) < 16 else ""
    return f"{vip.address} dev {vip.device}{label}"


def _notify(part: Part) -> Iterator[str]:
    path = script(part)
    if part.scripts.up is not None:
        yield f'    notify_master "{path} up"'
    if part.scripts.down is not None:
        yield f'    notify_backup "{path} down"'
        yield f'    notify_fault "{path} down"'
        if part.shutdown:
            yield f'    notify_stop "{path} down"'


def _block(part: Part, version: Version) -> Iterator[str]:
    """The vrrp_instance of a part, each line with where it comes from."""
    router = part.router
    yield f"# VHID {part.id}, by carplint from {comments.origin(router.span)}"
    yield from comments.block(part.comments)
    yield f"vrrp_instance {part.name} {{"
    yield "    state BACKUP"
    yield f"    interface {part.device}"
    yield f"    virtual_router_id {part.id}"
    yield f"    priority {part.place}    # advskew {_said(router.advskew, '0')}"
    yield f"    advert_int {seconds(part.seconds)}    # advbase {_said(router.interval, '1')}"
    if not part.preempt:
        why = "--preempt did nothing" if known(router.preempt, False) else "no --preempt"
        yield f"    nopreempt    # {why}"
    if part.dead_ratio != 3 and has(version, "down_timer_adverts"):
        why = "--deadratio" if part.dead_ratio == known(router.dead_ratio, 3) else "as long as ucarp waits"
        yield f"    down_timer_adverts {min(part.dead_ratio, 100)}    # {why}"
    if not part.watches_link:
        yield "    dont_track_primary    # --ignoreifstate"
    if part.group and has(version, "mcast_dst_ip"):
        yield f"    mcast_dst_ip {part.group}    # --mcast"
    if part.peers and part.source is not None:
        yield f"    unicast_src_ip {part.source.ip}    # --nomcast"
        yield "    unicast_peer {"
        yield from (f"        {peer}" for peer in part.peers)
        yield "    }"
    yield from _authentication(part)
    for block, vips in (("virtual_ipaddress", part.vips), ("virtual_ipaddress_excluded", part.excluded)):
        if vips:
            yield f"    {block} {{"
            yield from (f"        {_vip(vip)}" for vip in vips)
            yield "    }"
    yield from _notify(part)
    yield "}"


def _configuration(design: Design, host: str, parts: Sequence[Part]) -> OutputFile:
    trial = f"keepalived -t -f /{FOLDER}/keepalived.conf"
    release = system(design.host(host)).keepalived or design.version
    if release < CONFIG_TEST:
        trial = f"carplint check --target keepalived={spell(release)}"
    lines = [
        f"# keepalived.conf of {host}, written by carplint from uCarp's files there.",
        f"# carplint's plan begins with a trial of it: {trial}",
        "",
        "global_defs {",
        f"    router_id {re.sub('[^A-Za-z0-9_.:@/-]', '_', host)}",
    ]
    if any(map(script, parts)):
        lines += [
            f"    {words}"
            for words in ("script_user root", "enable_script_security")
            if has(design.version, words.split()[0], "global_defs")
        ]
    group = {p.group for p in parts}
    if group != {""} and not has(design.version, "mcast_dst_ip") and len(group) == 1:
        lines.append(f"    vrrp_mcast_group4 {group.pop()}    # --mcast")
    lines.append("}")
    for part in parts:
        lines += ["", *_block(part, design.version)]
    private = any(p.secret for p in parts)
    return OutputFile(f"{host}/{FOLDER}/keepalived.conf", "\n".join(lines) + "\n", 0o600 if private else 0o644)


class Called(NamedTuple):
    """A script of a part, `up` or `down`, and the path of what is called for it: of a `copy` (None where the script is
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


def called(design: Design, part: Part) -> Iterator[Called]:
    """What is called for the scripts of a part."""
    for way, own in (("up", part.scripts.up), ("down", part.scripts.down)):
        if own is not None:
            found = copy(design, part, own)
            stays = found is not None and found.sure and not found.changed
            yield Called(way, own, known(own, "") if stays else f"{script(part).removesuffix('.sh')}-{way}.sh", found)


def _scripts(design: Design, part: Part) -> Iterator[OutputFile]:
    """A script that calls the part's own ones with the arguments that ucarp gave them, and copies of these, without
    their commands for the VIP where it is sure which these are."""
    interface = part.scripts.interface or part.device
    arguments = f"{quote(interface)} {part.vips[0].address.ip}{_quoted(part.scripts.parameter)}"
    calls = []
    for call in called(design, part):
        remark = f"    # a copy of{_quoted(call.script)}"
        calls.append(f"    {call.way}) {quote(call.path)} {arguments} ;;{'' if call.own else remark}")
        if not call.own and call.copy is not None:
            made = call.copy
            yield OutputFile(f"{part.router.host}{call.path}", made.text, made.mode, made.encoding)
    lines = [
        "#!/bin/sh",
        f"# Calls the scripts of VHID {part.id} as ucarp did; written by carplint. keepalived adds and removes the VIP",
        "# itself and does not wait: they must not do it, too.",
        'case "$1" in',
        *calls,
        "esac",
    ]
    yield OutputFile(f"{part.router.host}{script(part)}", "\n".join(lines) + "\n", 0o755)


def _quoted(word: Value[str] | None) -> str:
    """A word for a shell, with a blank before it; nothing for none."""
    return "" if word is None or word.value is None else f" {quote(word.value)}"


def write(design: Design) -> Iterator[OutputFile]:
    """The keepalived.conf of each host that has parts, and what calls their scripts."""
    for host, parts in design.parts.items():
        yield _configuration(design, host, parts)
        for part in parts:
            if script(part):
                yield from _scripts(design, part)
