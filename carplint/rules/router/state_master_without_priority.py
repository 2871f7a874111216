"""A vrrp_instance has state MASTER and no priority.

Why: its priority is then 255, that of the address owner, and not the default 100: it ignores weights of trackers, and
takes the VIP at once whatever its peers say. Two such nodes both become MASTER.

Daemon: "state MASTER" without priority sets 255. Source: keepalived vrrp/vrrp.c (vrrp_complete_instance); tried with
2.2.7, `-t` exits 0.

Fix: write the priority that is meant, different on each node.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL242"
NAME = "state-master-without-priority"
SEVERITY = "warning"
ON = "whole instance"
NEEDS = "no-priority"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance whose priority thereby becomes 255."""
    state = instance.last("state")
    if state is not None and instance.state.value == "MASTER" and "priority" not in instance.statements:
        message = "state MASTER without priority means priority 255, the address owner's: weights do not count"
        yield Finding(message, place(state, 1))
