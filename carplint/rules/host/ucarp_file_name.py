"""A file in /etc/ucarp has a name that the launcher does not take.

Why: it looks like a vip file and nothing reads it: no daemon starts, and no message says so.

Daemon: the launcher takes vip-DIGITS.conf only, with `egrep '^vip-[[:digit:]]+\\.conf$'`. Source: ucarp.init and
libexec/ucarp/ucarp of EPEL.

Fix: rename it to vip-NNN.conf with the number of its VHID.

Exceptions: backups and examples (vip-001.conf.rpmsave, vip-001.conf.example) are not meant as vip files, so they are
not reported; nor is a file that sets VID, whose launcher takes any name.
"""

import re
from collections.abc import Iterator

from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL346"
NAME = "ucarp-file-name"
SEVERITY = "error"
ON = "host"
NEEDS = "ucarp"

_LIKE_ONE = re.compile(r"(?i)vip-.+\.conf")


def check(host: Host) -> Iterator[Finding]:
    """Every document of the service that became no virtual router."""
    read = {id(r.span.source) for r in host.virtual_routers}
    for document in (d for d in host.documents if d.format == "ucarp"):
        name = document.source.path.rpartition("/")[2]
        if name != COMMON and _LIKE_ONE.fullmatch(name) is not None and id(document.source) not in read:
            message = f"{name} is not named vip-DIGITS.conf, so the launcher never reads it, and no daemon starts"
            yield Finding(message, document.source.span())
