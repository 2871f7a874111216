"""The ID in a vip file is not the number in its name.

Why: some launchers use the ID and some the name, so after an update, or on a node of another release, the virtual
router has another VHID, and its peers do not hear it.

Daemon: the launchers of EPEL set ID from the name and then source the file, so ID wins; a unit ucarp@NNN that starts
the daemon itself goes by the name. Source: ucarp.init and libexec/ucarp/ucarp of EPEL; ucarp@.service in published
files.

Fix: remove ID, or give the file the same number.

Exceptions: silent if the ID is unknown, and for VID, whose launcher never looks at the name.
"""

import re
from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL264"
NAME = "ucarp-id-differs-from-name"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "ucarp"

_NAME = re.compile(r"vip-([0-9]+)\.conf")


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every ID that is another number than the name's."""
    settings = {s.key.written: s.value for s in router.settings} if router.format == "ucarp" else {}
    number = settings.get("ID")
    name = _NAME.fullmatch(router.name.value or "")
    if number is None or name is None or "VID" in settings or not (number.value or "").isdecimal():
        return
    if (number.value or "").lstrip("0") != name[1].lstrip("0"):
        message = (
            f"ID is {number.value}, but the file's name says {name[1]}: which of them is the VHID depends on "
            "the launcher"
        )
        yield Finding(message, number.span, label=f"{router.name.value} says {name[1]}")
