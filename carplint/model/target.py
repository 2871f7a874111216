"""Net′: the virtual routers of a net as another daemon or launcher shall run them.

Every value in Net′ has the span of the source that it comes from, and as its `why` the words of the source for it, such
as `advskew 50` for a priority. A writer reads `after`, the comments and the node's address, and nothing else.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from carplint.model.net import Address, Host, T, VirtualRouter
from carplint.text.finding import Finding
from carplint.text.phrase import Said
from carplint.text.typing import NamedTuple
from carplint.text.value import Value, known

CARP, VRRP = "carp", "vrrp"
"""The protocol families."""

PLACES = {CARP: "advskew", VRRP: "priority"}
"""The attribute that decides an election, by family."""

GROUP = "224.0.0.18"
"""The multicast group of both protocols (RFC 3768, 5.2.2; ucarp(8), --mcast)."""


HMAC = "HMAC"
"""The method of an Authentication whose secret is the key of an HMAC and is never sent: keepalived's auth_hmac, and
CARP's."""


class OutputFile(NamedTuple):
    """A file to write: its path below the output folder, its text and its mode; and what it is to say, nothing for a copy."""

    path: str
    text: str
    mode: int = 0o644
    encoding: str = "utf-8"
    said: tuple[Said, ...] = ()


class Converted(NamedTuple):
    """A virtual router of one host: as it was, and as it shall be. `address` is the node's own address with its prefix,
    None if no file says it; `comments` are the source's comments that go with it. `first` is False for a further id
    of a router that is split, since CARP has one VIP per id; one that `stays` is of the target's format already."""

    before: VirtualRouter
    after: VirtualRouter
    address: Address | None = None
    comments: tuple[str, ...] = ()
    first: bool = True
    stays: bool = False

    @property
    def crosses(self) -> bool:
        """Whether it speaks another protocol than before."""
        return self.before.protocol[:4] != self.after.protocol[:4]

    @property
    def id(self) -> int:
        """The VRID or VHID of the result."""
        return certain(self.after.id)

    @property
    def device(self) -> str:
        """The interface that the daemon shall use."""
        return certain(self.after.interface)

    @property
    def secret(self) -> str:
        """The secret of the result; "" if none is carried over."""
        own = self.after.authentication
        return known(own.secret, "") if own is not None else ""


class ConvertedNet(NamedTuple):
    """Net′: all virtual routers that are converted, cluster by cluster, each from the best node to the worst, and the
    findings so far. `format` is the one that the target writes, `version` is the release of keepalived that the
    result is for, `hosts` are the source's hosts by name, `auth` is how its secrets were chosen: "", or one of
    conversion.authentication.CHOICES."""

    family: str
    clusters: tuple[tuple[Converted, ...], ...]
    findings: tuple[Finding, ...]
    version: tuple[int, int, int]
    hosts: Mapping[str, Host]
    format: str
    auth: str = ""

    @property
    def by_host(self) -> Mapping[str, tuple[Converted, ...]]:
        """The routers of each host, in the order of their ids."""
        found: dict[str, list[Converted]] = {}
        for router in sorted((r for c in self.clusters for r in c), key=lambda r: (r.after.host, r.id, r.device)):
            found.setdefault(router.after.host, []).append(router)
        return {host: tuple(routers) for host, routers in found.items()}

    def late(self, router: Converted) -> float:
        """Return the seconds from the end of a new daemon's timer until it has its VIPs: before 2.0.0 keepalived waited
        one more interval between `Transition to MASTER STATE` and `Entering MASTER STATE` (its ChangeLog)."""
        return known(router.after.interval, 1.0) if self.family == VRRP and self.version < (2, 0, 0) else 0.0


def host_of(path: str, hosts: Container[str]) -> str:
    """Return the host below whose name a file of the result lies, or ""."""
    host = path.rpartition("/")[0]
    while host and host not in hosts:
        host = host.rpartition("/")[0]
    return host


def certain(value: Value[T] | None) -> T:
    """Return a value that is always known in Net′."""
    assert value is not None
    assert value.value is not None
    return value.value
