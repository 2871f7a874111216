"""The common model: what the files of all hosts say, independent of their format. The rules' only vocabulary.

Facts are three-valued. An attribute that is None is absent: no file says it. A `Value` whose `value` is None is
unknown: something is written, but what it amounts to cannot be known from the files (a shell substitution, text that is
not an address); `why` says so. Otherwise it is the effective value, as the daemon uses it, with what was written and
where. A default has the span of what it belongs to, and an empty `written`.
"""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_interface, ip_network

from carplint.text.source import Source, Span
from carplint.text.typing import TYPE_CHECKING, NamedTuple, TypeVar
from carplint.text.value import Value, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from carplint.text.finding import Finding
    from carplint.text.parse import Node
    from carplint.text.reading import Budget, Find, Links

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
T = TypeVar("T")


class Setting(NamedTuple):
    """A key and its value as written in a file, for rules about the keys themselves."""

    key: Value[str]
    value: Value[str]


class Document(NamedTuple):
    """A recognised file: its source, the name of its format, and its lossless tree, which is a single leaf where the
    format is read by tokens or as plain text."""

    source: Source
    format: str
    tree: "Node"


def read_ip(text: str) -> IPAddress:
    """Read an IP address; raise ValueError for anything else."""
    try:
        return ip_address(text)
    except ValueError:
        raise ValueError(f"'{text[:40]}' is not an IP address") from None


def read_ipv4(text: str) -> IPv4Address:
    """Read an IPv4 address; raise ValueError for anything else."""
    try:
        return IPv4Address(text)
    except ValueError:
        raise ValueError(f"'{text[:40]}' is not an IPv4 address") from None


class Address(NamedTuple):
    """The address of an interface or a VIP, with its prefix length. Unlike the interfaces of ipaddress, it computes its
    network only on request: there may be thousands."""

    ip: IPAddress
    length: int

    def __str__(self) -> str:
        return f"{self.ip}/{self.length}"

    @classmethod
    def read(cls, text: str) -> "Address":
        """Read ADDRESS, ADDRESS/LENGTH or ADDRESS/NETMASK; raise ValueError for anything else."""
        head, slash, length = text.partition("/")
        if ":" not in text and (not slash or (length.isascii() and length.isdecimal() and len(length) < 10)):
            ip = read_ip(head)
            if not slash or int(length) <= ip.max_prefixlen:
                return cls(ip, int(length) if slash else ip.max_prefixlen)
        try:
            whole = ip_interface(text)
        except ValueError:
            raise ValueError(f"'{text[:40]}' is not an address with a prefix length or netmask") from None
        if "." in length and str(whole.netmask) != length:
            raise ValueError(f"'{length[:40]}' is not a netmask")  # ipaddress takes 0.0.0.255, too; nobody else does
        return cls(whole.ip, whole.network.prefixlen)

    @property
    def network(self) -> IPNetwork:
        """The network that contains it."""
        return ip_network(str(self), strict=False)


class Interface(NamedTuple):
    """A network interface as a node's own files define it.

    `name` is the device, a pattern such as en* of systemd-networkd, or "" if the file leaves the choice of the device
    to a MAC address or the like. `parent` is the interface that an alias belongs to (eth0 for eth0:0), or None.
    `on_parent` is ONPARENT, which alone decides whether an alias comes up with its parent at boot; `on_boot` is ONBOOT.
    Source: initscripts, doc/sysconfig.txt, ifup-aliases."""

    name: str
    span: Span
    parent: str | None = None
    addresses: tuple[Value[Address], ...] = ()
    boot_protocol: Value[str] | None = None
    on_boot: Value[str] | None = None
    on_parent: Value[str] | None = None
    settings: tuple[Setting, ...] = ()
    format: str = "ifcfg"
    """The name of its file's format."""
    dynamic: bool = False
    """True if it gets, or may get, addresses that no file says: by DHCP, IPv6 autoconfiguration, PPP."""
    at_boot: Value[bool] | None = None
    """True if, all in all, it comes up at boot: by ONBOOT; by ONPARENT with the parent's ONBOOT; by Debian's `auto` and
    allow-hotplug; by NetworkManager's autoconnect. None if its files leave it open."""
    controller: Value[str] | None = None
    """The bond, bridge or team that it is a port of, which has the addresses in its place: MASTER with SLAVE=yes,
    BRIDGE, TEAM_MASTER (initscripts 9.49, ifup-eth)."""
    lower: Value[str] | None = None
    """The interface that carries a VLAN's packets: eth0 for eth0.10; PHYSDEV (initscripts 9.49, ifup)."""
    gateway: Value[IPAddress] | None = None
    """The router of its default route."""
    mac: Value[str] | None = None
    """The hardware address of the file's device: HWADDR, in capitals (initscripts 9.49, ifup-eth)."""
    uuid: Value[str] | None = None
    """NetworkManager's name for the connection (nm-settings-ifcfg-rh(5), UUID)."""


class VirtualAddress(NamedTuple):
    """A VIP: the address with its prefix length (by default the host length, /32 or /128), and where it is brought up."""

    address: Value[Address]
    prefixed: bool = False
    """True if a prefix length or netmask is written, or an up script gives one; otherwise it is a default of /32 or
    /128."""
    device: Value[str] | None = None
    label: Value[str] | None = None


class PassFile(NamedTuple):
    """A file that holds a password: the path that names it, and what was read. `absent` is True if its folder is among
    the inputs and the file is not; `instead` says what lies there if it is not a file."""

    path: Value[str]
    source: Source | None = None
    absent: bool = False
    instead: str = ""


class Authentication(NamedTuple):
    """The protection of a virtual router's advertisements: `hmac-sha1` (CARP), `PASS` or `AH` (VRRPv2).

    `secret.value` is what the daemon compares, so at most 8 bytes of a VRRP password. A secret from a `passfile` has
    the span where that file is named."""

    method: Value[str]
    secret: Value[str] | None
    passfile: PassFile | None = None


class Tracker(NamedTuple):
    """An object that a VRRP node watches: `kind` is interface, script, file, process or bfd. With weight 0 its failure
    means FAULT; otherwise a positive weight is added to the priority while it is healthy, a negative one while it is
    not, and `reverse` swaps the two. `program` is what a script runs. Source: keepalived.conf(5), vrrp_track.c."""

    kind: str
    name: Value[str]
    weight: Value[int]
    reverse: bool = False
    program: Value[str] | None = None


class Misreading(NamedTuple):
    """A word of a command line that the daemon does not take as written. `kind` is refused, cut (only the low bits of a
    number count) or tail (what follows a number does not count); `value` is the number that the daemon then uses."""

    option: str
    kind: str
    word: Value[str]
    value: int | None = None


class VirtualRouter(NamedTuple):
    """One node's part in a virtual router: what it brings to the election.

    `id` is the VRID or VHID, 1..255. CARP nodes have `advskew` (1/256 s, 0..255); VRRP nodes have `priority` (1..255).
    `interval` is the advertisement interval in seconds: advbase or advert_int. `dead_ratio` is how many intervals a
    backup waits."""

    host: str
    format: str
    protocol: str
    """The protocol on the wire: carp, vrrp2 or vrrp3."""
    daemon: str
    """The daemon that speaks it on this node: ucarp, keepalived, or the kernel of openbsd or freebsd."""
    name: Value[str]
    id: Value[int] | None = None
    interface: Value[str] | None = None
    addresses: tuple[VirtualAddress, ...] = ()
    excluded: tuple[VirtualAddress, ...] = ()
    """VIPs that are not in the advertisements: those of virtual_ipaddress_excluded, or those that ucarp's up script
    adds."""
    priority: Value[int] | None = None
    advskew: Value[int] | None = None
    interval: Value[float] | None = None
    dead_ratio: Value[int] | None = None
    preempt: Value[bool] | None = None
    preempt_delay: Value[float] | None = None
    initial_state: Value[str] | None = None
    authentication: Authentication | None = None
    source_address: Value[IPAddress] | None = None
    unicast_peers: tuple[Value[IPAddress], ...] = ()
    multicast_group: Value[IPAddress] | None = None
    broadcast: Value[bool] | None = None
    trackers: tuple[Tracker, ...] = ()
    sync_group: Value[str] | None = None
    """The vrrp_sync_group that it belongs to."""
    track_link: Value[bool] | None = None
    shutdown: Value[bool] | None = None
    neutral: Value[bool] | None = None
    up_script: Value[str] | None = None
    down_script: Value[str] | None = None
    script_parameter: Value[str] | None = None
    alias: Value[str] | None = None
    """The alias interface on which a CARP launcher brings the VIP up."""
    settings: tuple[Setting, ...] = ()
    """The launcher's variables as set when it starts the daemon, each with its span."""
    command: tuple[Value[str], ...] = ()
    """The words of the ucarp command line that the launcher starts, without the program's name; a word that the
    launcher makes up has the span of the file it makes it from, and an empty `written`."""
    strange: tuple[Value[str], ...] = ()
    """Words of the administrator's options that the daemon refuses or ignores."""
    misread: tuple[Misreading, ...] = ()
    """Words of the ucarp command line that the daemon refuses, or reads differently from how they are written."""
    unmodelled: tuple[Value[str], ...] = ()
    """Known keywords that no other attribute holds."""

    @property
    def span(self) -> Span:
        """The span of its name."""
        return self.name.span

    @property
    def device(self) -> str:
        """The interface without an alias; "" if it is not known."""
        return known(self.interface, "").partition(":")[0]

    @property
    def brought_up(self) -> tuple[VirtualAddress, ...]:
        """All VIPs, those that are not in the advertisements, too."""
        return (*self.addresses, *self.excluded)

    @property
    def secret(self) -> Value[str] | None:
        """Its password."""
        return self.authentication.secret if self.authentication is not None else None

    @property
    def passfile(self) -> PassFile | None:
        """The file that holds its password."""
        return self.authentication.passfile if self.authentication is not None else None

    def setting(self, key: str) -> Value[str] | None:
        """Return the value of a variable of its launcher, or None if that is not set."""
        return next((s.value for s in self.settings if s.key.written == key), None)

    @property
    def vips(self) -> frozenset[IPAddress] | None:
        """The VIPs without their prefixes, or None if one of them is unknown."""
        known = frozenset(a.address.value.ip for a in self.addresses if a.address.value is not None)
        return known if len(known) == len({a.address.written for a in self.addresses}) else None


class Command(NamedTuple):
    """A simple command of a script: its words without quotes, their variables left as written. `background` is True if
    the script does not wait for it."""

    words: tuple[str, ...]
    span: Span
    background: bool = False

    @property
    def program(self) -> str:
        """The name of its program, without the path."""
        return self.words[0].rpartition("/")[2]


class Script(NamedTuple):
    """A program that takes part in the failover. `role` is launcher, vip-up or vip-down; `cut` cuts its text into
    simple commands."""

    role: str
    source: Source
    cut: "Callable[[Source], tuple[Command, ...]]"

    @property
    def commands(self) -> tuple[Command, ...]:
        """Its simple commands: most runs ask for those of no script."""
        return self.cut(self.source)


def not_known(pattern: str, source: Source) -> None:
    """Find nothing: the lookup of a host of which only the given files can be read."""


_FEW = 32
_INDEXES: "dict[int, tuple[tuple[Interface, ...], dict[str, list[Interface]]]]" = {}
"""Indexes of interfaces by name, of a few hosts that have many; each keeps the interfaces, so that they stay the same object."""


class HostFiles(NamedTuple):
    """The files of a node before they are read, and what was stated about it; see `Host`, which has the same fields."""

    name: str
    documents: tuple[Document, ...] = ()
    complete: frozenset[str] = frozenset()
    includes: "Find | None" = None
    files: "Find | None" = None
    target: tuple[int, int, int] | None = None
    config_id: str | None = None
    segment: str = ""
    cluster: str = ""
    budget: "Budget | None" = None
    links: "Links | None" = None


class Host(NamedTuple):
    """A node: what its files define. `complete` names the formats whose folder was among the inputs, so that a missing
    file of that format is known to be absent. `target` is the release of keepalived that it runs, None for the
    newest; `config_id` is the id that selects its `@ID` lines, None if it is not known; `includes` finds the files
    that its keepalived.conf includes, `files` those that any other file refers to."""

    name: str
    documents: tuple[Document, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    virtual_routers: tuple[VirtualRouter, ...] = ()
    scripts: tuple[Script, ...] = ()
    facts: tuple[object, ...] = ()
    """What a dialect knows of this host beyond the model, one record per dialect; see `of`."""
    complete: frozenset[str] = frozenset()
    target: tuple[int, int, int] | None = None
    config_id: str | None = None
    includes: "Find | None" = None
    files: "Find | None" = None
    segment: str = ""
    """The declared network segment, or ""."""
    cluster: str = ""
    """The declared cluster, or ""."""
    budget: "Budget | None" = None
    """What is left of what the run may read and expand."""
    links: "Links | None" = None
    """Finds the names of files and what symbolic links lead to; None where the files do not lie as on a host."""
    named: tuple[Source, ...] = ()
    """The files that its other files name and that were read for their values, such as those of EnvironmentFile=."""

    def unread(self, documents: tuple[Document, ...]) -> HostFiles:
        """Return the same host's files as before reading, with other documents."""
        return HostFiles(
            self.name,
            documents,
            self.complete,
            self.includes,
            self.files,
            self.target,
            self.config_id,
            self.segment,
            self.cluster,
            self.budget,
            self.links,
        )

    def of(self, kind: type[T]) -> T | None:
        """Return the facts of one dialect by their class, or None if this host has no file of that dialect."""
        return next((f for f in self.facts if isinstance(f, kind)), None)

    def interface(self, name: str | None) -> Interface | None:
        """Return the interface of that name, or None if no file of this host defines it."""
        if len(self.interfaces) <= _FEW:
            return next((i for i in self.interfaces if i.name == name), None)
        return next(iter(self.by_name.get(name, ())), None) if name is not None else None

    @property
    def by_name(self) -> dict[str, list[Interface]]:
        """The interfaces by name: several files may define the same one. Of a host with many the index is kept."""
        known = _INDEXES.get(id(self.interfaces))
        if known is not None and known[0] is self.interfaces:
            return known[1]
        found: dict[str, list[Interface]] = {}
        for interface in self.interfaces:
            found.setdefault(interface.name, []).append(interface)
        if len(self.interfaces) > _FEW:
            if len(_INDEXES) == _FEW:
                _INDEXES.clear()
            _INDEXES[id(self.interfaces)] = self.interfaces, found
        return found

    @property
    def vips(self) -> frozenset[IPAddress]:
        """The known VIPs of this host."""
        return frozenset(
            a.address.value.ip for r in self.virtual_routers for a in r.addresses if a.address.value is not None
        )

    def users(self, script: Script) -> tuple[VirtualRouter, ...]:
        """Return the virtual routers that run an address script when their VIP goes up or down."""
        up = script.role == "vip-up"
        paths = ((r, known(r.up_script if up else r.down_script, "")) for r in self.virtual_routers)
        return tuple(r for r, path in paths if path and f"/{script.source.path}".endswith(path))


class Cluster(NamedTuple):
    """The virtual routers of different hosts that are meant to be one; see carplint/model/clusters.py."""

    routers: tuple[VirtualRouter, ...]


class ListedFile(NamedTuple):
    """A file below the paths of a run: `state` is `read`, `passed over` (it looks like a file that carplint reads) or
    `refused` (it could not be read, or not as what it was named for); `why` says so in words, also of a file that was read
    for another one's sake. `format` is the name of its dialect, "" if it has none."""

    path: str
    host: str
    format: str
    state: str
    why: str = ""


class Net(NamedTuple):
    """Everything that was read. `findings` are the readers' own, `statements` and `understood` count statements,
    `not_checked` says what was left out and why. `listed` has each file, in the order of their paths."""

    hosts: tuple[Host, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    files: int = 0
    statements: int = 0
    understood: int = 0
    findings: "tuple[Finding, ...]" = ()
    not_checked: tuple[str, ...] = ()
    listed: tuple[ListedFile, ...] = ()
    asked: Mapping[str, frozenset[str]] = {}
    """The hosts of which only these files were asked about: the others are there since they include them."""

    @property
    def virtual_routers(self) -> tuple[VirtualRouter, ...]:
        """The virtual routers of all hosts."""
        return tuple(v for h in self.hosts for v in h.virtual_routers)

    @property
    def vips(self) -> frozenset[IPAddress]:
        """The known VIPs of all hosts."""
        return frozenset().union(*(h.vips for h in self.hosts))
