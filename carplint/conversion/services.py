"""The services that start the daemons of each format: how they are installed, started and stopped for good.

Source: the packages ucarp (RepoForge, EPEL 6 and 7, Debian 12, Gentoo's overlay) and keepalived, their init scripts
and units.
"""

from __future__ import annotations

from typing import NamedTuple


class Service(NamedTuple):
    """A service in words and commands, which are for root on the node."""

    what: str
    package: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    """How the new files are tried without a start."""
    by_hand: bool = False
    """Whether it is no service of its own, so that `disable` is something to do by hand."""


SERVICES = {
    "carp": Service(
        "the carp service",
        "ucarp",
        ("service carp start",),
        ("service carp stop",),
        ("chkconfig carp on",),
        ("chkconfig carp off",),
        ("sh -n /etc/sysconfig/carp/vip-*.conf",),
    ),
    "ucarp": Service(
        "the ucarp service",
        "ucarp",
        ("service ucarp start",),
        ("service ucarp stop",),
        ("chkconfig ucarp on",),
        ("chkconfig ucarp off",),
        ("sh -n /etc/ucarp/vip-*.conf",),
    ),
    "ucarp_opts": Service(
        "the ucarp service",
        "ucarp",
        ("rc-service ucarp start",),
        ("rc-service ucarp stop",),
        ("rc-update add ucarp default",),
        ("rc-update del ucarp",),
    ),
    "ucarp_lines": Service(
        "the ucarp command",
        "ucarp",
        ("run the line that starts it again",),
        ("pkill -TERM -x ucarp",),
        ("put the line that starts it back",),
        ("remove the line that starts it, or disable its unit",),
        by_hand=True,
    ),
    "interfaces": Service(
        "uCarp",
        "ucarp",
        ("ifdown DEVICE && ifup DEVICE    # over another way than DEVICE",),
        ("pkill -TERM -x ucarp",),
        (),
        ("delete the ucarp- options in /etc/network/interfaces",),
        ("ifquery --list",),
        by_hand=True,
    ),
    "keepalived": Service(
        "keepalived",
        "keepalived",
        ("systemctl start keepalived    # or service keepalived start",),
        ("systemctl stop keepalived    # or service keepalived stop",),
        ("systemctl enable keepalived    # or chkconfig keepalived on",),
        ("systemctl disable keepalived    # or chkconfig keepalived off",),
        ("keepalived -t -f /etc/keepalived/keepalived.conf",),
    ),
}
