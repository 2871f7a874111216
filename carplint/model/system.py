"""The operating system of a node, as far as its own files tell it, and how it installs packages and runs services.

The files are data, looked for below the node's root and nowhere else. What nobody can tell stays open, and then the
commands name both ways. Source: os-release(5); service(8) and chkconfig(8) of CentOS 6; systemctl(1); rc-service(8).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from carplint.model.net import Host
from carplint.text.source import Source
from carplint.text.version import Version


class Packages(NamedTuple):
    """How packages come and go; `{}` is a package."""

    install: str
    remove: str


class Services(NamedTuple):
    """How services are run; `{}` is a service."""

    start: str
    stop: str
    enable: str
    disable: str


class Firewall(NamedTuple):
    """How protocol 112 to a group or from a peer (`{}`) is let through, and how that is taken back, "" where that
    needs more than a command; `keep` makes it last over a reboot, by the family of systems."""

    name: str
    to_group: tuple[str, str]
    from_peer: tuple[str, str]
    keep: dict[str, str]


PACKAGES = {
    "redhat": Packages("yum install {}", "yum remove {}"),
    "debian": Packages("apt-get install {}", "apt-get remove {}"),
    "gentoo": Packages("emerge {}", "emerge --depclean {}"),
    "": Packages(
        "yum install {}    # Debian: apt-get install {}; Gentoo: emerge {}",
        "yum remove {}    # Debian: apt-get remove {}; Gentoo: emerge --depclean {}",
    ),
}
SERVICES = {
    "systemd": Services("systemctl start {}", "systemctl stop {}", "systemctl enable {}", "systemctl disable {}"),
    "sysv": Services("service {} start", "service {} stop", "chkconfig {} on", "chkconfig {} off"),
    "openrc": Services("rc-service {} start", "rc-service {} stop", "rc-update add {} default", "rc-update del {}"),
    "redhat": Services(
        "systemctl start {}    # CentOS 6: service {} start",
        "systemctl stop {}    # CentOS 6: service {} stop",
        "systemctl enable {}    # CentOS 6: chkconfig {} on",
        "systemctl disable {}    # CentOS 6: chkconfig {} off",
    ),
    "": Services(
        "systemctl start {}    # without systemd: service {} start",
        "systemctl stop {}    # without systemd: service {} stop",
        "systemctl enable {}    # without systemd: chkconfig {} on, or update-rc.d {} defaults",
        "systemctl disable {}    # without systemd: chkconfig {} off, or update-rc.d {} remove",
    ),
}
FIREWALLS = (
    Firewall(
        "iptables",
        ("iptables -I INPUT -p 112 -d {} -j ACCEPT", "iptables -D INPUT -p 112 -d {} -j ACCEPT"),
        ("iptables -I INPUT -p 112 -s {} -j ACCEPT", "iptables -D INPUT -p 112 -s {} -j ACCEPT"),
        {
            "redhat": "service iptables save",
            "debian": "netfilter-persistent save",
            "gentoo": "rc-service iptables save",
            "": "service iptables save    # Debian: netfilter-persistent save",
        },
    ),
    Firewall(
        "firewalld",
        (
            'firewall-cmd --add-rich-rule=\'rule family="ipv4" destination address="{}" protocol value="112" accept\'',
            'firewall-cmd --remove-rich-rule=\'rule family="ipv4" destination address="{}" protocol value="112" accept\'',
        ),
        (
            'firewall-cmd --add-rich-rule=\'rule family="ipv4" source address="{}" protocol value="112" accept\'',
            'firewall-cmd --remove-rich-rule=\'rule family="ipv4" source address="{}" protocol value="112" accept\'',
        ),
        {"": "firewall-cmd --runtime-to-permanent"},
    ),
    Firewall(
        "nftables",
        ("nft insert rule inet filter input ip protocol 112 ip daddr {} accept", ""),
        ("nft insert rule inet filter input ip protocol 112 ip saddr {} accept", ""),
        {"": "vi /etc/nftables.conf"},
    ),
)
RELEASES: dict[tuple[str, int], Version] = {
    ("redhat", 6): (1, 2, 13),
    ("redhat", 7): (1, 3, 5),
    ("debian", 11): (2, 1, 5),
    ("debian", 12): (2, 2, 7),
}
"""The release of keepalived in the packages of a system and its number. Source: keepalived-1.2.13-5.el6_6 of CentOS 6;
acassen/keepalived issues 1241 (RHEL 7) and 2587 (Debian 11); Debian 12's own."""

_FAMILIES = {
    "redhat": "rhel centos fedora rocky almalinux ol scientific",
    "debian": "debian ubuntu raspbian",
    "gentoo": "gentoo",
}
_SYSTEMD = {"redhat": 7, "fedora": 15, "debian": 8, "ubuntu": 15, "raspbian": 8}
"""The number from which on a system, or else its family, runs systemd."""
_FIELD = re.compile(r"""(?m)^(ID|ID_LIKE|VERSION_ID|PRETTY_NAME)=["']?([^"'\n]*)["']?[ \t]*$""")


class System(NamedTuple):
    """A node's operating system: its name, its `family` and how it starts services (keys of PACKAGES and SERVICES, ""
    where the files do not say it), and the release of keepalived in its packages, None where that is not known."""

    name: str = ""
    family: str = ""
    init: str = ""
    keepalived: Version | None = None

    @property
    def packages(self) -> Packages:
        """How packages come and go there."""
        return PACKAGES[self.family]

    @property
    def services(self) -> Services:
        """How services are run there."""
        return SERVICES[self.init]

    @property
    def firewalls(self) -> Sequence[Firewall]:
        """What may filter packets there."""
        return FIREWALLS[:1] if self.init == "sysv" else FIREWALLS


def _text(host: Host, path: str) -> str:
    """A release file below a node's root; "" where there is none."""
    found = host.files(path, host.documents[0].source) if host.files is not None and host.documents else ()
    return next((f.text for f in found or () if isinstance(f, Source)), "")


def _there(host: Host, path: str) -> bool:
    """Whether a node's tree has a file or a folder."""
    return bool(host.files(path, host.documents[0].source)) if host.files is not None and host.documents else False


def _system(name: str, family: str, kind: str, number: str, systemd: bool) -> System:
    """What a release file comes to; `kind` is the system's own name within its family."""
    found = re.match(r"\d+", number)
    major = int(found[0]) if found is not None else None
    since = _SYSTEMD.get(kind, _SYSTEMD.get(family))
    if systemd or (since is not None and major is not None and major >= since):
        init = "systemd"
    else:
        init = {"gentoo": "openrc", "redhat": "redhat" if major is None else "sysv"}.get(family, "")
    own = kind not in _SYSTEMD or kind == family
    return System(name, family, init, RELEASES.get((family, major)) if own and major is not None else None)


def _by_dialect(host: Host) -> str:
    """The family that the formats of a node's files give away, "" for none."""
    paths = [d.source.path for d in host.documents]
    if any(d.format == "interfaces" for d in host.documents):
        return "debian"
    if any("etc/conf.d/" in p for p in paths):
        return "gentoo"
    if any("etc/sysconfig/network-scripts/" in p or "etc/sysconfig/carp/" in p for p in paths):
        return "redhat"
    return ""


def system(host: Host, otherwise: str = "") -> System:
    """A node's operating system, by its release files, or else by the dialect of its other files; `otherwise` is the
    family where neither says it."""
    systemd = _there(host, "/etc/systemd")
    fields = dict(_FIELD.findall(_text(host, "/etc/os-release")))
    ids = [fields.get("ID", ""), *fields.get("ID_LIKE", "").split()]
    for family, members in _FAMILIES.items():
        if set(ids) & set(members.split()):
            name = fields.get("PRETTY_NAME", "") or ids[0]
            return _system(name, family, ids[0], fields.get("VERSION_ID", ""), systemd)
    release = _text(host, "/etc/redhat-release").partition("\n")[0].strip()
    if number := re.search(r"release (\d+)", release):
        return _system(release, "redhat", "fedora" if release.startswith("Fedora") else "", number[1], systemd)
    if release := _text(host, "/etc/debian_version").partition("\n")[0].strip():
        return _system(f"Debian {release}", "debian", "debian", release, systemd)
    return _system("", _by_dialect(host) or otherwise, "", "", systemd)
