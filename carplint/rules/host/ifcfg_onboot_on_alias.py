"""ONBOOT in the file of an alias interface says the opposite of what will happen.

Why: the file misleads its reader: ONBOOT=no does not keep the alias down, and ONBOOT=yes does not bring it up.

Daemon: ONBOOT is not valid for alias devices; ONPARENT alone decides, by default yes. Source: initscripts,
doc/sysconfig.txt line 452; ifup-aliases of 9.49.38 (tried: an alias with ONBOOT=no came up).

Fix: use ONPARENT. carplint turns ONBOOT=no into ONPARENT=no if the file has no ONPARENT.

Exceptions: silent if ONBOOT and ONPARENT agree, since nobody is misled, and if ifcfg-vip-alias-onparent already
reports it.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Net
from carplint.rules.host.facts import exposed, interfaces, is_no, stays_down, text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL305"
NAME = "ifcfg-onboot-on-alias"
SEVERITY = "warning"
NEEDS = "alias-onboot"


def check(net: Net) -> Iterator[Finding]:
    """Each alias whose ONBOOT is not what its ONPARENT says."""
    said = {id(i.span.source) for i in exposed(net)}
    for interface in interfaces(net):
        value, down = text(interface.on_boot), stays_down(interface)
        if interface.parent is None or not value or down is None or id(interface.span.source) in said:
            continue
        boot = setting(interface, "ONBOOT")
        if boot is None or is_no(value) == down or is_no(text(interface.on_parent) or "") != down:
            continue
        name, fix = shown(interface.name), None
        said_so = f"ONBOOT={shown(value)} does not"
        if down:
            message = f"{said_so} bring up {name}: for an alias only ONPARENT counts, and that is no"
        else:
            message = (
                f"{said_so} keep {name} down: for an alias only ONPARENT counts, so it comes up at boot with "
                f"{shown(interface.parent)}"
            )
            if interface.on_parent is None:
                edits = (Edit(boot.key.span, "ONPARENT"), Edit(boot.value.span, "no"))
                fix = Fix("write ONPARENT=no instead", edits, safe=False)
        yield Finding(message, boot.key.span, fix=fix, label="not read for an alias")
