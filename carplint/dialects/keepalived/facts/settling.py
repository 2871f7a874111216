"""What the daemon settles of a vrrp_instance as it reads its statements one after another: the family by the first
address, the version, and which of the addresses it keeps.

Source: keepalived, vrrp/vrrp_parser.c, vrrp_data.c, global_parser.c; tried on 2.2.7.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address

from carplint.dialects.keepalived.tree.statement import Said, Statement
from carplint.dialects.keepalived.words.addresses import AddressLine
from carplint.dialects.keepalived.words.read import read
from carplint.dialects.keepalived.words.values import family, truth, unclear
from carplint.model import Address, IPAddress, Value
from carplint.text.typing import NamedTuple
from carplint.text.version import Version

UNKNOWN = "nothing says what its variable stands for"
"""Why a value is not known that holds a `$`."""


class Globals(NamedTuple):
    """What global_defs says about all instances. `strict` and `version` are None where that is unclear, the groups
    where a variable hides them."""

    strict: bool | None = False
    version: int | None = 2
    group4: IPAddress | None = IPv4Address("224.0.0.18")
    group6: IPAddress | None = IPv6Address("ff02::12")
    dynamic_interfaces: bool = False


def settings(statements: Iterable[Statement], release: Version) -> Globals:
    """The global settings; of a repeated one the last that the daemon takes counts. Until 2.2.7 a word after
    vrrp_strict is ignored."""
    found: dict[str, Statement] = {}
    for block in statements:
        if block.words[0] == "global_defs":
            found.update((s.words[0], s) for s in block.children or ())
    strict, version = found.get("vrrp_strict"), found.get("vrrp_version")
    default = Globals()
    if not found:
        return default
    groups = []
    for key, usual in (("vrrp_mcast_group4", default.group4), ("vrrp_mcast_group6", default.group6)):
        line = found.get(key)
        said = None if line is None or len(line.words) < 2 else read(line, release).value
        groups.append(said or (None if unclear(line) else usual))
    return Globals(
        strict=strict is not None if release <= (2, 2, 7) else truth(strict) if strict is not None else False,
        version=None if unclear(version) else 2 if version is None else read(version, release).value or 2,
        group4=groups[0],
        group6=groups[1],
        dynamic_interfaces="dynamic_interfaces" in found,
    )


class Vip(NamedTuple):
    """A line of virtual_ipaddress or virtual_ipaddress_excluded that the daemon takes."""

    line: Statement
    read: AddressLine

    @property
    def address(self) -> Value[Address]:
        """The address with the prefix length that it gets."""
        why = UNKNOWN if self.read.address is None else ""
        return Said(self.read.address, self.line, 0, why)

    @property
    def device(self) -> Value[str] | None:
        """The interface that the line names."""
        return self.line.value(self.read.device) if self.read.device else None

    @property
    def label(self) -> Value[str] | None:
        """The label that it gets."""
        return self.line.value(self.read.label) if self.read.label else None


class Peer(NamedTuple):
    """A line of unicast_peer that the daemon takes."""

    line: Statement
    address: Value[IPAddress]


class Settled:
    """A vrrp_instance while it is read: what its statements have settled so far.

    `first` is the statement whose address decided the family, `preempt` the last one about preemption."""

    def __init__(self, statement: Statement, common: Globals, release: Version) -> None:
        self.release = release
        self.statements: dict[str, list[Statement]] = {}
        self.vips: list[Vip] = []
        self.excluded: list[Vip] = []
        self.peers: list[Peer] = []
        self.source: Value[IPAddress] | None = None
        self.group: Value[IPAddress] | None = None
        self.preempt: Statement | None = None
        self.strange: list[tuple[Statement, int, Statement | None]] = []
        self.late: list[tuple[Statement, Statement]] = []
        self.family: int | None = 0
        self.version: int | None = 0
        self.first: Statement | None = None
        for child in statement.children or ():
            key = child.words[0]
            if key in self.statements:
                self.statements[key].append(child)
            else:
                self.statements[key] = [child]
            if key in _READ:
                _READ[key](self, child)
        if self.family == 0:
            self.family = 4
        if self.version == 0:
            self.version = 3 if self.family == 6 else None if self.family is None else common.version
        own = self.statements.get("strict_mode")
        said = None if own is None else truth(own[-1])
        self.strict = None if own and unclear(own[-1]) else common.strict if said is None else said
        if self.strict and self.family == 6:
            self.version = 3

    def _meets(self, line: Statement, at: int, ip: IPAddress | None) -> bool:
        """Whether an address fits, None for one that a variable hides; the first one decides the family."""
        if self.family is None or (self.family and ip is None):
            return True
        if self.family == 0:
            self.family = None if ip is None else ip.version
            self.first = line
        elif ip is not None and ip.version != self.family:
            self.strange.append((line, at, self.first))
            return False
        return True

    def _read_vips(self, block: Statement) -> None:
        for line in block.children or ():
            found: AddressLine | None = read(line, self.release).value
            if found is not None and self._meets(line, 0, None if found.address is None else found.address.ip):
                self.vips.append(Vip(line, found))

    def _read_excluded(self, block: Statement) -> None:
        for line in block.children or ():
            found: AddressLine | None = read(line, self.release).value
            if found is not None:
                self.excluded.append(Vip(line, found))

    def _read_peers(self, block: Statement) -> None:
        for line in block.children or ():
            value = self._address(line, 0)
            if value is not None and self._meets(line, 0, value.value):
                self.peers.append(Peer(line, value))

    def _read_source(self, line: Statement) -> None:
        self.source = self._fitting(line)

    def _read_group(self, line: Statement) -> None:
        self.group = self._fitting(line)

    def _fitting(self, line: Statement) -> Value[IPAddress] | None:
        """The address of a statement; None where the daemon does not take it, and then an earlier one is gone, too."""
        value = self._address(line, 1)
        return value if value is not None and self._meets(line, 1, value.value) else None

    def _address(self, line: Statement, at: int) -> Value[IPAddress] | None:
        """The address of a line; None where the daemon does not take it."""
        if len(line.words) <= at:
            return None
        if "$" in line.words[at]:
            return Said(None, line, at, UNKNOWN)
        found = read(line, self.release).value
        return None if found is None else Said(found, line, at)

    def _read_ipvlan(self, line: Statement) -> None:
        for at, word in enumerate(line.words):
            head = word.partition("/")[0]
            if at and "." in word and family(head):
                self._meets(line, at, IPv4Address(head))

    def _read_native(self, line: Statement) -> None:
        if self.family == 4:
            self.strange.append((line, 0, self.first))
        elif self.family == 0:
            self.family, self.version, self.first = 6, 3, line

    def _read_preempt(self, line: Statement) -> None:
        self.preempt = line

    def _read_version(self, line: Statement) -> None:
        value = read(line, self.release).value
        hidden = unclear(line)
        earlier = self.statements["version"]
        if not hidden and type(value) is not int:
            return
        if not hidden and self.version and self.version != value:
            self.late.append((line, earlier[0] if len(earlier) > 1 else self.first or earlier[0]))
        elif value == 2 and self.family == 6 and self.first is not None:
            self.late.append((line, self.first))
        else:
            self.version = None if hidden else value


_READ = {
    "virtual_ipaddress": Settled._read_vips,
    "virtual_ipaddress_excluded": Settled._read_excluded,
    "unicast_peer": Settled._read_peers,
    "unicast_src_ip": Settled._read_source,
    "mcast_src_ip": Settled._read_source,
    "mcast_dst_ip": Settled._read_group,
    "use_ipvlan": Settled._read_ipvlan,
    "native_ipv6": Settled._read_native,
    "version": Settled._read_version,
    "preempt": Settled._read_preempt,
    "nopreempt": Settled._read_preempt,
}
"""The statements that are settled as they are read."""
