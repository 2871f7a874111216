"""/etc/network/interfaces of Debian: the options of its ucarp hook in the stanza of each interface, and the stanzas
NAME:ucarp that the hook's vip-up brings up; see carplint/dialects/debian/hook.py.

The hook starts one daemon per stanza. A second one on an interface has a stanza of its own, NAME:ID of the method
manual, whose `address` is the interface's: so the hook has a source address, and ifup adds none. ifup gives a VIP the
name of its stanza as label, of at most 15 characters; if that is too short for it, a script adds the VIP. Tried with
ifupdown 0.8.41 and the hook of ucarp 1.5.2+git20192404 (Debian 12).

If the host has such a file it is kept byte for byte, with the options put into it; otherwise one is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects import comments
from carplint.dialects.debian.stanzas import Stanza, definitions_of
from carplint.dialects.ucarp.scripts.several_vips import announce, scripts
from carplint.model import Host, Interface, VirtualRouter
from carplint.model.target import CARP, Converted, ConvertedNet, OutputFile, certain
from carplint.text.edits import edited
from carplint.text.finding import Edit
from carplint.text.source import Source

TARGET = "interfaces"
FAMILY = CARP

FIXED: Mapping[str, object] = {"track_link": True, "multicast_group": None, "neutral": False, "shutdown": True}
"""The attributes that its hook has no option for, with the values it starts ucarp with."""

PATH = "etc/network/interfaces"
LONGEST = 15
"""The most characters in names and labels of interfaces (IFNAMSIZ of Linux, less the final NUL)."""


def script(router: VirtualRouter) -> str:
    """Return the path of the scripts that bring all VIPs of a router up and down, without -up and -down."""
    return f"/etc/network/ucarp-{certain(router.id)}"


def name_of(made: Converted, routers: Sequence[Converted]) -> str:
    """Return the name of the stanza whose options start the daemon of a router."""
    first = min((r for r in routers if r.device == made.device), key=lambda r: not r.first)
    return made.device if made is first else f"{made.device}:{made.id}"


def left_out(made: Converted, routers: Sequence[Converted]) -> bool:
    """Return whether a router needs a name of an interface that is too long."""
    return len(name_of(made, routers)) > LONGEST


def scripted(router: VirtualRouter, name: str) -> bool:
    """Return whether scripts bring up a router's VIPs, since the label would be too long for ifup."""
    return router.up_script is None and router.down_script is None and len(f"{name}:ucarp") > LONGEST


def _options(made: Converted, name: str) -> Iterator[str]:
    """Yield the lines of a router in the stanza that starts its daemon."""
    router, ratio = made.after, certain(made.after.dead_ratio)
    yield f"# VHID {made.id}, by carplint from {comments.origin(router.span)}"
    yield from comments.block(made.comments)
    yield f"ucarp-vid {made.id}"
    yield f"ucarp-vip {certain(router.addresses[0].address).ip}"
    if made.secret:
        yield f"ucarp-password {made.secret}"
    else:
        yield "# carplint carries no password over: ucarp-password, at most 19 bytes, the same on every node"
    yield f"ucarp-advskew {certain(router.advskew)}"
    yield f"ucarp-advbase {certain(router.interval):g}"
    yield f"ucarp-master {'yes' if certain(router.preempt) else 'no'}"
    if ratio != 3:
        yield f"ucarp-deadratio {ratio}"
    if certain(router.broadcast):
        yield "ucarp-nomcast yes"
    if scripted(router, name):
        yield f"ucarp-upscript {script(router)}-up"
        yield f"ucarp-downscript {script(router)}-down"
    given = {"upscript": router.up_script, "downscript": router.down_script, "xparam": router.script_parameter}
    yield from (f"ucarp-{option} {value.value}" for option, value in given.items() if value is not None)


def _alias(router: VirtualRouter, name: str) -> str:
    """Return the stanzas that ifup brings up with the VIPs."""
    if router.up_script is not None or scripted(router, name):
        return ""
    text = ""
    for vip in router.addresses:
        first = vip is router.addresses[0]
        note = "The VIP: uCarp alone brings it up, so no auto line names it" if first else "It comes with the VIP above"
        text += f"\n# {note} (carplint).\niface {name}:ucarp inet static\n    address {certain(vip.address)}\n"
        text += "" if first else f"    up {announce(vip)}\n"
    return text


def _indented(lines: Iterator[str], indent: str = "    ") -> str:
    return "".join(f"{indent}{line}\n" for line in lines)


def _stanza(made: Converted, name: str, interface: Interface | None) -> str:
    own = name == made.device
    address = "" if made.address is None else str(made.address if own else made.address.ip)
    gateway = interface.gateway.value if own and interface is not None and interface.gateway is not None else None
    return (
        f"\nauto {name}\niface {name} inet {'static' if own else 'manual'}\n"
        + (f"    address {address}\n" if address else "    # address: of this node, which carplint does not know\n")
        + (f"    gateway {gateway}\n" if gateway is not None else "")
        + _indented(_options(made, name))
    )


def _new(host: Host, named: Sequence[tuple[str, Converted]]) -> str:
    """Return a whole file, with the node's other interfaces as far as their addresses are known."""
    text = f"# /etc/network/interfaces of {host.name}, written by carplint.\n\nauto lo\niface lo inet loopback\n"
    mine = {r.device for _, r in named}
    for interface in host.interfaces:
        own = [a.value for a in interface.addresses if a.value is not None and a.value.ip.version == 4]
        if interface.parent is None and interface.name not in ("", "lo", *mine) and own:
            text += f"\nauto {interface.name}\niface {interface.name} inet static\n    address {own[0]}\n"
            if interface.gateway is not None and interface.gateway.value is not None:
                text += f"    gateway {interface.gateway.value}\n"
    for name, router in named:
        text += _stanza(router, name, host.interface(router.device)) + _alias(router.after, name)
    return text


def _found(host: Host, name: str) -> Stanza | None:
    definitions = definitions_of(host)
    named = definitions.named(name) if definitions is not None else ()
    return next((s for s in named if s.family.value == "inet" and s.method.value == "static" and s.own), None)


def _extended(host: Host, named: Sequence[tuple[str, Converted]]) -> Iterator[tuple[Source, str]]:
    """Yield the host's own files with the options of the routers put into their stanzas."""
    edits: dict[Source, list[Edit]] = {}
    tails: dict[Source, str] = {}
    for name, router in named:
        stanza = _found(host, name) if name == router.device else None
        if stanza is None:
            main = next(d.source for d in host.documents if d.format == TARGET)
            tails[main] = tails.get(main, "") + _stanza(router, name, None) + _alias(router.after, name)
            continue
        key, value = stanza.own[-1]
        source = value.span.source
        at = source.text.find("\n", value.span.end)
        line = source.line(source.position(key.span.start)[0])
        indent = line[: len(line) - len(line.lstrip())] or "    "
        lines = _indented(_options(router, name), indent)
        place = source.span(len(source.text)) if at < 0 else source.span(at + 1)
        edits.setdefault(source, []).append(Edit(place, lines if at >= 0 else "\n" + lines))
        tails[source] = tails.get(source, "") + _alias(router.after, name)
    for source in {**edits, **tails}:
        text = edited(source.text, edits.get(source, []))
        tail = tails.get(source, "")
        yield source, text + ("" if text.endswith("\n") or not tail else "\n") + tail


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield the interfaces file of each host, and the other files that hold its stanzas."""
    for host_name, routers in net.by_host.items():
        host = net.hosts[host_name]
        names = ((name_of(r, routers), r) for r in routers)
        named = sorted(((n, r) for n, r in names if len(n) <= LONGEST), key=lambda own: own[0] != own[1].device)
        for name, router in named:
            if scripted(router.after, name):
                yield from scripts(router.after, script(router.after), "")
        mode = 0o600 if any(r.secret for _, r in named) else 0o644
        if definitions_of(host) is None:
            yield OutputFile(f"{host_name}/{PATH}", _new(host, named), mode)
            continue
        for source, text in _extended(host, named):
            path = source.path
            below = path[path.rindex("etc/network/") :] if "etc/network/" in path else PATH
            yield OutputFile(f"{host_name}/{below}", text, mode)
