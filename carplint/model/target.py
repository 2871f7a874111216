"""What a conversion is about, between reading and writing: each virtual router as the target shall run it.

A `Part` is in the words of its protocol (CARP or VRRP), and knows no format: every reader's model becomes parts, and
every writer takes parts, so there is no code for a pair of formats. All here is pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from carplint.model.net import Address, Host, IPAddress, Net, VirtualRouter
from carplint.text.finding import Finding
from carplint.text.source import Span
from carplint.text.value import Value

CARP, VRRP = "carp", "vrrp"
"""The families of protocols."""

PLACES = {CARP: "advskew", VRRP: "priority"}
"""What a node's place in the election is called."""

GROUP = "224.0.0.18"
"""The multicast group of both protocols (RFC 3768, 5.2.2; ucarp(8), --mcast)."""


class Custom(NamedTuple):
    """The scripts of a virtual router that may do more than move the VIP; None where there is none. `interface` is what
    ucarp calls them with first, which may be an alias such as eth0:0; "" where that is not known."""

    up: Value[str] | None = None
    down: Value[str] | None = None
    parameter: Value[str] | None = None
    interface: str = ""


class OutputFile(NamedTuple):
    """A file to write: its path below the output folder, its text and its mode."""

    path: str
    text: str
    mode: int = 0o644
    encoding: str = "utf-8"


class Vip(NamedTuple):
    """A VIP with where it goes up. `label` is "" for none."""

    address: Address
    device: str
    label: str = ""


class Part(NamedTuple):
    """A virtual router of one host as the target shall run it.

    `place` is the priority (VRRP) or the advskew (CARP), `seconds` advert_int or advbase. `source` is the node's own
    address, None where no file says it; `peers` are unicast, and `group` is "" for the usual one. `secret` is "" where
    none is carried over; `hmac` says that it is the key of an HMAC and never sent.
    """

    router: VirtualRouter
    id: int
    name: str
    device: str
    vips: tuple[Vip, ...]
    place: int
    seconds: float
    dead_ratio: int = 3
    preempt: bool = False
    preempt_delay: float = 0
    watches_link: bool = True
    shutdown: bool = True
    neutral: bool = False
    source: Address | None = None
    peers: tuple[IPAddress, ...] = ()
    group: str = ""
    broadcast: bool = False
    scripts: Custom = Custom()
    secret: str = ""
    hmac: bool = False
    comments: tuple[str, ...] = ()
    excluded: tuple[Vip, ...] = ()
    """VIPs that not all nodes are known to have, so that they must not be in VRRP's advertisements."""
    first: bool = True
    """False for a further id that its virtual router is split into, since CARP has one VIP an id."""


class Design(NamedTuple):
    """All parts of all hosts that are converted, cluster by cluster, and what there is to say so far."""

    net: Net
    family: str
    clusters: tuple[tuple[Part, ...], ...]
    findings: tuple[Finding, ...]
    version: tuple[int, int, int]
    """The release of keepalived that the result is for, where it is for keepalived."""
    writes: tuple[str, ...] = ()
    """The formats of the target: its own, and those of the interfaces that it writes."""
    auth: str = ""
    """How its secrets were chosen: "", or one of authentication.CHOICES."""

    @property
    def parts(self) -> Mapping[str, tuple[Part, ...]]:
        """The parts of each host, in the order of their ids."""
        found: dict[str, list[Part]] = {}
        for part in sorted((p for c in self.clusters for p in c), key=lambda p: (p.router.host, p.id, p.device)):
            found.setdefault(part.router.host, []).append(part)
        return {host: tuple(parts) for host, parts in found.items()}

    def late(self, part: Part) -> float:
        """Seconds that a part's new daemon has its VIPs after its timer ended: before 2.0.0 keepalived waited an interval
        more between `Transition to MASTER STATE` and `Entering MASTER STATE` (its ChangeLog)."""
        return part.seconds if self.family == VRRP and self.version < (2, 0, 0) else 0.0

    def host(self, name: str) -> Host:
        """The host of that name."""
        return next(h for h in self.net.hosts if h.name == name)


def lost(message: str, span: Span) -> Finding:
    """The finding that something cannot be said to the target at all."""
    return Finding(message, span, name="migrate-inexpressible")
