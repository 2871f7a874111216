"""A delay in interface_up_down_delays is too long for an instance on the interface.

Why: keepalived shortens it: a flapping link makes the node fail over, which the delay was meant to prevent.

Daemon: "debounce timer(s) not less than 2 * advert_int - resetting", only in its log: the delay must be less than the
time after which a backup takes over. With down_timer_adverts 1 there is none. Source: keepalived vrrp/vrrp.c
(vrrp_complete_instance); tried with 2.2.7, `-t` exits 0.

Fix: write a shorter delay, or a longer advert_int on all nodes.

Exceptions: silent if the interval is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.read import read
from carplint.text.finding import Finding, Related

CODE = "CL335"
NAME = "up-down-delay-too-long"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "interface_up_down_delays"


def _patience(instance: Instance) -> float | None:
    """How long a delay may be."""
    interval, factor = instance.interval.value, instance.dead_ratio.value
    return None if interval is None or factor is None else (factor - 1) * interval - interval / 256


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every delay that is cut."""
    blocks = configuration.all("interface_up_down_delays")
    delays = {line.words[0]: line for block in blocks for line in block.children or ()}
    for instance in configuration.instances:
        line = delays.get(instance.word("interface") or "")
        limit = None if line is None else _patience(instance)
        if line is None or limit is None:
            continue
        for at, value in enumerate(read(line, configuration.version).value or (), 1):
            if value is not None and value > limit:
                message = f"keepalived cuts this delay to {max(limit, 0):.2f} s, the most that the instance can wait"
                yield Finding(message, place(line, at), (Related(place(instance.statement, 1), "the instance"),))
                return
