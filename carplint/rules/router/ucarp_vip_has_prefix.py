"""The VIP of a uCarp daemon is not a plain IPv4 address.

Why: the daemon exits at once, so this node never takes the VIP. A prefix, an IPv6 address and a host name are all
refused.

Daemon: "Invalid address". --addr is read by inet_pton, for IPv4 only. Source: ucarp 1.5.2, src/ucarp.c, case 'a';
tried: 192.0.2.1/24, fd00::1 and a name.

Fix: write the address alone. The prefix belongs in the up script, or in --xparam if the script reads it.

Exceptions: silent if the address is unknown.
"""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address

from carplint.model import Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL213"
NAME = "ucarp-vip-has-prefix"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread-addr"

_PREFIXED = re.compile(r"([0-9]+(?:\.[0-9]+){3})/[0-9.]+")


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def _finding(word: Value[str], text: str) -> Finding:
    prefixed = _PREFIXED.fullmatch(text)
    fix = None
    if prefixed is not None and _is_address(prefixed[1]):
        what = "carries a prefix"
        if word.span.text.count(text) == 1:
            edit = Edit(word.span, word.span.text.replace(text, prefixed[1]))
            fix = Fix("remove the prefix", (edit,))
    else:
        what = "is an IPv6 address" if ":" in text else "is not an IPv4 address"
    message = f"the VIP {shown(text)} {what}: ucarp takes one plain IPv4 address and exits with `Invalid address`"
    return Finding(message, word.span, fix=fix, label="refused")


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VIP that the daemon refuses."""
    for fault in router.misread if router.command else ():
        text = fault.word.value or ""
        if fault.option == "addr" and not text.endswith("\r"):
            yield _finding(fault.word, text)
