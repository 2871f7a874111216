"""CARP in the kernels of OpenBSD (/etc/hostname.IF) and FreeBSD (/etc/rc.conf), and the addresses of their interfaces.

Read only: peers of ucarp nodes. Nothing runs as a service, so nothing is converted.
"""

from carplint.dialects.dialect import ASSIGNMENTS, Dialect

_SECRETS = (
    "pass",
    "pas",
    "passs",
    "passwd",
    "password",
    "carpkey",
    "nwkey",
    "wpakey",
    "wepkey",
    "authkey",
    "wgkey",
    "wgpsk",
)

DIALECTS = (
    # netstart starts only names of letters and digits: no backup. The lines are cut as those of ifupdown.
    Dialect(
        name="openbsd",
        module="bsd.openbsd",
        homes=(("etc",),),
        signs=("hostname.",),
        file=r"(?s:.*/)?hostname\.[A-Za-z]+[0-9]+",
        content=r"(?m)^(?=[^#\n]*\bvhid[ \t]+[0-9])(?=[^#\n]*\b(?:inet6?|carpdev)\b)[^=\n]*$",
        marks=("vhid",),
        grammar="interfaces",
        secrets=_SECRETS,
    ),
    Dialect(
        name="freebsd",
        module="bsd.freebsd",
        homes=(("etc",), ("etc", "rc.conf.d"), ("usr", "local", "etc", "rc.conf.d")),
        general=("/etc/rc.conf",),
        signs=("rc.conf.d/",),
        file=r"(?s:.*/)?rc\.conf\.d/(?:netif|network|ucarp)(?:/[^/]+)?",
        shape=ASSIGNMENTS,
        content=r"(?m)^[ \t]*(?:export[ \t]+)?(?:ifconfig_\w+|ucarp_enable)=",
        marks=("ifconfig_", "ucarp_enable"),
        loose=r"rc\.conf(?:\.local)?",
        grammar="sysconfig",
        secrets=_SECRETS,
    ),
)
