"""The common part of the writers: what a target says of a virtual router, and the files of a node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from carplint.dialects.comments import origin
from carplint.model import Address, Host, Interface, Setting, Value, VirtualRouter, known
from carplint.model.target import Converted, ConvertedNet, OutputFile
from carplint.text.phrase import Language, Phrase, Said, joined
from carplint.text.typing import NamedTuple
from carplint.text.version import Version


class Writer(NamedTuple):
    """The writer of a dialect: the family of the protocol; the attributes of a virtual router that its launcher has no
    option for, with the values that these have then; and what makes the files of a host, by their paths there, for a
    release of keepalived."""

    family: str
    fixed: Mapping[str, object]
    files: Callable[[Host, Sequence[Converted], Version], Iterator[OutputFile]]

    def write(self, net: ConvertedNet) -> Iterator[OutputFile]:
        """Yield the files of all hosts, each below the name of its host."""
        for host, routers in net.by_host.items():
            for file in self.files(net.hosts[host], routers, net.version):
                yield file._replace(path=f"{host}{file.path}")


def is_plain(text: str) -> bool:
    """Return whether launchers of ucarp, which are shell scripts and quote nothing, pass a word on as it is (ucarp.init of
    EPEL, Debian's /etc/network/if-up.d/ucarp). Anything else would be cut, or be an option of its own."""
    return re.fullmatch(r"[\w./:@%+=,][\w./:@%+=,-]*", text, re.ASCII) is not None


class Statement(NamedTuple):
    """How a target says an attribute of a virtual router: the words, with {} for its value. A value that is the
    `default` goes without saying."""

    attribute: str
    words: str
    default: object = None


def statements(
    router: VirtualRouter, table: Iterable[Statement], language: Language, remark: str = ""
) -> Iterator[Phrase]:
    """Yield what a target says of a router. `remark` is what stands between a statement and the words of the source for
    it, "" if these are left out."""
    for attribute, words, default in table:
        value: Value[object] | None = getattr(router, attribute)
        if value is not None and value.value is not None and value.value != default:
            spelt = f"{value.value:g}" if isinstance(value.value, float) else str(value.value)
            said = language.say(words, spelt)
            yield language.say(f"{{}}{remark}{{}}", said, value.why) if remark and value.why else said


def head(made: Converted, language: Language, by: str = "by") -> Iterator[Phrase]:
    """Yield the comments above what a target says of a router: where it comes from, and those of its source."""
    yield language.say("# VHID {}, {} carplint from {}", made.id, Phrase.kept(by), origin(made.after.span))
    yield from (language.say("# {}", text) for text in made.comments)


def served(interface: Interface) -> str:
    """Return the protocol by which a server gives an interface its address, "" if none does. ifcfg files and Debian's
    interfaces have the same words for it; the other languages only ask for an address or do not."""
    asked = known(interface.boot_protocol, "").lower()
    asks = interface.dynamic and interface.format not in ("ifcfg", "interfaces") and own_address(interface) is None
    return asked if asked in ("dhcp", "bootp") else "dhcp" if asks else ""


DETAILS: Mapping[str, Mapping[str, str]] = {
    "ifcfg": {"mtu": "MTU", "dns": "DNS[12]", "search": "DOMAIN"},
    "interfaces": {"mtu": "mtu", "dns": "dns-nameservers?", "search": "dns-search"},
    "netplan": {"mtu": "mtu", "dns": r"nameservers\.addresses", "search": r"nameservers\.search"},
    "networkd": {"mtu": r"(Link|NetDev)\.MTUBytes", "dns": r"Network\.DNS", "search": r"Network\.Domains"},
    "networkmanager": {"mtu": r"(802-3-)?ethernet\.mtu", "dns": r"ipv4\.dns", "search": r"ipv4\.dns-search"},
}
"""By the format of an interface's file, the patterns of the keys of what its file of another format has, too."""
_WORDS = {"mtu": "[0-9]+", "dns": "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", "search": "[A-Za-z0-9][A-Za-z0-9.-]*"}


def details(interface: Interface, format: str) -> Iterator[tuple[str, Setting, Sequence[str]]]:
    """Yield what a static interface's file says besides its addresses that goes into one of another format, with its words. The
    network scripts have two DNS servers, a resolver three (initscripts, sysconfig.txt; resolv.conf(5))."""
    servers = 2 if format == "ifcfg" else 3
    word = r"[^ \t;]+" if interface.format == "networkmanager" else r"[^ \t]+"
    for setting in interface.settings if not served(interface) else ():
        key, words = known(setting.key, ""), re.findall(word, known(setting.value, ""))
        for kind, pattern in DETAILS.get(interface.format, {}).items():
            if words and re.fullmatch(pattern, key) and all(re.fullmatch(_WORDS[kind], w) for w in words):
                servers -= len(words) if kind == "dns" else 0
                yield from [(kind, setting, words)] if kind != "dns" or servers >= 0 else ()


def kept(interface: Interface | None, lines: Mapping[str, str], language: Language) -> Iterator[Phrase]:
    """Yield the lines of a file for what goes over from an interface's own one: its gateway, and its details by their kinds.
    {n} is the number of each word; without it all stand in one line."""
    if interface is None:
        return
    said: dict[str, list[str]] = {}
    gateway = interface.gateway
    if gateway is not None and gateway.value is not None:
        said["gateway"] = [str(gateway.value)]
    for kind, _, words in details(interface, "ifcfg" if "{n}" in lines["dns"] else "interfaces"):
        own = said.setdefault(kind, [])
        own[len(own) if kind != "mtu" else 0 :] = words
    for kind, words in said.items():
        for n, text in enumerate(words if "{n}" in lines[kind] else [tuple(words)], 1):
            yield language.say(lines[kind].replace("{n}", str(n)), text)


def own_address(interface: Interface) -> Address | None:
    """Return the first IPv4 address that an interface's file says."""
    return next((a.value for a in interface.addresses if a.value is not None and a.value.ip.version == 4), None)


def other_source(host: Host, made: Converted) -> str:
    """Return the source address of a router if it is not the first one of its interface, which daemons take by themselves."""
    interface = host.interface(made.device)
    first = own_address(interface) if interface is not None else None
    return "" if first is None or made.address is None or made.address.ip == first.ip else str(made.address.ip)


def file_of(path: str, lines: Iterable[Phrase], language: Language, mode: int = 0o644) -> OutputFile:
    """Return a file that consists of lines."""
    said = joined(lines)
    return OutputFile(path, said.text, mode, said=(Said(language, (said,)),))
