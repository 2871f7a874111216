"""A stanza of Debian's interfaces file starts ucarp but has no static address.

Why: ucarp dies at once, this node never takes the VIP, and ifup reports the interface itself as failed.

Daemon: the hook writes `-s $IF_ADDRESS -B`. Only a static stanza sets IF_ADDRESS, so ucarp takes -B as the address:
"Invalid address: [-B]", status 1; ucarp does not understand the address of an inet6 stanza. Source: Debian's
/etc/network/if-up.d/ucarp; ucarp 1.5.2; tried with ifup 0.8.41: "failed to bring up eth0", status 1.

Fix: put the ucarp options in an `inet static` stanza with the node's own address.

Exceptions: silent unless the stanza has ucarp-vid, ucarp-vip and ucarp-password: without one of them nothing starts.
"""

from collections.abc import Iterator

from carplint.dialects.debian.hook import environment, starts, ucarp_lines
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.text.finding import Finding, Related

CODE = "CL280"
NAME = "ucarp-debian-no-static-address"
SEVERITY = "error"
ON = "stanza and definitions"


def check(stanza: Stanza, definitions: Definitions) -> Iterator[Finding]:
    """Every stanza whose options start ucarp without a usable address."""
    method, family = stanza.method, stanza.family
    if not starts(definitions, stanza) or (family.value == "inet" and "ADDRESS" in environment(stanza)):
        return
    if family.value == "inet" and method.value == "static":
        return  # interfaces-required-missing says it
    what = f"{family.value} {method.value}"
    message = (
        f"the hook starts ucarp with this stanza's address, but an `{what}` stanza has none that ucarp takes: "
        "it exits at once, and ifup fails"
    )
    lines = ucarp_lines(stanza)
    related = (Related(lines[0][0].span, "the options of ucarp"),) if lines else ()
    yield Finding(message, method.span if family.value == "inet" else family.span, related, label="no IPv4 address")
