"""/etc/network/interfaces of Debian: the options of its ucarp hook in the stanza of each interface, and the stanzas
NAME:ucarp that the hook's vip-up brings up; see carplint/dialects/debian/hook.py.

The hook starts one daemon a stanza. A second one on an interface has a stanza of its own, NAME:ID of the method manual,
whose `address` is the interface's: so the hook has a source address, and ifup adds none. ifup gives a VIP the name of
its stanza as label, of at most 15 characters; where that is too short for it a script adds the VIP.
Tried with ifupdown 0.8.41 and the hook of ucarp 1.5.2+git20192404 (Debian 12).

Where the host has such a file it is kept byte for byte, with the options put into it; else one is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.dialects import comments
from carplint.dialects.debian.stanzas import Stanza, definitions_of
from carplint.dialects.ucarp.scripts.several_vips import announce, scripts
from carplint.model import Host, Interface
from carplint.model.target import CARP, Design, OutputFile, Part
from carplint.text.edits import edited
from carplint.text.finding import Edit
from carplint.text.source import Source

TARGET = "interfaces"
FAMILY = CARP
FORMATS = ("interfaces",)

CANNOT: tuple[str, ...] = ("ignoreifstate", "mcast", "neutral", "long")
"""What its hook has no option for; and long names for a second daemon on an interface."""

PATH = "etc/network/interfaces"
LONGEST = 15
"""How long names and labels of interfaces may be (IFNAMSIZ of Linux, with the final NUL)."""


def script(part: Part) -> str:
    """The path of the scripts that bring all VIPs of a part up and down, without -up and -down."""
    return f"/etc/network/ucarp-{part.id}"


def name_of(part: Part, parts: Sequence[Part]) -> str:
    """The name of the stanza whose options start the daemon of a part."""
    first = min((p for p in parts if p.device == part.device), key=lambda p: not p.first)
    return part.device if part is first else f"{part.device}:{part.id}"


def left_out(part: Part, parts: Sequence[Part]) -> bool:
    """Whether a part needs the name of an interface that is too long."""
    return len(name_of(part, parts)) > LONGEST


def scripted(part: Part, name: str) -> bool:
    """Whether a part's VIPs are brought up by scripts, since the label would be too long for ifup."""
    return part.scripts.up is None and part.scripts.down is None and len(f"{name}:ucarp") > LONGEST


def _options(part: Part, name: str) -> Iterator[str]:
    """The lines of a part in the stanza that starts its daemon."""
    yield f"# VHID {part.id}, by carplint from {comments.origin(part.router.span)}"
    yield from comments.block(part.comments if part.first else ())
    yield f"ucarp-vid {part.id}"
    yield f"ucarp-vip {part.vips[0].address.ip}"
    if part.secret:
        yield f"ucarp-password {part.secret}"
    else:
        yield "# carplint carries no password over: ucarp-password, at most 19 bytes, the same on every node"
    yield f"ucarp-advskew {part.place}"
    yield f"ucarp-advbase {part.seconds:g}"
    yield f"ucarp-master {'yes' if part.preempt else 'no'}"
    if part.dead_ratio != 3:
        yield f"ucarp-deadratio {part.dead_ratio}"
    if part.broadcast:
        yield "ucarp-nomcast yes"
    if scripted(part, name):
        yield f"ucarp-upscript {script(part)}-up"
        yield f"ucarp-downscript {script(part)}-down"
    scripts = part.scripts
    given = (("upscript", scripts.up), ("downscript", scripts.down), ("xparam", scripts.parameter))
    yield from (f"ucarp-{name} {value.value}" for name, value in given if value is not None)


def _alias(part: Part, name: str) -> str:
    """The stanzas that ifup brings up with the VIPs."""
    if part.scripts.up is not None or scripted(part, name):
        return ""
    text = ""
    for vip in part.vips:
        first = vip is part.vips[0]
        note = "The VIP: uCarp alone brings it up, so no auto line names it" if first else "It comes with the VIP above"
        text += f"\n# {note} (carplint).\niface {name}:ucarp inet static\n    address {vip.address}\n"
        text += "" if first else f"    up {announce(vip)}\n"
    return text


def _indented(lines: Iterator[str], indent: str = "    ") -> str:
    return "".join(f"{indent}{line}\n" for line in lines)


def _stanza(part: Part, name: str, interface: Interface | None) -> str:
    own = name == part.device
    address = str(part.source if own else part.source.ip) if part.source is not None else ""
    gateway = interface.gateway.value if own and interface is not None and interface.gateway is not None else None
    return (
        f"\nauto {name}\niface {name} inet {'static' if own else 'manual'}\n"
        + (f"    address {address}\n" if address else "    # address: of this node, which carplint does not know\n")
        + (f"    gateway {gateway}\n" if gateway is not None else "")
        + _indented(_options(part, name))
    )


def _new(host: Host, parts: Sequence[Part]) -> str:
    """A whole file, with the node's other interfaces as far as their addresses are known."""
    text = f"# /etc/network/interfaces of {host.name}, written by carplint.\n\nauto lo\niface lo inet loopback\n"
    mine = {p.device for p in parts}
    for interface in host.interfaces:
        own = [a.value for a in interface.addresses if a.value is not None and a.value.ip.version == 4]
        if interface.parent is None and interface.name not in ("", "lo", *mine) and own:
            text += f"\nauto {interface.name}\niface {interface.name} inet static\n    address {own[0]}\n"
            if interface.gateway is not None and interface.gateway.value is not None:
                text += f"    gateway {interface.gateway.value}\n"
    for part in parts:
        name = name_of(part, parts)
        text += _stanza(part, name, host.interface(part.device)) + _alias(part, name)
    return text


def _found(host: Host, part: Part) -> Stanza | None:
    definitions = definitions_of(host)
    named = definitions.named(part.device) if definitions is not None else ()
    return next((s for s in named if s.family.value == "inet" and s.method.value == "static" and s.own), None)


def _extended(host: Host, parts: Sequence[Part]) -> Iterator[tuple[Source, str]]:
    """The host's own files with the options of the parts put into their stanzas."""
    edits: dict[Source, list[Edit]] = {}
    tails: dict[Source, str] = {}
    for part in parts:
        name = name_of(part, parts)
        stanza = _found(host, part) if name == part.device else None
        if stanza is None:
            main = next(d.source for d in host.documents if d.format == TARGET)
            tails[main] = tails.get(main, "") + _stanza(part, name, None) + _alias(part, name)
            continue
        key, value = stanza.own[-1]
        source = value.span.source
        at = source.text.find("\n", value.span.end)
        line = source.line(source.position(key.span.start)[0])
        indent = line[: len(line) - len(line.lstrip())] or "    "
        lines = _indented(_options(part, name), indent)
        place = source.span(len(source.text)) if at < 0 else source.span(at + 1)
        edits.setdefault(source, []).append(Edit(place, lines if at >= 0 else "\n" + lines))
        tails[source] = tails.get(source, "") + _alias(part, name)
    for source in {**edits, **tails}:
        text = edited(source.text, edits.get(source, []))
        tail = tails.get(source, "")
        yield source, text + ("" if text.endswith("\n") or not tail else "\n") + tail


def write(design: Design) -> Iterator[OutputFile]:
    """The interfaces file of each host, and those of its parts that stand in other files."""
    for name, all_parts in design.parts.items():
        host = design.host(name)
        in_order = sorted(all_parts, key=lambda p: name_of(p, all_parts) != p.device)
        parts = [p for p in in_order if not left_out(p, all_parts)]
        for part in (p for p in parts if scripted(p, name_of(p, parts))):
            yield from scripts(part, script(part), "")
        mode = 0o600 if any(p.secret for p in parts) else 0o644
        if definitions_of(host) is None:
            yield OutputFile(f"{name}/{PATH}", _new(host, parts), mode)
            continue
        for source, text in _extended(host, parts):
            path = source.path
            below = path[path.rindex("etc/network/") :] if "etc/network/" in path else PATH
            yield OutputFile(f"{name}/{below}", text, mode)
