"""The alias interface of a VIP comes up with its parent, because it has no ONPARENT=no.

Why: after a reboot this node has the VIP at once, whichever node is MASTER; after a power cut every node has it.

Daemon: ONBOOT is never read for an alias. ONPARENT alone decides, its default is yes, and only exactly no and NO keep
the alias down. Source: initscripts 9.49.38, ifup-aliases lines 321 and 351, and doc/sysconfig.txt lines 452 and 570;
tried: an alias with ONBOOT=no came up, one with ONPARENT=no did not. The scripts ask by ARP whether another node has
the address, and then leave it down, unless ARPCHECK=no (ifup-aliases lines 266 to 272; not tried).

Fix: ONPARENT=no in the alias's file, on every node. NetworkManager does not know it: there the parent also needs
NM_CONTROLLED=no.

Exceptions: an alias of lo is how a real server of LVS takes packets for the VIP, so it is not reported. A value that
only looks like no is ifcfg-onparent-value.
"""

from collections.abc import Iterator

from carplint.model import Interface, Net
from carplint.rules.host.facts import exposed, is_no, text
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL304"
NAME = "ifcfg-vip-alias-onparent"
SEVERITY = "error"
NEEDS = "ifcfg"


def _related(interface: Interface) -> Iterator[Related]:
    """An ONBOOT that does not help, and an ARPCHECK that removes the last safeguard."""
    if interface.on_boot is not None and is_no(text(interface.on_boot) or ""):
        yield Related(interface.on_boot.span, "ONBOOT is not read for an alias: this does not help")
    for setting in interface.settings:
        if setting.key.value == "ARPCHECK" and text(setting.value) == "no":
            yield Related(setting.value.span, "nor do the scripts ask whether another node has the address")


def _fix(interface: Interface) -> Fix:
    source = interface.span.source
    if interface.on_parent is not None:
        return Fix("write ONPARENT=no", (Edit(interface.on_parent.span, "no"),))
    end = source.newline
    before = "" if source.text.endswith("\n") or not source.text else end
    at = Span(source, len(source.text), len(source.text))
    return Fix("add ONPARENT=no", (Edit(at, f"{before}ONPARENT=no{end}"),))


def check(net: Net) -> Iterator[Finding]:
    """Each such alias, at ONPARENT, else at its address."""
    for interface in exposed(net):
        address = next(a for a in interface.addresses if a.value is not None)
        message = (
            f"{shown(interface.name)} holds a VIP and has no ONPARENT=no: the network scripts bring it up at boot with "
            f"{shown(interface.parent)}, so this node has the VIP while another node is MASTER"
        )
        span = address.span if interface.on_parent is None else interface.on_parent.span
        yield Finding(message, span, tuple(_related(interface)), _fix(interface), "is up after a reboot")
