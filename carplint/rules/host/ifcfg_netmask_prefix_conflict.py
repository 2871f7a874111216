"""NETMASK and PREFIX of one address disagree.

Why: one of them is ignored, perhaps the one that was meant: the interface has the wrong subnet.

Daemon: PREFIX wins. Source: initscripts, doc/sysconfig.txt lines 438-444; 9.49, network-functions (expand_config)
and ifup-aliases; NetworkManager, nms-ifcfg-rh-reader.c lines 765-795.

Fix: keep one of them. carplint removes NETMASK, which changes nothing.

Exceptions: silent if one of them is unknown or invalid.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import NUMBERS, read_length
from carplint.model import Interface, Setting
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.source import Span

CODE = "CL370"
NAME = "ifcfg-netmask-prefix-conflict"
SEVERITY = "error"
ON = "interface"
NEEDS = "PREFIX"


def _line(setting: Setting) -> Span | None:
    """The whole line, where nothing else is on it."""
    source = setting.key.span.source
    start, end = setting.key.span.start, setting.value.span.end
    alone = (start == 0 or source.text[start - 1] == "\n") and source.text[end : end + 1] == "\n"
    return Span(source, start, end + 1) if alone else None


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
        line = _line(mask)
        fix = Fix("remove NETMASK", (Edit(line, ""),), safe=False) if line is not None else None
        message = f"NETMASK{number} is a /{short}, and PREFIX{number}={long} wins: the address is a /{long}"
        yield Finding(message, mask.value.span, (Related(prefix.value.span, "wins"),), fix, "not used")
