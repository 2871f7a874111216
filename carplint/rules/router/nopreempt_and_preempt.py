"""A vrrp_instance has both preempt and nopreempt.

Why: the last one counts, silently. A reader of the first one expects the opposite at the next failure.

Daemon: each sets the same flag. Source: keepalived vrrp/vrrp_parser.c (vrrp_preempt_handler,
vrrp_nopreempt_handler); tried with 2.2.7, `-t` exits 0.

Fix: delete the one that is not meant.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding, Related

CODE = "CL241"
NAME = "nopreempt-and-preempt"
SEVERITY = "warning"
ON = "instance"
NEEDS = "preempt"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance with both; the one that counts is marked."""
    no, yes = instance.last("nopreempt"), instance.last("preempt")
    if no is None or yes is None:
        return
    winner, loser = (no, yes) if not instance.preempts else (yes, no)
    message = f"preempt and nopreempt are both set: {winner.words[0]} counts, because it comes last"
    once = len(instance.statements[loser.words[0]]) == 1
    fix = repair.removal(loser, f"delete {loser.words[0]}") if once else None
    yield Finding(message, place(winner), (Related(place(loser), "does not count"),), fix)
