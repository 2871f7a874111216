"""Files that were named one by one and lie in one folder: of one host, unless two of them say what no host says twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from carplint.inputs.hosts import File

_SUBJECT = (
    r"(?m)^[ \t]*(?:(?:export[ \t]+)?(?P<key>VIP_ADDRESS|VIRTUAL_ADDRESS|VIP|DEVICE)=[\"']?|(?P<stanza>iface|ucarp-vip)[ \t]+)"
    r"(?P<value>[^\s\"'#;]+)"
)
"""What only one file of a host defines: a VIP, an interface."""
_OWN = (
    r"(?m)^[ \t]*(?:(?:export[ \t]+)?(?:SOURCE_ADDRESS|REALIP|REAL_IP|IPADDR)=[\"']?|address[ \t]+)"
    r"((?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:]+)"
)
"""An address of the host itself."""


def _says(file: File) -> tuple[set[tuple[str, str]], set[str]]:
    """Return what a file defines, and the addresses that it gives the host."""
    text = file.source.text if file.source is not None else ""
    defined = {(m["key"] or m["stanza"], m["value"]) for m in re.finditer(_SUBJECT, text) if m["value"] != "lo"}
    return defined, set(re.findall(_OWN, text)) - {value for _, value in defined}


def _is_of_another(file: tuple[set[tuple[str, str]], set[str]], other: tuple[set[tuple[str, str]], set[str]]) -> bool:
    """Return whether two files define the same thing with addresses of which none is in both."""
    return bool(file[0] & other[0] and file[1] and other[1] and (file[1] - other[1]) and (other[1] - file[1]))


def split(groups: Mapping[tuple[str, str], list[File]]) -> dict[tuple[str, str], list[File]]:
    """Return the groups, where each of several named files of one dialect without a main file is a host of its own if it says what
    no host says twice: a VIP, or an interface, with another source address."""
    result: dict[tuple[str, str], list[File]] = {}
    for (name, root), members in groups.items():
        kinds: dict[str, list[File]] = {}
        for file in members:
            if file.source is not None and not file.dialect.main and not name:
                kinds.setdefault(file.dialect.name, []).append(file)
        own: set[str] = set()
        for files in (f for f in kinds.values() if len(f) > 1):
            said = [_says(file) for file in files]
            own |= {f.path for f, s in zip(files, said, strict=True) if any(_is_of_another(s, t) for t in said)}
        rest = [f for f in members if f.path not in own]
        if rest:
            result[name, root] = rest
        for file in (f for f in members if f.path in own):
            result[name, f"{root.rstrip('/')}/{file.path.rpartition('/')[2]}"] = [file]
    return result
