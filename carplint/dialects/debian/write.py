"""/etc/network/interfaces of Debian: the options of its ucarp hook in the stanza of each interface, and the stanzas
NAME:ucarp that the hook's vip-up brings up; see carplint/dialects/debian/hook.py.

The hook starts one daemon per stanza. A second one on an interface has a stanza of its own, NAME:ID of the method
manual, whose `address` is the interface's: so the hook has a source address, and ifup adds none. ifup gives a VIP the
name of its stanza as label, of at most 15 characters; if that is too short for it, a script adds the VIP. Tried with
ifupdown 0.8.41 and the hook of ucarp 1.5.2+git20192404 (Debian 12).

If the host has such a file it is kept byte for byte, with the options put into it; otherwise one is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from carplint.dialects.debian.stanzas import Stanza, definitions_of
from carplint.dialects.ucarp.write import announce, scripted, scripts
from carplint.dialects.writing import Statement, Writer, head, statements
from carplint.model import Host, Interface, VirtualRouter
from carplint.model.target import CARP, Converted, OutputFile, certain
from carplint.text.edits import edited
from carplint.text.finding import Edit
from carplint.text.source import Source
from carplint.text.version import Version

TARGET = "interfaces"

OPTIONS = (
    Statement("advskew", "ucarp-advskew {}"),
    Statement("interval", "ucarp-advbase {:g}"),
    Statement("preempt", "ucarp-master yes", False),
    Statement("preempt", "ucarp-master no", True),
    Statement("dead_ratio", "ucarp-deadratio {}", 3),
    Statement("broadcast", "ucarp-nomcast yes", False),
    Statement("up_script", "ucarp-upscript {}"),
    Statement("down_script", "ucarp-downscript {}"),
    Statement("script_parameter", "ucarp-xparam {}"),
)

PATH = "etc/network/interfaces"
LONGEST = 15
"""The most characters in names and labels of interfaces (IFNAMSIZ of Linux, less the final NUL)."""


def name_of(made: Converted, routers: Sequence[Converted]) -> str:
    """Return the name of the stanza whose options start the daemon of a router."""
    first = min((r for r in routers if r.device == made.device), key=lambda r: not r.first)
    return made.device if made is first else f"{made.device}:{made.id}"


def left_out(made: Converted, routers: Sequence[Converted]) -> bool:
    """Return whether a router needs a name of an interface that is too long."""
    return len(name_of(made, routers)) > LONGEST


def _options(made: Converted, indent: str = "    ") -> str:
    """Return the lines of a router in the stanza that starts its daemon."""
    none = "# carplint carries no password over: ucarp-password, at most 19 bytes, the same on every node"
    lines = (
        *head(made),
        f"ucarp-vid {made.id}",
        f"ucarp-vip {certain(made.after.addresses[0].address).ip}",
        f"ucarp-password {made.secret}" if made.secret else none,
        *statements(made.after, OPTIONS),
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def _gateway(interface: Interface | None) -> str:
    gateway = interface.gateway if interface is not None else None
    return f"    gateway {gateway.value}\n" if gateway is not None and gateway.value is not None else ""


def _stanza(made: Converted, name: str, gateway: str) -> str:
    """Return a stanza that starts the daemon of a router, with the `gateway` of its device."""
    own, address = name == made.device, "# address: of this node, which carplint does not know"
    if made.address is not None:
        address = f"address {made.address if own else made.address.ip}"
    head = f"\nauto {name}\niface {name} inet {'static' if own else 'manual'}\n    {address}\n"
    return head + (gateway if own else "") + _options(made)


def _alias(router: VirtualRouter, name: str) -> str:
    """Return the stanzas that ifup brings up with the VIPs, none if scripts do that."""
    text = ""
    for vip in router.addresses if router.up_script is None else ():
        first = vip is router.addresses[0]
        note = "The VIP: uCarp alone brings it up, so no auto line names it" if first else "It comes with the VIP above"
        text += f"\n# {note} (carplint).\niface {name}:ucarp inet static\n    address {certain(vip.address)}\n"
        text += "" if first else f"    up {announce(vip)}\n"
    return text


def _new(host: Host, without: Collection[str]) -> Source:
    """Return a file with the node's interfaces `without` some devices, as far as their addresses are known."""
    text = f"# /etc/network/interfaces of {host.name}, written by carplint.\n\nauto lo\niface lo inet loopback\n"
    for interface in host.interfaces:
        own = [a.value for a in interface.addresses if a.value is not None and a.value.ip.version == 4]
        if interface.parent is None and interface.name not in ("", "lo", *without) and own:
            text += f"\nauto {interface.name}\niface {interface.name} inet static\n    address {own[0]}\n"
            text += _gateway(interface)
    return Source(PATH, text)


def _found(host: Host, name: str) -> Stanza | None:
    definitions = definitions_of(host)
    named = definitions.named(name) if definitions is not None else ()
    return next((s for s in named if s.family.value == "inet" and s.method.value == "static" and s.own), None)


def _into(stanza: Stanza, made: Converted) -> Edit:
    """Return the edit that puts the options of a router behind those of a stanza."""
    key, value = stanza.own[-1]
    source = value.span.source
    line = source.line(source.position(key.span.start)[0])
    lines = _options(made, line[: len(line) - len(line.lstrip())] or "    ")
    at = source.text.find("\n", value.span.end)
    return Edit(source.span(len(source.text)), f"\n{lines}") if at < 0 else Edit(source.span(at + 1), lines)


def _with(host: Host, named: Sequence[tuple[str, Converted]]) -> Iterator[tuple[Source, str]]:
    """Yield the host's own files, or else a new one, with the routers put into them."""
    own = next((d.source for d in host.documents if d.format == TARGET), None)
    main = own or _new(host, without=[r.device for _, r in named])
    edits: dict[Source, list[Edit]] = {}
    tails: dict[Source, str] = {} if own else {main: ""}
    for name, made in named:
        stanza = _found(host, name) if name == made.device else None
        if stanza is not None:
            edit = _into(stanza, made)
            source, tail = edit.span.source, ""
            edits.setdefault(source, []).append(edit)
        else:
            source, tail = main, _stanza(made, name, "" if own else _gateway(host.interface(name)))
        tails[source] = tails.get(source, "") + tail + _alias(made.after, name)
    for source in {**edits, **tails}:
        text, tail = edited(source.text, edits.get(source, ())), tails[source]
        yield source, text + ("" if text.endswith("\n") or not tail else "\n") + tail


def files(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    """Yield the interfaces file of a host, the other files that hold its stanzas, and scripts where ifup gives no label
    that is as long as a VIP's would be."""
    named = []
    for made in sorted(routers, key=lambda r: name_of(r, routers) != r.device):
        name, router = name_of(made, routers), made.after
        if left_out(made, routers):
            continue
        if router.up_script is None and router.down_script is None and len(f"{name}:ucarp") > LONGEST:
            router = scripted(router, f"/etc/network/ucarp-{made.id}")
            yield from scripts(router)
        named.append((name, made._replace(after=router)))
    mode = 0o600 if any(r.secret for _, r in named) else 0o644
    for source, text in _with(host, named):
        _, folder, below = source.path.rpartition("etc/network/")
        yield OutputFile(f"/{folder + below if folder else PATH}", text, mode)


WRITERS = {
    TARGET: Writer(CARP, {"track_link": True, "multicast_group": None, "neutral": False, "shutdown": True}, files)
}
