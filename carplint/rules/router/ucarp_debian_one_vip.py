"""A ucarp option appears twice in one stanza of Debian's interfaces file.

Why: Debian's hook starts one daemon per stanza, with one VIP. The second VIP or id never exists, and no message says
so.

Daemon: ifupdown joins the two values by a line end; the hook does not quote them, so ucarp gets `-a FIRST SECOND`,
takes the first and ignores the second as a word that is not an option. Source: ifupdown 0.8.41, config.c; Debian's
/etc/network/if-up.d/ucarp; tried with both.

Fix: a further VIP that moves with the first needs one more stanza `iface NAME:ucarp inet static`: ifup brings all of
them up. One with its own id needs a second daemon: a stanza `iface NAME:ID inet manual` with the node's `address`, the
ucarp options, and `iface NAME:ID:ucarp` (tried with ifupdown 0.8.41). Labels have at most 15 characters.

Exceptions: two equal lines do no harm and are not reported.
"""

from collections.abc import Iterator

from carplint.dialects.debian.keywords import variable
from carplint.dialects.debian.stanzas import Stanza
from carplint.text.finding import Finding, Related

CODE = "CL283"
NAME = "ucarp-debian-one-vip"
SEVERITY = "error"
ON = "stanza"


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every ucarp option with a second value."""
    for option in stanza.options:
        first, *others = option.parts
        other = next((o for o in others if o.value != first.value), None)
        if other is None or not variable(option.name).startswith("UCARP"):
            continue
        message = f"{option.name} appears twice in this stanza: ucarp takes the first value and ignores this one"
        yield Finding(message, other.span, (Related(first.span, "the one that counts"),), label="never used")
