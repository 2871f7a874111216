"""An ifcfg file has both HWADDR and MACADDR.

Why: HWADDR says which card the file is for, MACADDR gives that card another address. They work together until
something renames the card; then the interface stays down.

Daemon: the documentation asks for care, since both together may cause unintended behaviour. Source: initscripts,
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
    message = "HWADDR and MACADDR are both set: once the card has its new address, HWADDR no longer matches it"
    yield Finding(message, new.key.span, (Related(card.key.span, "says which card the file is for"),))
