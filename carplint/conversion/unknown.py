"""What is not known from the files of what decides an election: nothing of it is guessed in silence.

A default that the daemon has is known. Unknown is what a shell or systemd would have to compute, and all options where one
word of them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.conversion.words import finding
from carplint.dialects.ucarp import command_lines as ucarp_lines
from carplint.model import Net, Value, VirtualRouter
from carplint.model.target import CARP, VRRP
from carplint.text.finding import Finding

_SCRIPTS = "scripts"
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
    VRRP: {"priority": "priority (100)", "interval": "advert_int (1)", "preempt": "preempt (yes)"},
    _SCRIPTS: {"up_script": "the up script", "down_script": "the down script", "script_parameter": "their parameter"},
}
"""The attributes of a virtual router that decide who wins and when, and who hears whom, by the family of its protocol, with
what is assumed of them: elections.ASSUMED, and the defaults of the daemon. And those that say what uCarp calls."""


def _open(name: str, router: VirtualRouter, about: str) -> Iterator[Finding]:
    """Yield a finding for each place that leaves attributes open, with all that it does. A script that nobody wrote may be
    none, which `unknown` says."""
    found: dict[tuple[int, int, str], tuple[Value[object], list[str]]] = {}
    for attribute, word in _FACTS[about].items():
        value: Value[object] | None = getattr(router, attribute)
        if value is not None and value.value is None and (value.written or about != _SCRIPTS):
            found.setdefault((value.span.start, value.span.end, value.why), (value, []))[1].append(word)
    for value, words in found.values():
        why = value.why or "it cannot be told from the files"
        yield finding(name, value.span, router=router.name.value, host=router.host, why=why, which=", ".join(words))


def scripts(router: VirtualRouter) -> Iterator[Finding]:
    """Yield the scripts of a virtual router that are lost as nobody can tell what they are."""
    yield from _open("scripts-unknown", router, _SCRIPTS)


def unknown(net: Net, target: str) -> Iterator[Finding]:
    """Yield a finding for each place that leaves the election of a virtual router to convert open, and for each that may
    start one more."""
    for router in net.virtual_routers:
        if router.format != target:
            yield from _open("election-unknown", router, router.protocol[:4])
    for host in net.hosts:
        for span in ucarp_lines.uncertain(host):
            yield finding("start-unknown", span, host=host.name)
