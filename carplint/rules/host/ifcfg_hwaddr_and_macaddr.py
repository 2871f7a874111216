"""An ifcfg file has both HWADDR and MACADDR.

Why: HWADDR says for which card the file is, MACADDR gives the card another address; together they work as long as
nothing renames the card, and then the interface stays down.

Daemon: documented to be used with care, since it may cause unintended behaviour. Source: initscripts,
doc/sysconfig.txt lines 474-479.

Fix: keep HWADDR to find the card, or MACADDR to change its address.

Exceptions: silent if one of them is empty, or both are the same.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Interface
from carplint.rules.host.facts import text
from carplint.text.finding import Finding, Related

CODE = "CL375"
NAME = "ifcfg-hwaddr-and-macaddr"
SEVERITY = "warning"
ON = "interface"
NEEDS = "MACADDR"


def check(interface: Interface) -> Iterator[Finding]:
    """Each file with both."""
    card, new = setting(interface, "HWADDR"), setting(interface, "MACADDR")
    if card is None or new is None or not text(card.value) or not text(new.value):
        return
    if (text(card.value) or "").lower() == (text(new.value) or "").lower():
        return
    message = "HWADDR and MACADDR together: once the card has the new address it is not the card that HWADDR means"
    yield Finding(message, new.key.span, (Related(card.key.span, "says for which card the file is"),))
