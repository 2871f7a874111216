"""The interface of a vrrp_instance is the loopback or an alias.

Why: keepalived ignores it, and does not start without one.

Daemon: "cannot use a loopback interface", "interface ... doesn't exist": the kernel has no interface with a colon
in its name, an alias such as eth0:1 is the label of an address. Source: keepalived vrrp/vrrp_parser.c
(vrrp_int_handler); tried with 2.2.7.

Fix: write the interface that has the node's own address. The VIP gets its label with `label eth0:1` on its line.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL222"
NAME = "interface-not-usable"
SEVERITY = "error"
ON = "instance"
NEEDS = "odd-interface vrf"


def check(instance: Instance) -> Iterator[Finding]:
    """Every interface or vrf that is lo or has a colon."""
    for key in ("interface", "vrf"):
        name = instance.word(key)
        if name is None or (name != "lo" and ":" not in name) or "$" in name:
            continue
        what = "is the loopback" if name == "lo" else "is an alias, a label of an address"
        message = f"{shown(name)} {what}: keepalived cannot use it for VRRP"
        statement = instance.last(key)
        assert statement is not None
        span, lower = place(statement, 1), name.partition(":")[0]
        fix = Fix(f"write {lower}", (Edit(span, lower),), safe=False) if lower not in ("", "lo", "lo0") else None
        yield Finding(message, span, fix=fix)
