"""What happens when all nodes of a cluster start at the same moment, as after a power failure, before and after.

ucarp looks at its timer only when its poll() ends, so it waits a whole number of intervals; and libpcap hands it a frame
up to a second late, so a node whose wait ends within that time of the best one's becomes MASTER, too, until it hears the
better one. keepalived waits exactly, and who is first stays MASTER unless a better node preempts.
Source: ucarp 1.5.2, src/carp.c (docarp) and src/carp.h; RFC 3768, 6.4.2; seen in namespaces with ucarp 1.5.2 and
keepalived 2.2.7, `state MASTER` makes no wait shorter there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from carplint.conversion.result import Result
from carplint.model import VirtualRouter
from carplint.model.election import master_down_time, well
from carplint.model.target import CARP, PLACES, Converted, ConvertedNet
from carplint.text.finding import Finding, Related

LATE = 1.0
"""Seconds by which ucarp may hear a frame late."""


class _Race(NamedTuple):
    """The two best nodes of a cluster at a start: the names of their hosts and how long each of them waits."""

    best: str
    other: str
    waits: tuple[float, float]
    preempts: bool

    @property
    def apart(self) -> float:
        return self.waits[1] - self.waits[0]

    @property
    def settled(self) -> bool:
        """Whether the best node alone has the VIP in the end, whatever comes first, and no two have it before."""
        return self.preempts and self.apart >= LATE

    def told(self, family: str) -> str:
        """What the daemons of a family do."""
        first, second = self.waits
        daemon = "ucarp" if family == CARP else "keepalived"
        return f"{daemon} waits {first:.3f} s on {self.best} and {second:.3f} s on {self.other}: {self._end(family)}"

    def _end(self, family: str) -> str:
        best, other = self.best, self.other
        if family == CARP and self.apart < LATE:
            return f"so close that both may hold the VIP for about {LATE:g} s, then {best} alone has it"
        if family != CARP and not self.apart:
            return "whichever is first has it for good"
        if self.preempts:
            return f"{best} has it in the end"
        return f"{best} has it, or {other} for good, where that starts more than {self.apart:.3f} s earlier"


def _race(routers: Sequence[VirtualRouter], preempts: bool, late: float = 0.0) -> _Race | None:
    """The race of the two best nodes, given from the best on, whose daemons have the VIP some seconds `late`; None where it
    is not known, or is no race."""
    if len(routers) < 2 or routers[0].host == routers[1].host:
        return None
    first, second = master_down_time(routers[0]), master_down_time(routers[1])
    if first is None or second is None or first > second:
        return None
    return _Race(routers[0].host, routers[1].host, (first + late, second + late), preempts)


def simultaneous(
    parts: Sequence[Converted], after: Sequence[VirtualRouter], design: ConvertedNet, result: Result
) -> Iterator[Finding]:
    """What differs for a cluster: its parts and its routers as they will be, both from the best node to the worst."""
    before = [well(p.router) for p in parts]
    if any(r.protocol[:4] == design.family for r in before):
        return
    old, new = _race(before, parts[0].preempt), _race(after, parts[0].preempt, design.late(parts[0]))
    if old is None or new is None or (old if design.family != CARP else new).settled:
        return
    what = PLACES[design.family]
    yield Finding(
        f"when all nodes start at once, {old.told(before[0].protocol)}; {new.told(design.family)}",
        before[0].span,
        (
            Related(before[1].span, f"{before[1].host} is the next best"),
            *(r for p in parts[:2] for r in result.said(p, what, f"the {what} of {p.router.host}")),
        ),
        name="migrate-simultaneous-start",
    )
