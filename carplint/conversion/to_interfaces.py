"""/etc/network/interfaces of Debian: the options of its ucarp hook in the stanza of each interface, and the stanza
NAME:ucarp that the hook's vip-up brings up; see carplint/formats/interfaces/hook.py.

Where the host has such a file it is kept byte for byte, with the options put into it; else one is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion import comments
from carplint.conversion.plan import CARP, Design, Part
from carplint.conversion.result import OutputFile
from carplint.finding import Edit
from carplint.fix import edited
from carplint.formats.interfaces.stanzas import Stanza
from carplint.model import Host, Interface
from carplint.source import Source

TARGET = "interfaces"
FAMILY = CARP
FORMATS = ("interfaces",)

CANNOT: tuple[str, ...] = ("second", "ignoreifstate", "mcast", "neutral")
"""What its hook has no option for: a second daemon on an interface, --ignoreifstate, --mcast, --neutral."""

PATH = "etc/network/interfaces"


def _options(part: Part) -> Iterator[str]:
    """The lines of a part in the stanza of its interface."""
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
    scripts = part.scripts
    given = (("upscript", scripts.up), ("downscript", scripts.down), ("xparam", scripts.parameter))
    yield from (f"ucarp-{name} {value.value}" for name, value in given if value is not None)


def _alias(part: Part) -> str:
    if part.scripts.up is not None:
        return ""
    return (
        f"\n# The VIP: uCarp alone brings it up, so no auto line names it (carplint).\n"
        f"iface {part.device}:ucarp inet static\n    address {part.vips[0].address}\n"
    )


def _indented(lines: Iterator[str], indent: str = "    ") -> str:
    return "".join(f"{indent}{line}\n" for line in lines)


def _stanza(part: Part, interface: Interface | None) -> str:
    address = str(part.source) if part.source is not None else ""
    gateway = interface.gateway.value if interface is not None and interface.gateway is not None else None
    return (
        f"\nauto {part.device}\niface {part.device} inet static\n"
        + (f"    address {address}\n" if address else "    # address: of this node, which carplint does not know\n")
        + (f"    gateway {gateway}\n" if gateway is not None else "")
        + _indented(_options(part))
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
        text += _stanza(part, host.interface(part.device)) + _alias(part)
    return text


def _found(host: Host, part: Part) -> Stanza | None:
    named = host.ifupdown.named(part.device) if host.ifupdown is not None else ()
    return next((s for s in named if s.family.value == "inet" and s.method.value == "static" and s.own), None)


def _extended(host: Host, parts: Sequence[Part]) -> Iterator[tuple[Source, str]]:
    """The host's own files with the options of the parts put into their stanzas."""
    edits: dict[Source, list[Edit]] = {}
    tails: dict[Source, str] = {}
    for part in parts:
        stanza = _found(host, part)
        if stanza is None:
            main = next(d.source for d in host.documents if d.format == TARGET)
            tails[main] = tails.get(main, "") + _stanza(part, None) + _alias(part)
            continue
        key, value = stanza.own[-1]
        source = value.span.source
        at = source.text.find("\n", value.span.end)
        line = source.line(source.position(key.span.start)[0])
        indent = line[: len(line) - len(line.lstrip())] or "    "
        lines = _indented(_options(part), indent)
        place = source.span(len(source.text)) if at < 0 else source.span(at + 1)
        edits.setdefault(source, []).append(Edit(place, lines if at >= 0 else "\n" + lines))
        tails[source] = tails.get(source, "") + _alias(part)
    for source in {**edits, **tails}:
        text = edited(source.text, edits.get(source, []))
        tail = tails.get(source, "")
        yield source, text + ("" if text.endswith("\n") or not tail else "\n") + tail


def write(design: Design) -> Iterator[OutputFile]:
    """The interfaces file of each host, and those of its parts that stand in other files."""
    for name, all_parts in design.parts.items():
        host = design.host(name)
        parts = list({p.device: p for p in sorted(all_parts, key=lambda p: p.first)}.values())
        mode = 0o600 if any(p.secret for p in parts) else 0o644
        if host.ifupdown is None:
            yield OutputFile(f"{name}/{PATH}", _new(host, parts), mode)
            continue
        for source, text in _extended(host, parts):
            path = source.path
            below = path[path.rindex("etc/network/") :] if "etc/network/" in path else PATH
            yield OutputFile(f"{name}/{below}", text, mode)
