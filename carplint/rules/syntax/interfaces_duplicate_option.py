"""An option that may be once only appears twice in a stanza, or in one that it inherits from.

Why: neither value replaces the other. Of two addresses with a prefix the second is lost; without a prefix, and for a
gateway or netmask, the command that sets them is cut in two, and the interface does not come up as meant.

Daemon: ifupdown joins the values by a line end and puts that into its commands: `ip route add default via A`, and on
the next line `B dev eth0`. Source: ifupdown 0.8.41, config.c, inet.defn; tried with ifquery and ifup -n.

Fix: one value. A second address goes into a second `iface` stanza of the same name: stanzas of one name add up.

Exceptions: options of other packages, such as dns-nameservers, are words in a list for their hooks, so they are not
reported; those of ucarp are ucarp-debian-one-vip. Lines that say the same are reported too.
"""

from collections.abc import Iterator

from carplint.dialects.debian.stanzas import Stanza
from carplint.text.edits import without_setting
from carplint.text.finding import Finding, Related

CODE = "CL188"
NAME = "interfaces-duplicate-option"
SEVERITY = "error"
ON = "stanza"

_SINGLE = ("address", "netmask", "broadcast", "gateway", "pointopoint", "hwaddress", "mtu", "metric", "scope")


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every second value."""
    for option in stanza.options:
        if option.name not in _SINGLE or len(option.parts) < 2:
            continue
        first, *others = option.parts
        for other in others:
            message = f"{option.name} is given twice: ifupdown joins the values instead of replacing the first"
            if option.name == "address" and "/" in (first.value or ""):
                message = "address is given twice: only the first address comes up"
            fix = without_setting(other.span) if other.value == first.value else None
            yield Finding(message, other.span, (Related(first.span, "the first one"),), fix, "a second value")
