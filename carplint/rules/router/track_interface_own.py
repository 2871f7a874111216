"""A vrrp_instance tracks its own interface.

Why: keepalived ignores the line and its weight: it tracks its own interface anyway, without weight, so losing the
link means FAULT.

Daemon: "Ignoring track_interface eth0 since own interface". Source: keepalived vrrp/vrrp.c (vrrp_complete_instance);
tried with 2.2.7.

Fix: delete the line. To stop tracking the instance's own interface, write dont_track_primary.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL248"
NAME = "track-interface-own"
SEVERITY = "error"
ON = "instance"
NEEDS = "track_interface"


def check(instance: Instance) -> Iterator[Finding]:
    """Every track_interface line with the instance's interface."""
    if "track_interface" not in instance.statements:
        return
    own = instance.word("interface")
    for line in instance.entries("track_interface"):
        if line.words[0] == own and "$" not in own:
            message = "keepalived ignores this line: the instance's own interface is tracked anyway"
            fix = repair.removal(line, "delete the line", safe=len(line.words) == 1)
            yield Finding(message, place(line), fix=fix)
