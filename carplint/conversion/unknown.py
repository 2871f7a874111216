"""What decides an election and is not known from the files: nothing is guessed of it in silence.

A default that the daemon has is known. Unknown is what a shell or systemd would have to compute, and all options where one
word of them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carplint.conversion.routers import lost
from carplint.dialects.ucarp import command_lines as ucarp_lines
from carplint.model import Net, Value, VirtualRouter
from carplint.model.target import CARP
from carplint.text.finding import Finding

_FACTS = {
    CARP: {
        "advskew": "advskew (0)",
        "interval": "advbase (1)",
        "dead_ratio": "deadratio (3)",
        "preempt": "preempt (no)",
        "track_link": "ignoreifstate (no)",
        "multicast_group": "mcast (224.0.0.18)",
        "broadcast": "nomcast (no)",
    },
    "vrrp": {"priority": "priority (100)", "interval": "advert_int (1)", "preempt": "preempt (yes)"},
}
"""The attributes of a virtual router that decide who wins and when, and who hears whom, by the family of its protocol, with
what is assumed of them: elections.ASSUMED, and the defaults of the daemon."""

_SCRIPTS = {"up_script": "the up script", "down_script": "the down script", "script_parameter": "their parameter"}
"""The attributes of a virtual router that say what uCarp calls."""


def _open(router: VirtualRouter, words: Mapping[str, str]) -> Iterator[tuple[Value[object], str, str]]:
    """The attributes that are not known, why, and words for them: one value for all that one place leaves open."""
    found: dict[tuple[int, int, str], tuple[Value[object], list[str]]] = {}
    for attribute, word in words.items():
        value: Value[object] | None = getattr(router, attribute)
        if value is not None and value.value is None:
            found.setdefault((value.span.start, value.span.end, value.why), (value, []))[1].append(word)
    yield from ((v, v.why or "it cannot be told from the files", ", ".join(own)) for v, own in found.values())


def scripts(router: VirtualRouter) -> Iterator[Finding]:
    """The scripts of a virtual router that are lost as nobody can tell what they are."""
    for value, why, words in _open(router, _SCRIPTS):
        if value.written:  # else whether there is one is not known, either, and `unknown` says why
            message = f"what {router.name.value} on {router.host} calls is not known: {why}. Left out: {words}"
            yield lost(message, value.span)


def unknown(net: Net, target: str) -> Iterator[Finding]:
    """One finding for each place that leaves the election of a virtual router to convert open, and for each that may start
    one more."""
    for router in net.virtual_routers:
        facts = _FACTS[router.protocol[:4]] if router.format != target else {}
        for value, why, assumed in _open(router, facts):
            message = f"what decides the election of {router.name.value} on {router.host} is not known: {why}. Assumed: {assumed}"
            yield lost(message, value.span)
    for host in net.hosts:
        for span in ucarp_lines.uncertain(host):
            yield lost(f"this ucarp of {host.name} may or may not be started, so it was left out", span)
