"""/etc/network/interfaces of Debian: the options of its ucarp hook in the stanza of each interface, and the stanzas
NAME:ucarp that the hook's vip-up brings up; see carplint/dialects/debian/hook.py.

The hook starts one daemon per stanza, with the stanza's `address` as source. A second one on an interface, and one where
the address comes by DHCP or in another way, has a stanza of its own, NAME:ID of the method manual: ifup adds no address. ifup gives a VIP the
name of its stanza as label, of at most 15 characters; if that is too short for it, a script adds the VIP. Tried with
ifupdown 0.8.41 and the hook of ucarp 1.5.2+git20192404 (Debian 12).

If the host has such a file it is kept byte for byte, with the options put into it; otherwise one is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise

from carplint.dialects.addresses.statements import statements as written
from carplint.dialects.debian import read
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.lines import BLANKS, lines, words
from carplint.dialects.debian.stanzas import Stanza, definitions_of
from carplint.dialects.shell import reading as shell
from carplint.dialects.ucarp.write import announce, scripted
from carplint.dialects.writing import Statement, Writer, head, kept, other_source, own_address, served, statements
from carplint.model import Host, Interface, IPAddress, VirtualRouter
from carplint.model.target import CARP, Converted, OutputFile, certain
from carplint.text.parse import parse
from carplint.text.phrase import Language, Phrase, Said, Words, joined
from carplint.text.source import Source, Span
from carplint.text.version import Version

TARGET = "interfaces"

OPTIONS = (
    Statement("advskew", "ucarp-advskew {}"),
    Statement("interval", "ucarp-advbase {}"),
    Statement("preempt", "ucarp-master yes", False),
    Statement("preempt", "ucarp-master no", True),
    Statement("dead_ratio", "ucarp-deadratio {}", 3),
    Statement("broadcast", "ucarp-nomcast yes", False),
    Statement("up_script", "ucarp-upscript {}"),
    Statement("down_script", "ucarp-downscript {}"),
    Statement("script_parameter", "ucarp-xparam {}"),
)

LINES = {"gateway": "gateway {}", "mtu": "mtu {}", "dns": "dns-nameservers {}", "search": "dns-search {}"}


def _read(text: str) -> Iterator[Words]:
    """Yield the lines as ifupdown and its hooks have them: these use options without quotes, and a shell has the commands."""
    source = Source(PATH, text)
    for line in map(words, lines(source, parse(text, TARGET))):
        first, rest = line.first.value or "", line.rest.value or "" if line.rest is not None else ""
        # A hook has a value behind an option of ucarp, where neither an assignment nor another option can stand.
        read = shell.COMMANDS.read(rest) if first in COMMANDS else shell.SETTINGS.read(f"./{rest}")
        yield (first, *(word for command in read for text in command for word in re.split(f"[{BLANKS}]+", text)))


LANGUAGE = Language(str, _read)
say = LANGUAGE.say

PATH = "etc/network/interfaces"
LONGEST = 15
"""The most characters in names and labels of interfaces (IFNAMSIZ of Linux, less the final NUL)."""


def method_of(interface: Interface) -> str:
    """Return the method of an interface's stanza in a new file; "" if it gets none: an alias, one whose file says a pattern or no
    name, and one whose address is not known."""
    named = interface.parent is None and re.fullmatch(r"[^*?[!\s]+", interface.name)
    return (served(interface) or ("static" if own_address(interface) is not None else "")) if named else ""


def elsewhere(host: Host) -> list[tuple[Interface, Span]]:
    """Return the interfaces of a new file that another program configures, too, each with a place in each file that does: not the
    network scripts, which Debian lacks. A file that says no name, or a pattern, may be for the device of a virtual router."""
    if definitions_of(host) is not None:
        return []
    found = []
    for own in (own for own, *_ in host.by_name.values() if own.format != "ifcfg" and method_of(own)):
        places = (own.span, *(s.value.span for s in written(host, own)))
        found += [(own, span) for span in {span.source: span for span in reversed(places)}.values()]
    wide = [i for i in host.interfaces if re.fullmatch(r"[^*?[!\s]+", i.name) is None and (served(i) or own_address(i))]
    named = {own.name for own, _ in found}
    for device in (d for d in dict.fromkeys(r.device for r in host.virtual_routers) if wide and d not in named):
        first = next((i for i in wide if not i.name or fnmatchcase(device, i.name)), None)
        found += [(first._replace(name=device), first.span)] if first is not None else []
    return found


def names_of(routers: Sequence[Converted], host: Host) -> Sequence[str]:
    """Return the names of the stanzas whose options start the daemons of a host's routers; one of more than `LONGEST`
    characters is left out."""
    firsts: dict[str, Converted] = {}
    for made in sorted(routers, key=lambda r: not r.first):
        firsts.setdefault(made.device, made)
    return [_name(made, made is firsts[made.device], host) for made in routers]


def _name(made: Converted, first: bool, host: Host) -> str:
    """Return the name of a router's stanza: that of its device, for the `first` of its routers, if that is a static one of a
    new file or of the host's own, where it starts no daemon yet."""
    interface = host.interface(made.device)
    if definitions_of(host) is not None:
        own, there = _found(host, made), _there(host, f"{made.device}:ucarp")
        fits = not there or certain(made.after.addresses[0].address).ip in there
        free = fits and own is not None and not any(option.name.startswith("ucarp-") for option in own.options)
    else:
        free = interface is None or not (served(interface) or other_source(host, made))
    return made.device if first and free else f"{made.device}:{made.id}"


def _stanza(above: Phrase, name: str, method: str, *lines: Phrase | None) -> Phrase:
    own = (line.indented("    ") for line in lines if line is not None)
    return joined((say(""), above, say("iface {} inet {}", name, method), *own))


def _options(made: Converted) -> Iterator[Phrase]:
    none = say("# carplint carries no password over: ucarp-password, at most 19 bytes, the same on every node")
    yield from head(made, LANGUAGE)
    yield say("ucarp-vid {}", made.id)
    yield say("ucarp-vip {}", certain(made.after.addresses[0].address).ip)
    yield say("ucarp-password {}", made.secret) if made.secret else none
    yield from statements(made.after, OPTIONS, LANGUAGE)


def _selected(name: str, interface: Interface | None) -> Phrase:
    """Return the line above a stanza, which says whether it comes up at boot."""
    down = interface is not None and interface.at_boot is not None and interface.at_boot.value is False
    return say("# {} does not come up at boot." if down else "auto {}", name)


def _daemon(made: Converted, name: str, interface: Interface | None) -> Phrase:
    """Return a stanza that starts the daemon of a router on an `interface`, None for one that the host's own file has."""
    own, address = name == made.device, say("# address: of this node, which carplint does not know")
    if made.address is not None:
        address = say("address {}", made.address if own else made.address.ip)
    options = (*kept(interface, LINES, LANGUAGE), *_options(made)) if own else _options(made)
    return _stanza(_selected(name, interface), name, "static" if own else "manual", address, *options)


def _there(host: Host, name: str) -> Collection[IPAddress]:
    """Return the addresses that the host's own file brings up under a name."""
    found = [i for i in host.interfaces if i.name == name and i.format == TARGET]
    return [a.value.ip for i in found for a in i.addresses if a.value is not None]


def _aliases(router: VirtualRouter, name: str, there: Collection[IPAddress]) -> Iterator[Phrase]:
    """Yield the stanzas that ifup brings up with the VIPs, none for those that are `there` already or if scripts do that."""
    vips = [v for v in router.addresses if certain(v.address).ip not in there] if router.up_script is None else []
    for vip in vips:
        first = vip is router.addresses[0]
        note = "The VIP: uCarp alone brings it up, so no auto line names it" if first else "It comes with the VIP above"
        address, up = say("address {}", certain(vip.address)), None if first else say("up {}", announce(vip))
        yield _stanza(say(f"# {note} (carplint)."), f"{name}:ucarp", "static", address, up)


def _new(host: Host, without: Collection[str]) -> Iterator[Phrase]:
    """Yield the node's interfaces `without` some devices, as far as their addresses are known."""
    yield say("# /etc/network/interfaces of {}, written by carplint.\n", host.name)
    yield _stanza(say("auto lo"), "lo", "loopback")
    for name, (interface, *_) in host.by_name.items():
        method = method_of(interface)
        if method and name not in ("lo", *without):
            address = say("address {}", own_address(interface))
            own = (address, *kept(interface, LINES, LANGUAGE)) if method == "static" else ()
            yield _stanza(_selected(name, interface), name, method, *own)


def _found(host: Host, made: Converted) -> Stanza | None:
    """Return the host's own stanza with a router's device and address, which the hook takes as source."""
    definitions = definitions_of(host)
    named = [s for s in (definitions.named(made.device) if definitions else ()) if s.family.value == "inet" and s.own]
    both = ((s, read.address(s)) for s in named)
    return next((s for s, own in both if own is not None and own.value in (None, made.address)), None)


def _behind(stanza: Stanza, made: Converted) -> tuple[Source, int, Phrase]:
    """Return where the options of a router go, behind those of a stanza, and their lines, indented as these."""
    key, value = stanza.own[-1]
    source = value.span.source
    line = source.line(source.position(key.span.start)[0])
    indent = line[: len(line) - len(line.lstrip())] or "    "
    at = source.text.find("\n", value.span.end) + 1 or len(source.text)
    return source, at, joined(option.indented(indent) for option in _options(made))


def _texts(host: Host, named: Sequence[tuple[str, Converted]]) -> Iterator[tuple[Source, Sequence[Phrase]]]:
    """Yield the host's own files, or else a new one, with the routers put into them."""
    own = next((d.source for d in host.documents if d.format == TARGET), None)
    main = own or Source(PATH, "")
    added: dict[Source, dict[int, list[Phrase]]] = {}
    stanzas: dict[Source, list[Phrase]] = {main: [] if own else [*_new(host, [n for n, _ in named])]}
    for name, made in named:
        stanza = _found(host, made) if name == made.device else None
        if stanza is not None:
            source, at, text = _behind(stanza, made)
            added.setdefault(source, {}).setdefault(at, []).append(text)
        else:
            source = main
            stanzas[main].append(_daemon(made, name, None if own else host.interface(made.device)))
        stanzas.setdefault(source, []).extend(_aliases(made.after, name, _there(host, f"{name}:ucarp")))
    for source, following in stanzas.items():  # behind the options of the last stanza
        added.setdefault(source, {}).setdefault(len(source.text), []).extend(following)
    for source, texts in added.items():
        end = len(source.text)
        if texts.get(end) and source.text[-1:] not in ("", "\n"):
            texts[end].insert(0, say("\n"))
        places = sorted(texts)
        found = [Phrase.kept(source.text[: places[0]])]
        for at, next_place in pairwise((*places, end)):
            found += (*texts[at], Phrase.kept(source.text[at:next_place]))
        yield source, found


def files(host: Host, routers: Sequence[Converted], version: Version) -> Iterator[OutputFile]:
    """Yield the interfaces file of a host, the other files that hold its stanzas, and scripts where ifup gives no label
    that is as long as a VIP's would be, or where a VIP is on another interface than the daemon."""
    named = []
    names = zip(names_of(routers, host), routers, strict=True)
    for name, made in sorted(names, key=lambda pair: pair[0] != pair[1].device):
        router = made.after
        elsewhere = any(certain(vip.device) != made.device for vip in router.addresses)
        by_ifup = not elsewhere and len(f"{name}:ucarp") <= LONGEST
        if router.up_script is None and router.down_script is None and not by_ifup:
            router, scripts = scripted(router, f"/etc/network/ucarp-{made.id}")
            yield from scripts
        named.append((name, made._replace(after=router)))
    mode = 0o600 if any(r.secret for _, r in named) else 0o644
    for source, said in _texts(host, named):
        _, folder, below = source.path.rpartition("etc/network/")
        path, text = f"/{folder + below if folder else PATH}", "".join(p.text for p in said)
        # It is kept whole, with what nobody else may read.
        own = mode if source.mode is None else mode & (0o600 | source.mode)
        yield OutputFile(path, text, own, said=(Said(LANGUAGE, tuple(said)),))


WRITERS = {
    TARGET: Writer(CARP, {"track_link": True, "multicast_group": None, "neutral": False, "shutdown": True}, files)
}
