"""NETMASK and PREFIX of one address disagree.

Why: one of them is ignored, perhaps the one that was meant: the interface has the wrong subnet.

Daemon: PREFIX wins. Source: initscripts, doc/sysconfig.txt lines 438-444; 9.49, network-functions (expand_config)
and ifup-aliases; NetworkManager, nms-ifcfg-rh-reader.c lines 765-795.

Fix: keep one of them. carplint removes NETMASK, which changes nothing.

Exceptions: silent if one of them is unknown or invalid.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import NUMBERS, read_length
from carplint.model import Interface
from carplint.text.edits import without_setting
from carplint.text.finding import Finding, Related

CODE = "CL370"
NAME = "ifcfg-netmask-prefix-conflict"
SEVERITY = "error"
ON = "interface"
NEEDS = "PREFIX"


def check(interface: Interface) -> Iterator[Finding]:
    """Each pair that disagrees."""
    last = {s.key.written: s for s in interface.settings}
    for key, prefix in last.items():
        number = key.removeprefix("PREFIX")
        mask = last.get(f"NETMASK{number}") if number != key else None
        if mask is None or number not in NUMBERS:
            continue
        long, short = read_length(prefix.value, "PREFIX").value, read_length(mask.value, "NETMASK").value
        if long is None or short is None or long == short:
            continue
        fix = without_setting(mask.key.span, mask.value.span, title="remove NETMASK")
        message = f"NETMASK{number} is a /{short}, but PREFIX{number}={long} wins: the address gets a /{long}"
        yield Finding(message, mask.value.span, (Related(prefix.value.span, "wins"),), fix, "not used")
