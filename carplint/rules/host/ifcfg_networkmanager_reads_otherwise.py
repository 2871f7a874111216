"""NetworkManager and a shell read different values from a line of an ifcfg file.

Why: the network scripts and NetworkManager give the node different addresses: those of whatever starts the interface.

Daemon: NetworkManager is not a shell: it knows quotes, backslashes and $'...', but no variables, no export and no
continued lines, and takes one assignment per line. `IPADDR=$NET.1` is that literally, "$NET.1" is not a value. Source:
NetworkManager, shvar.c (line_new_parse, svUnescape). Not tried: Debian's has no such reader.

Fix: write the value itself.

Exceptions: only if something shows that NetworkManager manages the interface (NM_CONTROLLED=yes, a UUID), only keys
that it knows, and only values that are known for the shell.
"""

import re
from collections.abc import Iterator

from carplint.dialects.addresses.networkmanager import managed
from carplint.model import Host, Setting
from carplint.rules.host.facts import text
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL381"
NAME = "ifcfg-networkmanager-reads-otherwise"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "managed"

_KEY = r"DEVICE|(?:IPADDR|PREFIX|NETMASK|GATEWAY)\d*|BOOTPROTO|ONBOOT|HWADDR|UUID|NM_CONTROLLED|TYPE|MASTER|BRIDGE"
_PIECE = r"""(?x)\\(?P<escape>.) | '(?P<single>[^']*)' | "(?P<double>(?:[^"\\$`]|\\.)*)" | (?P<bare>(?!\$')[^\s;\\'"|&()<>])"""
_END = r"\s*;?\s*(?:#.*)?"


def unescaped(line: str) -> str | None:
    """What NetworkManager makes of what follows the = up to the end of the line; None where it is not a value for it.
    $'...' is not looked into: raises LookupError."""
    piece_of = re.compile(_PIECE)
    parts = []
    at = 0
    while (piece := piece_of.match(line, at)) is not None:
        found = piece[piece.lastgroup or ""]
        parts.append(re.sub(r'\\([$`"\\])', r"\1", found) if piece.lastgroup == "double" else found)
        at = piece.end()
    if line.startswith("$'", at):
        raise LookupError(line)
    ends = re.compile(_END).fullmatch(line, at) is not None and (at == 0 or line[at : at + 1] != "#")
    return "".join(parts) if ends else None


def _read(setting: Setting) -> str | None:
    source, start = setting.value.span.source, setting.value.span.start
    end = source.text.find("\n", start)
    before = source.text[source.text.rfind("\n", 0, start) + 1 : setting.key.span.start]
    return None if before.strip() else unescaped(source.text[start : end if end >= 0 else len(source.text)])


def check(host: Host) -> Iterator[Finding]:
    """Each setting that the two read differently."""
    for interface in host.interfaces:
        if interface.format != "ifcfg" or managed(interface) is None:
            continue
        for setting in interface.settings:
            value = text(setting.value)
            if not value or re.fullmatch(_KEY, setting.key.written) is None:
                continue
            try:
                other = _read(setting)
            except LookupError:
                continue
            if other == value:
                continue
            made = "has no value for it" if other is None else "takes it literally"
            plain = re.fullmatch(r"[\w.:-]+", value) is not None and "\n" not in setting.value.written
            fix = Fix("write the value itself", (Edit(setting.value.span, value),)) if plain and other else None
            message = f"{setting.key.written} is {value} for a shell, but NetworkManager, which is not one, {made}"
            yield Finding(message, setting.value.span, fix=fix, label="not expanded by NetworkManager")
