"""A VRRP instance has both nopreempt and state MASTER, and keepalived drops nopreempt.

Why: nopreempt was written to keep the VIP where it is after a failure. Without it the recovered node
takes the VIP back: a second outage.

Daemon: "nopreempt will not work with initial state MASTER - clearing". Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance); tried with 2.2.7.

Fix: `state BACKUP` on all nodes; the priorities still say who is preferred at a common start. Or delete
nopreempt, where the VIP should return.

Exceptions: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Edit, Finding, Fix, Related
from carplint.model import Net

CODE = "CL206"
NAME = "nopreempt-with-state-master"
SEVERITY = "error"


def check(net: Net) -> Iterator[Finding]:
    """Every instance with both."""
    for router in net.virtual_routers:
        state, preempt = router.initial_state, router.preempt
        if state is None or state.value != "MASTER" or preempt is None or preempt.value is not False:
            continue
        fix = None
        if router.priority is not None and router.priority.written:  # without one, state MASTER means 255
            fix = Fix("write state BACKUP", (Edit(state.span, "BACKUP"),), safe=False)
        message = (
            "keepalived drops nopreempt because of state MASTER: after a failure this node takes the VIP back, "
            "a second outage"
        )
        yield Finding(message, preempt.span, (Related(state.span, "the state that drops it"),), fix, "is dropped")
