"""keepalived.conf of each host: one vrrp_instance per virtual router. Source: keepalived.conf(5), keywords by release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from shlex import join, quote

from carplint.dialects.keepalived.keywords import CONFIG_TEST, lookup
from carplint.dialects.ucarp.scripts import custom
from carplint.dialects.writing import Statement, Writer, file_of, head, other_source, statements
from carplint.model import Authentication, Host, VirtualAddress, VirtualRouter, known
from carplint.model.system import system
from carplint.model.target import HMAC, VRRP, Converted, OutputFile, certain
from carplint.text.version import Version, spell

TARGET = "keepalived"

STATEMENTS = (
    Statement("interface", "interface {}"),
    Statement("id", "virtual_router_id {}"),
    Statement("priority", "priority {}"),
    Statement("interval", "advert_int {:g}"),
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


def has(version: Version, keyword: str, block: str = "vrrp_instance") -> bool:
    """Whether a release knows a keyword."""
    found = lookup(block, keyword, version)
    return found is not None and found.known_in(version)


def script(router: VirtualRouter) -> str:
    """The path of the wrapper that calls a router's scripts as ucarp did, or "" where it has none."""
    return f"{FOLDER}/vip-{certain(router.name)}.sh" if router.up_script or router.down_script else ""


def _block(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"{head} {{"
    yield from (f"    {line}" for line in lines)
    yield "}"


def _authentication(own: Authentication | None) -> Iterator[str]:
    if own is not None and own.secret is not None and own.method.value == HMAC:
        yield from _block("auth_hmac", (f"key 1 {certain(own.secret)}", "active_key 1"))
    elif own is not None and own.secret is not None:
        yield from _block("authentication", ("auth_type PASS", f"auth_pass {certain(own.secret)}"))


def _vip(vip: VirtualAddress) -> str:
    device, label = certain(vip.device), known(vip.label, "")
    said = f" label {label}" if label.startswith(f"{device}:") and len(label) < 16 else ""
    return f"{certain(vip.address)} dev {device}{said}"


def _notify(router: VirtualRouter) -> Iterator[str]:
    if router.up_script is not None:
        yield f'notify_master "{script(router)} up"'
    if router.down_script is not None:
        ways = ("backup", "fault", "stop") if known(router.shutdown, True) else ("backup", "fault")
        yield from (f'notify_{way} "{script(router)} down"' for way in ways)


def _instance(host: Host, made: Converted, version: Version) -> Iterator[str]:
    """Yield what stands in the vrrp_instance of a router, with the words of the source for it."""
    router = made.after
    yield "state BACKUP"
    missing = [keyword for keyword in NEWER if not has(version, keyword)]
    yield from statements(router, (s for s in STATEMENTS if s.words.split()[0] not in missing), REMARK)
    if router.unicast_peers and has(version, "unicast_src_ip"):
        yield from statements(router, [Statement("source_address", "unicast_src_ip {}")], REMARK)
        yield from _block("unicast_peer", (str(certain(peer)) for peer in router.unicast_peers))
    elif source := other_source(host, made):
        yield f"mcast_src_ip {source}"
    yield from _authentication(router.authentication)
    for block, vips in (("virtual_ipaddress", router.addresses), ("virtual_ipaddress_excluded", router.excluded)):
        if vips:
            yield from _block(block, map(_vip, vips))
    yield from _notify(router)


def _definitions(host: str, routers: Sequence[Converted], version: Version) -> Iterator[str]:
    """Yield what stands in global_defs."""
    yield f"router_id {re.sub('[^A-Za-z0-9_.:@/-]', '_', host)}"
    if any(script(r.after) for r in routers):
        words = ("script_user root", "enable_script_security")
        yield from (w for w in words if has(version, w.split()[0], "global_defs"))
    if not has(version, "mcast_dst_ip"):
        yield from statements(routers[0].after, [Statement("multicast_group", "vrrp_mcast_group4 {}")], REMARK)


def _configuration(host: Host, routers: Sequence[Converted], version: Version) -> OutputFile:
    path = f"{FOLDER}/keepalived.conf"
    release = system(host).keepalived or version
    trial = (
        f"keepalived -t -f {path}" if release >= CONFIG_TEST else f"carplint check --target keepalived={spell(release)}"
    )
    lines = [
        f"# keepalived.conf of {host.name}, written by carplint from uCarp's files there.",
        f"# carplint's plan begins with a trial of it: {trial}",
        "",
        *_block("global_defs", _definitions(host.name, routers, version)),
    ]
    for made in routers:
        instance = _block(f"vrrp_instance {certain(made.after.name)}", _instance(host, made, version))
        lines += ["", *head(made), *instance]
    return file_of(path, lines, 0o600 if any(r.secret for r in routers) else 0o644)


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
        remark = "" if call.own else f"    # a copy of {quote(certain(call.script))}"
        calls.append(f"    {call.way}) {join([call.path, *arguments])} ;;{remark}")
        if call.copy is not None:
            yield call.copy
    lines = [
        "#!/bin/sh",
        f"# Calls the scripts of VHID {made.id} as ucarp did; written by carplint. keepalived adds and removes the VIP",
        "# itself and does not wait: they must not do it, too.",
        'case "$1" in',
        *calls,
        "esac",
    ]
    yield file_of(script(router), lines, 0o755)


def files(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    """The keepalived.conf of a host, and what calls the scripts of its routers."""
    yield _configuration(host, routers, version)
    for made in routers:
        if script(made.after):
            yield from _scripts(host, made)


WRITERS = {TARGET: Writer(VRRP, {}, files)}
