"""An ifcfg file has a key that none of its readers knows.

Why: a misspelt key is ignored silently, and the default applies. `NETMAKS=` leaves an address with the mask of its
class; `BOOTPRO=none` is harmless only because no BOOTPROTO means static.

Daemon: the files are sourced by a shell, which takes any name. Keys: initscripts, doc/sysconfig.txt
lines 455-457 for BOOTPROTO; NetworkManager, nm-settings-ifcfg-rh(5).

Fix: write the key that was meant. carplint does so if exactly one known key is close and the file does not set it
already.

Exceptions: a key that is not close to a known one may be a variable for a hook, so it is not reported.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg_keywords import NAMES, is_known
from carplint.model import Interface
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.spelling import nearest

CODE = "CL301"
NAME = "ifcfg-unknown-key"
SEVERITY = "warning"
ON = "interface"


def check(interface: Interface) -> Iterator[Finding]:
    """Every key that is unknown and close to a known one."""
    present = {s.key.written for s in interface.settings}
    for setting in interface.settings:
        key = setting.key.written
        meant = None if is_known(key) else nearest(key, NAMES)
        if meant is None:
            continue
        fix = None
        if meant not in present:
            fix = Fix(f"rename the key to {meant}", (Edit(setting.key.span, meant),))
        message = f"{key} is not a key of ifcfg files and is ignored; {meant} is"
        yield Finding(message, setting.key.span, fix=fix, label=f"did you mean {meant}?")
