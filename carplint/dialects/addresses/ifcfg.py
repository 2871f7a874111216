"""ifcfg-* files of network-scripts (Red Hat family) and of SUSE: the interfaces of a node and their addresses.

Values are those that the network scripts would use; where NetworkManager's reader of the same files differs, rules say
so. Source: initscripts 9.49, doc/sysconfig.txt, ifup, ifup-eth, ifup-aliases and network-functions (source_config,
expand_config); for SUSE ifcfg(5) of wicked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address

from carplint.dialects.addresses.common import classful, plain, stays_down, with_length
from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.model import Address, Document, Host, HostFiles, Interface, Setting, Value, read_ipv4
from carplint.text.finding import Finding
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

NAME = "ifcfg"
NUMBERS = ("", *map(str, range(256)))
"""The endings of IPADDR, NETMASK and PREFIX, in the order in which expand_config goes through them."""

_INHERITED = ("PREFIX", "NETMASK", "BROADCAST", "GATEWAY", "NO_ALIASROUTING", "ARPCHECK", "ARPUPDATE")
"""The keys that an alias takes from its parent's file if its own does not set them: ifup-aliases, ini_env."""
_FALSE = ("f", "false", "n", "no", "0")
_TRUE = ("t", "true", "y", "yes", "1")
"""The values that is_false and is_true take, in any case: rc.d/init.d/functions."""
_AT_BOOT = {
    "auto": True, "hotplug": True, "ifplugd": True, "nfsroot": True, "onboot": True, "boot": True, "on": True,
    "manual": False, "off": False, "no": False, "never": False,
}  # fmt: skip
"""STARTMODE of SUSE. Source: ifcfg(5)."""
_STATIC = ("", "none", "static")
_DIALS = ("modem", "xdsl", "isdn", "ppp")
"""Values of BOOTPROTO and TYPE."""
_SUSE_HOME = "/sysconfig/network/"

Facts = Mapping[str, Value[str]]


class _Documents:
    """Some documents, equal only to themselves."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.documents = documents

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Documents) and other.documents is self.documents

    def __hash__(self) -> int:
        return id(self.documents)


@lru_cache(maxsize=1)
def _files(all: _Documents) -> dict[str, Document]:
    named = ((d.source.path.rpartition("/")[2], d) for d in reversed(all.documents) if d.format == NAME)
    return {name: d for name, d in named if name.startswith("ifcfg-")}


def file_of(host: Host | HostFiles, name: str) -> Document | None:
    """Return the file ifcfg-NAME of a host, or None."""
    return _files(_Documents(host.documents)).get(f"ifcfg-{name}")


def _length(text: str, key: str) -> int:
    """Return the length that a PREFIX or a NETMASK gives; raise ValueError if it gives none. A mask with holes, or one
    that is upside down, gives none: ipcalc refuses it. A leading zero makes a PREFIX octal for ip, but not for
    NetworkManager."""
    if key == "PREFIX":
        if re.fullmatch(r"0|[1-9][0-9]?", text) and int(text) <= 32:
            return int(text)
        raise ValueError(f"{text!r} is not a prefix length from 0 to 32")
    zeros = (1 << 32) - int(read_ipv4(text))
    if zeros & (zeros - 1):
        raise ValueError(f"{text!r} is not a netmask")
    return 33 - zeros.bit_length()


_READERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "IPADDR": ("an IPv4 address", IPv4Address),
    "NETMASK": ("a netmask", lambda text: _length(text, "NETMASK")),
    "PREFIX": ("a prefix length from 0 to 32", lambda text: _length(text, "PREFIX")),
}
_NUMBERED = r"(IPADDR|NETMASK|PREFIX)([0-9]*)"


def read_length(value: Value[str], key: str) -> Value[int]:
    """Return the length that the value of a PREFIX or a NETMASK gives; unknown if it gives none."""
    return value.mapped(lambda text: _length(text, key))


class Fault(NamedTuple):
    """A value that does not fit its key: the key without its number, its number, the value, and what is expected."""

    key: str
    number: str
    value: Value[str]
    wanted: str


def faults(facts: Facts) -> Iterator[Fault]:
    """Yield the known values of IPADDR, NETMASK and PREFIX that the network scripts refuse."""
    for name, value in facts.items():
        match = re.fullmatch(_NUMBERED, name)
        if match is None or not value.value:
            continue
        wanted, reader = _READERS[match[1]]
        if value.mapped(reader).value is None:
            yield Fault(match[1], match[2], value, wanted)


def address(
    ip: Value[str], netmask: Value[str] | None, prefix: Value[str] | None, inherited: int | None = None
) -> Value[Address]:
    """Return an address of an ifcfg file. PREFIX wins over NETMASK; without both an alias has the mask of its parent
    (`inherited`), and any other interface that of the address's class.

    Source: initscripts 9.49.38, network-functions (expand_config) and ifup-aliases."""
    if ip.value is None:
        return ip.but(None)
    key, mask = ("PREFIX", prefix) if prefix is not None and prefix.value != "" else ("NETMASK", netmask)
    try:
        host = read_ipv4(ip.value)
        if mask is None or mask.value == "":
            length = classful(host, 24) if inherited is None else inherited
        else:
            own = read_length(mask, key)
            if own.value is None:
                return ip.but(None, own.why)
            length = own.value
        return ip.but(Address(host, length))
    except ValueError as error:
        return ip.but(None, str(error))


def present(facts: Facts, key: str) -> Value[str] | None:
    """Return the value of a key; None if it is not set, or empty, which the scripts do not tell apart."""
    value = facts.get(key)
    return None if value is None or value.value == "" else value


def _ipv4(facts: Facts, own: Facts, alias: bool) -> Iterator[Value[Address]]:
    """Yield the IPv4 addresses of a file: an alias has one, any other interface has more until a number from 2 on is
    missing."""
    for number in ("",) if alias else NUMBERS:
        ip = present(own, f"IPADDR{number}")
        if ip is not None:
            yield address(ip, facts.get(f"NETMASK{number}"), facts.get(f"PREFIX{number}"))
        elif number and int(number) >= 2:
            return


def _ipv6(facts: Facts) -> Iterator[Value[Address]]:
    """Yield the IPv6 addresses. Without a prefix length the kernel takes 128 and NetworkManager 64."""
    disabled = facts.get("IPV6INIT")
    if disabled is not None and (disabled.value or "").lower() in _FALSE:
        return
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for word in shell.split(facts[key]) if present(facts, key) is not None else ():
            yield with_length(word)


def _suse_addresses(facts: Facts) -> Iterator[Value[Address]]:
    """Yield the addresses of IPADDR=ADDRESS/LENGTH and of all IPADDR_ANYTHING, each perhaps with its PREFIXLEN_ or
    NETMASK_."""
    for key, value in facts.items():
        if re.fullmatch(r"IPADDR(_\w+)?", key) and value.value != "":
            masks = (present(facts, key.replace("IPADDR", kind)) for kind in ("PREFIXLEN", "NETMASK"))
            mask = next((m for m in masks if m is not None), None)
            yield with_length(value, None if mask is None else mask.value)


def _at_boot(facts: Facts, here: Span, above: Interface | None, *, alias: bool, suse: bool) -> Value[bool] | None:
    """Return whether the network scripts bring it up at boot: an interface unless ONBOOT is false, an alias with its
    parent unless ONPARENT is exactly no or NO. For SUSE only STARTMODE counts, by default manual."""
    deciding = facts.get("STARTMODE" if suse else "ONPARENT" if alias else "ONBOOT")
    if deciding is None or (alias and stays_down(deciding) is False):
        return Value(not suse, "", here) if not alias else above.at_boot if above is not None else None
    if deciding.value is None:
        return deciding.but(None)
    if suse:
        return deciding.but(_AT_BOOT.get(deciding.value.lower()))
    return deciding.but(not alias and deciding.value.lower() not in _FALSE)


def _controller(facts: Facts) -> Value[str] | None:
    """Return the interface that this one is a port of; ifup-eth then ignores its addresses."""
    master = present(facts, "MASTER") if facts.get("SLAVE") is not None and facts["SLAVE"].value == "yes" else None
    return master or present(facts, "TEAM_MASTER") or present(facts, "BRIDGE")


def _lower(name: str, facts: Facts) -> Value[str] | None:
    vlan = facts.get("VLAN")
    if vlan is not None and vlan.value is not None and vlan.value.lower() in _TRUE:
        match = re.fullmatch(r"(.+)\.[0-9]{1,4}", name)
        return vlan.but(match[1]) if match is not None else present(facts, "PHYSDEV")
    return present(facts, "ETHERDEVICE")


def _interface(document: Document, parents: Mapping[str, tuple[Interface, Facts]]) -> tuple[Interface, Facts]:
    source = document.source
    settings = shell.run(source, document.tree).settings
    own: Facts = {s.key.written: s.value for s in settings}
    file_name = source.path.rpartition("/")[2].removeprefix("ifcfg-")
    device = present(own, "DEVICE")
    name = device.value if device is not None and device.value is not None else file_name
    if device is None and "HWADDR" in own and "NAME" in own:
        name = ""  # NetworkManager's: the file is named after the connection, and the card is found by its address
    suse = _SUSE_HOME in source.path or "STARTMODE" in own
    ranged = file_name.rpartition("-range")[0]
    parent = name.partition(":")[0] if ":" in name else ranged if ranged and "IPADDR_START" in own else None
    above, inherited = parents.get(parent, (None, {})) if parent is not None else (None, {})
    facts = {**{k: inherited[k] for k in _INHERITED if k in inherited}, **own} if parent is not None else own
    here = source.span()
    controller = _controller(own)
    if controller is not None:
        addresses: tuple[Value[Address], ...] = ()
    elif suse:
        addresses = tuple(_suse_addresses(own))
    elif ranged and parent is not None and ":" not in name:
        addresses = tuple(_range(facts))
    else:
        addresses = (*_ipv4(facts, own, parent is not None), *_ipv6(own))
    protocol = own.get("BOOTPROTO")
    asked = "" if protocol is None else protocol.value
    kind = own.get("TYPE")
    dials = name.startswith("ppp") or (kind is not None and (kind.value or "").lower() in _DIALS)
    mac = present(own, "HWADDR")
    return Interface(
        name=name,
        span=here,
        parent=parent,
        addresses=addresses,
        boot_protocol=protocol,
        on_boot=own.get("ONBOOT"),
        on_parent=own.get("ONPARENT"),
        settings=settings,
        dynamic=dials or asked is None or asked.lower() not in _STATIC,
        at_boot=_at_boot(own, here, suse=suse, above=above, alias=parent is not None),
        controller=controller,
        lower=_lower(name, own),
        gateway=plain(own.get("GATEWAY")),
        mac=None if mac is None else mac.mapped(str.upper),
        uuid=present(own, "UUID"),
    ), own


def _range(facts: Facts) -> Iterator[Value[Address]]:
    """Yield the addresses from IPADDR_START to IPADDR_END, which must be in one block of 256; otherwise there are none."""
    first, last = facts["IPADDR_START"], facts.get("IPADDR_END")
    if first.value is None or last is None or last.value is None:
        yield first.but(None, first.why or "IPADDR_END is not known")
        return
    (block, _, low), (other, _, high) = first.value.rpartition("."), last.value.rpartition(".")
    if block == other and low.isdecimal() and high.isdecimal() and len(low) <= 3 and len(high) <= 3:
        for number in range(int(low), min(int(high), 255) + 1):
            yield address(first.but(f"{block}.{number}"), facts.get("NETMASK"), facts.get("PREFIX"))


def statements(document: Document) -> tuple[int, list[Span]]:
    """Return how many statements a shell-style file has, and the places of those that a shell does not understand as settings."""
    found = [leaf for leaf in document.tree.leaves() if leaf.kind != "TRIVIA"]
    return len(found), [Span(document.source, x.start, x.end) for x in found if x.kind != "ASSIGNMENT"]


def _after_parents(document: Document) -> bool:
    name = document.source.path.rpartition("/")[2]
    return ":" in name or "-range" in name


def read(host: HostFiles) -> Part:
    """Read the interfaces, parents before their aliases."""
    documents = sorted((d for d in host.documents if d.format == NAME), key=_after_parents)
    parents: dict[str, tuple[Interface, Facts]] = {}
    result: list[Interface] = []
    total = 0
    puzzling: list[Span] = []
    for document in documents:
        interface, facts = _interface(document, parents)
        parents.setdefault(interface.name, (interface, facts))
        result.append(interface)
        lines, odd = statements(document)
        total += lines
        puzzling += [*odd, *(s.key.span for s in interface.settings if not is_known(s.key.written))]
    understood = max(0, total - len(puzzling))
    findings = tuple(_strays(documents))
    return Part(tuple(result), findings=findings, statements=total, understood=understood, puzzling=tuple(puzzling))


def _strays(documents: Sequence[Document]) -> Iterator[Finding]:
    """Yield what is wrong with the lines of the files."""
    for document in documents:
        if not shell.is_plain(document.source, document.tree):
            from carplint.dialects.shell.strays import strays  # few files have more than assignments

            yield from strays(document.source, document.tree, is_known)


def interface_of(host: HostFiles, name: str) -> Interface | None:
    """Return the interface of the file ifcfg-NAME of a host, if that is the name of its device."""
    parent = file_of(host, name.partition(":")[0]) if ":" in name else None
    above = _interface(parent, {}) if parent is not None else None
    own = file_of(host, name)
    found = _interface(own, {above[0].name: above} if above is not None else {})[0] if own is not None else None
    return found if found is not None and found.name == name else None


def setting(interface: Interface, key: str) -> Setting | None:
    """Return the last assignment of a key in an interface's file, the one that counts."""
    return next((s for s in reversed(interface.settings) if s.key.written == key), None)
