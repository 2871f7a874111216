"""A node's operating system, as far as its own files tell: its family, how it starts services, and the release of
keepalived in its packages (distributions.tsv).

The files are data, looked for below the node's root and nowhere else; what they do not tell stays open. Source:
os-release(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import inf
from pkgutil import get_data

from carplint.model.net import Host
from carplint.text.source import Source
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, parse_version

_FAMILIES = {
    "redhat": {"rhel", "centos", "fedora", "rocky", "almalinux", "ol", "scientific"},
    "debian": {"debian", "ubuntu", "raspbian"},
    "gentoo": {"gentoo"},
}
_SYSTEMD = {"redhat": 7, "fedora": 15, "debian": 8, "ubuntu": 15, "raspbian": 8}
"""The version from which a system, or else its family, runs systemd."""
_FOLDERS = {"etc/conf.d/": "gentoo", "etc/sysconfig/network-scripts/": "redhat", "etc/sysconfig/carp/": "redhat"}
"""The family that a folder belongs to."""
_FIELD = re.compile(r"""(?m)^(ID|ID_LIKE|VERSION_ID|PRETTY_NAME)=["']?([^"'\n]*)["']?[ \t]*$""")


class System(NamedTuple):
    """A node's operating system: its name; its `family` (redhat, debian, gentoo) and how it starts services (`init`:
    systemd, sysv, openrc, or "systemd or sysv"), "" if the files do not say; and the release of
    keepalived in its packages, None if not known."""

    name: str = ""
    family: str = ""
    init: str = ""
    keepalived: Version | None = None


def _number(text: str) -> tuple[int, ...]:
    """Return a distribution's version as numbers: 22.04 is (22, 4)."""
    return tuple(int(n[:9]) for n in re.split(r"[^0-9.]", text, maxsplit=1)[0].split(".") if n)


@cache
def _packaged(id: str, number: tuple[int, ...]) -> Version | None:
    """Return the release of keepalived in a version of a distribution: the newest one if the version is as short as
    CentOS's own "7"."""
    text = (get_data(__package__, "distributions.tsv") or b"").decode()
    for line in reversed(text.splitlines() if number else []):
        if line.startswith(f"{id}\t"):
            _, first, last, keepalived, _ = line.split("\t")
            low, high = _number(first), _number(last)
            if low[: len(number)] <= number[: len(low)] and number[: len(high)] <= high[: len(number)]:
                return parse_version(keepalived)
    return None


def _found(host: Host, path: str) -> tuple[object, ...]:
    return tuple(host.files(path, host.documents[0].source) or ()) if host.files and host.documents else ()


def _text(host: Host, path: str) -> str:
    return next((f.text for f in _found(host, path) if isinstance(f, Source)), "")


def _claims(host: Host) -> Iterator[tuple[str, list[str], str]]:
    """Yield what each release file says of a system: its name, its ids, the first one its own, and its version."""
    fields = dict(_FIELD.findall(_text(host, "/etc/os-release")))
    ids = [fields.get("ID", ""), *fields.get("ID_LIKE", "").split()]
    yield fields.get("PRETTY_NAME", "") or ids[0], ids, fields.get("VERSION_ID", "")
    release = _text(host, "/etc/redhat-release").partition("\n")[0].strip()
    if number := re.search(r"release ([0-9.]+)", release):
        yield release, ["fedora" if release.startswith("Fedora") else "rhel"], number[1]
    if release := _text(host, "/etc/debian_version").partition("\n")[0].strip():
        yield f"Debian {release}", ["debian"], release


def _by_dialect(host: Host) -> str:
    """Return the family that a node's files give away, or ""."""
    if any(d.format == "interfaces" for d in host.documents):
        return "debian"
    paths = [d.source.path for d in host.documents]
    return next((family for folder, family in _FOLDERS.items() if any(folder in p for p in paths)), "")


def system(host: Host, otherwise: str = "") -> System:
    """Return a node's operating system, by its release files, else by the dialect of its other files; `otherwise` is
    the family if neither says it."""
    families = ((family, claim) for claim in _claims(host) for family, ids in _FAMILIES.items() if ids & {*claim[1]})
    family, (name, ids, version) = next(families, (_by_dialect(host) or otherwise, ("", [""], "")))
    number, kind = _number(version), ids[0] if ids[0] in _SYSTEMD else family
    if _found(host, "/etc/systemd") or (number and number[0] >= _SYSTEMD.get(kind, inf)):
        init = "systemd"
    else:
        init = {"gentoo": "openrc", "redhat": "sysv" if number else "systemd or sysv"}.get(family, "")
    return System(name, family, init, _packaged(kind, number))
