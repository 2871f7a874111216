"""ONPARENT has a value that looks like no but means yes.

Why: the alias comes up at boot with its parent although the file seems to say the opposite. If it holds a
VIP, every node has the VIP after a reboot.

Daemon: the network scripts compare with no and NO only. Source: initscripts 9.49.38, ifup-aliases lines 321
and 351; tried: no and NO stayed down, No, false, 0 and n came up.

Fix: ONPARENT=no.

Exceptions: silent for any other value, which also means yes and is not misleading.
"""

from collections.abc import Iterator

from carplint.model import Interface
from carplint.rules.host.facts import is_no, stays_down, text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL310"
NAME = "ifcfg-onparent-value"
SEVERITY = "error"
ON = "interface"
NEEDS = "ONPARENT"


def check(interface: Interface) -> Iterator[Finding]:
    """Each alias whose ONPARENT was meant to be no."""
    value = text(interface.on_parent)
    if interface.parent is None or interface.on_parent is None or not value or not is_no(value):
        return
    if stays_down(interface) is False:
        message = (
            f"ONPARENT={value} means yes, since only no and NO mean no: {shown(interface.name)} comes up at "
            f"boot with {shown(interface.parent)}"
        )
        fix = Fix("write no", (Edit(interface.on_parent.span, "no"),))
        yield Finding(message, interface.on_parent.span, fix=fix, label="means yes")
