"""What a conversion changes, loses and leaves to do by hand: findings of family 7, from the parts alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from carplint.conversion import authentication, differences, elections, unknown, unsaid
from carplint.conversion.chores import chores
from carplint.conversion.result import Result
from carplint.conversion.routers import lost
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.debian.write import LONGEST, left_out
from carplint.dialects.keepalived.write import Called, called
from carplint.dialects.keepalived.write import script as wrapper
from carplint.dialects.ucarp.scripts.custom import custom, text_of
from carplint.dialects.ucarp.scripts.vip_commands import DEFAULTS
from carplint.model import Host, T, Value, known
from carplint.model.target import CARP, GROUP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related
from carplint.text.version import spell


def _from_carp(part: Converted, result: Result) -> Iterator[Finding]:
    """What is said of a part that was a uCarp daemon, whatever it becomes."""
    router = part.router
    number = router.id.value if router.id is not None else None
    if router.id is not None and router.id.written.lstrip("0") != str(number):
        yield Finding(
            f"the VHID is written {router.id.written}, which ucarp reads as {number}: that is the id",
            router.id.span,
            result.said(part, "id", f"{part.id} here"),
            name="migrate-vhid-octal",
        )


def _without(call: Called) -> str:
    """What is said of a script's commands for the VIP."""
    why = "since keepalived adds and removes the VIP"
    if call.own:
        return ", as it is: it leaves the VIP alone"
    if not call.by_hand:
        return f", as a copy without its commands for the address, {why}"
    copy = f"the copy {call.path}" if call.copy is not None else f"a copy of it, {call.path}"
    return f": take its commands for the address out of {copy}, {why}"


def _to_vrrp(part: Converted, design: ConvertedNet, result: Result) -> Iterator[Finding]:
    router, scripts = part.router, part.scripts
    if router.shutdown is not None and router.shutdown.value is False:
        yield Finding(
            "ucarp runs without --shutdown here; keepalived always takes the VIP down at a clean stop",
            router.span,
            name="migrate-shutdown",
        )
    if not part.watches_link and router.track_link is not None:
        yield Finding(
            "--ignoreifstate became dont_track_primary",
            router.track_link.span,
            result.said(part, "track_link", "it became this"),
            name="migrate-ignoreifstate",
        )
    for call in called(design, part):
        neutral = "; with --neutral it was not run at the start, now it is" if part.neutral else ""
        yield Finding(
            "this script is called by keepalived's notify_master, notify_backup and the like, through a wrapper"
            f"{_without(call)}{neutral}",
            call.script.span,
            result.place(part, rf"(?m)^    {call.way}\).*", "it is called here", wrapper(part.after)),
            name="migrate-scripts",
        )
    parameter = router.script_parameter
    if parameter is not None and parameter.value is not None and parameter.written and scripts.parameter is None:
        yield Finding(
            "this script option is not carried over: nothing but the launcher's own scripts is given it, and "
            "keepalived adds and removes the VIP itself",
            parameter.span,
            name="migrate-scripts",
        )
    there = result.router(part)
    group = there.multicast_group.value if there is not None and there.multicast_group is not None else None
    was = str(router.multicast_group and router.multicast_group.value)
    if was not in (GROUP, "None") and not part.peers and router.multicast_group is not None and str(group) != was:
        message = (
            f"keepalived {spell(design.version)} has one multicast group for all instances: mcast_dst_ip needs 2.2.5"
        )
        yield lost(f"{message}, so this one is lost", router.multicast_group.span)
    if router.broadcast is not None and router.broadcast.value:
        peers = there.unicast_peers if there is not None else ()
        became = "unicast to the other nodes" if part.peers else "multicast: the peers' addresses are not known"
        yield Finding(
            f"--nomcast sends broadcasts, which keepalived cannot; it became {became}",
            router.broadcast.span,
            tuple(Related(p.span, "a node that it goes to") for p in peers),
            name="migrate-nomcast",
        )


def _unknown_prefix(part: Converted, design: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What is said of a VIP whose prefix only a script knows, which does not add it any more."""
    up = part.router.up_script
    kept = design.family == CARP and part.scripts.up is not None
    if up is None or not up.value or kept or part.router.protocol != CARP:
        return
    there = result.router(part)
    at_hand = text_of(design.host(part.router.host), up.value, up.span.source) is not None
    for vip in part.router.addresses if at_hand or up.value not in DEFAULTS else ():
        if vip.prefixed or vip.address.value is None:
            continue
        why = "which one cannot be told from its text" if at_hand else "it is not among the inputs"
        yield Finding(
            f"{up.value} gives the VIP its prefix, and {why}: the result has {vip.address.value}. Compare with what "
            f"`ip -o addr show to {vip.address.value.ip}` shows on the master, and write that on every node",
            up.span,
            tuple(Related(v.address.span, "the VIP of the result") for v in (there.addresses if there else ())),
            name="migrate-prefix-unknown",
        )


def _with_stanza(part: Converted, design: ConvertedNet) -> Iterator[Finding]:
    """What is said of commands that ifup and ifdown run for the stanza of a VIP, so at each takeover."""
    host, alias = design.host(part.router.host), part.router.alias
    definitions = definitions_of(host)
    if part.router.format != "interfaces" or alias is None or definitions is None:
        return
    for stanza in definitions.named(known(alias, "")):
        for option in stanza.options:
            for command in option.parts if option.name in COMMANDS else ():
                if command.value is not None and not re.match(r"(?:/\S*/)?arping ", command.value):
                    yield lost(
                        f"{option.name} of {stanza.name.value} runs whenever the VIP comes or goes, and is lost: nothing runs "
                        "ifup for it any more. Put it into a script of its own",
                        command.span,
                    )


def _to_carp(host: Host, part: Converted, cannot: Collection[str], result: Result) -> Iterator[Finding]:
    """What the launcher of the target has no place for."""
    router, scripts = part.router, part.scripts
    if "ignoreifstate" in cannot and not known(router.track_link, True) and router.track_link is not None:
        yield _no_option("--ignoreifstate", router.track_link)
    if (
        "mcast" in cannot
        and router.multicast_group is not None
        and str(router.multicast_group.value) not in (GROUP, "None")
    ):
        yield _no_option("--mcast", router.multicast_group)
    if "neutral" in cannot and known(router.neutral, False) and router.neutral is not None:
        yield _no_option("--neutral", router.neutral)
    own = custom(host, router)
    for script in (own.up_script, own.down_script):
        if script is not None and "scripts" in cannot:
            message = "this script is lost: the carp service runs /etc/sysconfig/carp/vip-up and vip-down only"
            yield lost(f"{message}. Put its work there", script.span)
    parameter = own.script_parameter
    if parameter is not None and "scripts" in cannot:
        yield Finding("the carp service's scripts get no parameter", parameter.span, name="migrate-scripts")
    if "prefix" in cannot and scripts.up is None:
        found = result.router(part)
        vips = found.addresses if found is not None else ()
        for vip in part.vips[:1]:
            if vip.address.length != 32:
                written = next((a for a in router.addresses if a.address.value == vip.address), None)
                yield Finding(
                    f"the ucarp service's vip-up gives the VIP as {vip.address.ip}/32: hosts of its subnet are reached "
                    "through the node's own address, which is in it",
                    written.address.span if written is not None else router.span,
                    tuple(Related(v.address.span, "the VIP of the result") for v in vips),
                    name="migrate-prefix",
                )


def _no_option(option: str, value: Value[T]) -> Finding:
    message = f"{option} is lost: Debian's ucarp hook has no option for it"
    return Finding(message, value.span, name="migrate-inexpressible")


CANNOT = {"interfaces": ("ignoreifstate", "mcast", "neutral", "long"), "carp": ("scripts",), "ucarp": ("prefix",)}


def losses(design: ConvertedNet, target: str, result: Result) -> Iterator[Finding]:
    """All that is to be said of a design and its result, for a target that has no place for what `cannot` names."""
    cannot = CANNOT.get(target, ())
    for parts in design.clusters:
        yield from differences.of_cluster(parts, design, result)
        for part in parts:
            yield from authentication.said(part, design, result)
            if part.first:
                yield from _from_carp(part, result) if part.router.protocol == CARP else unsaid.of_router(part)
                yield from differences.timing(part, elections.even([p.before for p in parts]), design, result)
            if design.family == CARP:
                yield from _allocated(part, cannot, result)
                yield from _to_carp(design.host(part.before.host), part, cannot, result)
                yield from _together(part, result)
            elif part.first:
                yield from _to_vrrp(part, design, result)
            yield from unknown.scripts(part.router) if part.first else ()
            yield from _unknown_prefix(part, design, result)
            yield from _with_stanza(part, design) if part.first else ()
    for name, host_parts in design.parts.items():
        host = design.host(name)
        yield from chores(design, host, host_parts, result)
        if design.family == CARP:
            yield from unsaid.of_host(host)
        for part in host_parts if "long" in cannot else ():
            if left_out(part, host_parts):
                yield lost(
                    f"a second daemon on {part.device} needs the name {part.device}:{part.id} for an interface, which is "
                    f"longer than {LONGEST} characters: {part.vips[0].address.ip} is lost",
                    part.router.span,
                )


def _allocated(part: Converted, cannot: Collection[str], result: Result) -> Iterator[Finding]:
    router, vip = part.router, part.vips[0].address.ip
    if router.id is None or part.id == router.id.value:
        return
    given = f"{vip} gets VHID {part.id}, which no file of the inputs uses"
    if len(router.addresses) + len(router.excluded) == 1:
        used = f"{router.id.value} is in use on another segment of {router.host}"
        message = f"{used}, and launchers name their files by the id: {given}"
    else:
        other = "The carp service cannot keep them together" if "scripts" in cannot else "--vips together prevents that"
        alone = "and fails over on its own: two nodes may hold one VIP each"
        message = f"CARP has one VIP an id: {given}, {alone}. {other}"
    yield Finding(
        f"{message}. Check that nothing else on the segment has {part.id}",
        router.id.span,
        result.said(part, "id", f"the VHID of {vip}"),
        name="migrate-vhid-allocated",
    )


def _together(part: Converted, result: Result) -> Iterator[Finding]:
    """What is said of VIPs that share an id by scripts."""
    main, *others = (v.address.ip for v in part.vips)
    if others and part.scripts.up is None:
        written = next((a.address for a in part.router.addresses if a.address.value == part.vips[1].address), None)
        yield Finding(
            f"{', '.join(map(str, others))} and {main} stay together: ucarp knows {main} only, and what brings it up brings "
            "up the others, and announces them by arping (package iputils-arping or iputils)",
            written.span if written is not None else part.router.span,
            result.place(part, rf"(ip addr add|address) {re.escape(str(part.vips[1].address))}.*", "here", "-up")
            or result.place(part, rf"address {re.escape(str(part.vips[1].address))}", "it comes up by this"),
            name="migrate-scripts",
        )
