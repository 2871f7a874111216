"""The source or multicast address of a uCarp daemon is not an IPv4 address.

Why: the daemon exits at once, so this node never takes the VIP.

Daemon: "Invalid address". --srcip and --mcast are read by inet_pton, for IPv4 only: no prefix, no host name, no
leading zeros; the source address 0.0.0.0 counts as none. Source: ucarp 1.5.2, src/ucarp.c, cases 's' and 'm'; tried.

Fix: write the node's own IPv4 address alone, without a prefix; for --mcast an IPv4 group such as 224.0.0.18.

Exceptions: silent if the address is unknown. The address of a stanza in Debian's interfaces file is covered by
ucarp-debian-no-static-address and interfaces-address-invalid.
"""

from collections.abc import Iterator

from carplint.model import Value, VirtualRouter
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL217"
NAME = "ucarp-address-invalid"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread-srcip misread-mcastip"

_NAMES = {"srcip": "source address", "mcastip": "multicast address"}


def _is_of_a_stanza(router: VirtualRouter, word: Value[str]) -> bool:
    """Return whether Debian's hook takes a word from the stanza's address, or for want of one from what follows."""
    lines = [s.value.span for s in router.settings if not s.key.written.startswith("ucarp")]
    inside = any(s.source is word.span.source and s.start <= word.span.start < s.end for s in lines)
    return router.format == "interfaces" and (inside or (not word.written and word.value != ""))


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every such address that the daemon refuses."""
    for fault in router.misread if router.command else ():
        text = fault.word.value or ""
        if fault.option in _NAMES and not text.endswith("\r") and not _is_of_a_stanza(router, fault.word):
            message = (
                f"the {_NAMES[fault.option]} {shown(text)} is not an IPv4 address that ucarp takes: it exits at once, "
                "and this node never has the VIP"
            )
            yield Finding(message, fault.word.span, label="refused")
