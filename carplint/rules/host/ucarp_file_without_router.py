"""A file that starts a ucarp by its place has no variable that its launcher reads.

Why: the service starts a ucarp without options, which ends at once, or refuses to start. No node has the VIP by this file.

Daemon: Gentoo's init script takes UCARP_INTERFACE, UCARP_SOURCEADDRESS, UCARP_VHID, UCARP_PASSFILE, UCARP_VIRTUALADDRESS,
UCARP_UPSCRIPT, UCARP_DOWNSCRIPT and UCARP_VIRTUALPREFIX, and refuses if one of these is empty; Alpine's takes REALIP, VHID, VIP,
PASSWORD and EXTRA_ARGS; PLD's takes UCARP_OPTS. Source: net-misc/ucarp (ucarp.initd) of Gentoo's overlay; main/ucarp of aports;
ucarp.init of PLD.

Fix: write the names that the launcher of your distribution reads.

Exceptions: files that set nothing, or only what OpenRC itself reads (rc_need …); PLD's list of addresses and Debian's
default/ucarp-mvip, which only switch a service on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.shell import values as shell
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL389"
NAME = "ucarp-file-without-router"
SEVERITY = "warning"
ON = "host"
NEEDS = "ucarp_opts"

_OTHERS = re.compile(r"rc_\w+|VIRTUAL_IPS|UCARP_MVIP_ENABLED|SERVICE_RUN_NICE_LEVEL")
"""Variables of the system's own scripts, and those that switch a service on."""
_SWITCHES = re.compile(r"(?:.*/)?(?:sysconfig/ucarp|default/ucarp-mvip)")


def check(host: Host) -> Iterator[Finding]:
    """Every such file that became no virtual router although it sets something."""
    read = {id(r.span.source) for r in host.virtual_routers}
    for document in (d for d in host.documents if d.format == "ucarp_opts"):
        source = document.source
        if id(source) in read or _SWITCHES.fullmatch(source.path) is not None:
            continue
        settings = shell.run(source, document.tree).settings
        own = next((s for s in settings if _OTHERS.fullmatch(s.key.written) is None), None)
        if own is not None:
            message = "no launcher of ucarp reads the variables of this file, so no virtual router comes of it"
            yield Finding(message, own.key.span)
