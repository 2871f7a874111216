"""A VRRP instance has both nopreempt and state MASTER, and keepalived drops nopreempt.

Why: nopreempt is meant to keep the VIP where it is after a failure. Without it the recovered node takes the VIP back:
a second outage.

Daemon: "nopreempt will not work with initial state MASTER - clearing". Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance); tried with 2.2.7.

Fix: `state BACKUP` on all nodes; the priorities still say who is preferred at a common start. Or delete
nopreempt, where the VIP should return.

Exceptions: with priority 255, which state MASTER without priority means, it is setting-without-effect.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Edit, Finding, Fix, Related

CODE = "CL206"
NAME = "nopreempt-with-state-master"
SEVERITY = "error"
ON = "instance"
NEEDS = "nopreempt"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance with both."""
    if instance.state.value != "MASTER" or instance.preempts or instance.owner:
        return
    drops, state = instance.last("nopreempt"), instance.last("state")
    if drops is None or state is None:
        return
    fix = Fix("write state BACKUP", (Edit(place(state, 1), "BACKUP"),), safe=False)
    message = (
        "keepalived drops nopreempt because of state MASTER: after a failure this node takes the VIP back, "
        "a second outage"
    )
    yield Finding(message, place(drops), (Related(place(state, 1), "the state that drops it"),), fix, "is dropped")
