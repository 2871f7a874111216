"""What decides an election and is not known from the files: nothing is guessed of it in silence.

A default that the daemon has is known. Unknown is what a shell or systemd would have to compute, and all options where one
word of them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.plan import CARP, lost
from carplint.finding import Finding
from carplint.formats import ucarp_lines
from carplint.model import Net, VirtualRouter

_FACTS = {
    CARP: {"advskew": "0", "interval": "1", "dead_ratio": "3", "preempt": "no"},
    "vrrp": {"priority": "100", "interval": "1", "preempt": "yes"},
}
"""The attributes of a virtual router that decide who wins and when, by the family of its protocol, and what is assumed."""
_WORDS = {
    CARP: {"interval": "advbase", "dead_ratio": "deadratio"},
    "vrrp": {"interval": "advert_int"},
}


def _of(router: VirtualRouter) -> Iterator[Finding]:
    family = router.protocol[:4]
    names: dict[tuple[int, int, str], list[str]] = {}
    spans = {}
    for fact, assumed in _FACTS[family].items():
        value = getattr(router, fact)
        if value is not None and value.value is None:
            key = value.span.start, value.span.end, value.why
            names.setdefault(key, []).append(f"{_WORDS[family].get(fact, fact)} ({assumed})")
            spans[key] = value.span
    for key, found in names.items():
        why = key[2] or "it cannot be told from the files"
        yield lost(
            f"what decides the election of {router.name.value} on {router.host} is not known: {why}. "
            f"Assumed: {', '.join(found)}",
            spans[key],
        )


def unknown(net: Net, formats: Sequence[str]) -> Iterator[Finding]:
    """One finding for each place that leaves the election of a virtual router to convert open, and for each that may start
    one more."""
    for router in net.virtual_routers:
        if router.format not in formats:
            yield from _of(router)
    for host in net.hosts:
        for span in ucarp_lines.uncertain(host):
            yield lost(f"this ucarp of {host.name} may or may not be started, so it was left out", span)
