"""The up script adds an address, and not the VIP that ucarp announces.

Why: the MASTER announces the VIP and no interface has it, while the address that the script adds is looked for by nobody:
usually the VIP was changed in one of the two places only.

Daemon: ucarp gives the script the interface, --addr and --xparam, and does not look at what it does with them. Source:
ucarp 1.5.2, src/spawn.c; tried.

Fix: use $2 in the script, which is the VIP; or write the same address in both.

Exceptions: silent if the script is not among the inputs, has conditions or programs of which it is not certain what they add,
or adds the VIP, too.
"""

from collections.abc import Iterator

from carplint.dialects.shell.script import Simple, UnsureError
from carplint.dialects.ucarp.scripts.reading import certain_steps, change
from carplint.model import Host, known
from carplint.text.finding import Finding, Related

CODE = "CL361"
NAME = "ucarp-script-adds-other-address"
SEVERITY = "warning"
ON = "host with uCarp"
NEEDS = "excluded"

_SAYS = frozenset(("echo", "logger", "arping", "sleep", "exit", "printf", "true", ":", "set"))
"""Programs that add no address."""


def _may_add(step: Simple | None) -> bool:
    """Whether a command may add the VIP, for all that is known."""
    if step is None or step.program not in (*_SAYS, "ip", "ifconfig"):
        return True
    if step.program in _SAYS:
        return False
    try:
        change(step)
    except UnsureError:
        return True
    return None in step.values


def check(host: Host) -> Iterator[Finding]:
    """Each router whose script adds addresses, and not the VIP."""
    for router in host.virtual_routers:
        path = known(router.up_script, "")
        if router.daemon != "ucarp" or not path or any(v.prefixed for v in router.addresses):
            continue
        others = [a.address for a in router.excluded if f"/{a.address.span.source.path}".endswith(path)]
        for vip in (v.address for v in router.addresses if v.address.value is not None and others):
            called_with = {"1": known(router.interface, ""), "2": str(vip.value.ip), "3": None} if vip.value else {}
            steps = certain_steps(others[0].span.source, called_with)
            if vip.value is not None and not any(map(_may_add, steps)):
                added = ", ".join(str(o.value.ip) for o in others if o.value is not None)
                message = f"the up script adds {added}, and ucarp announces {vip.value.ip}: no interface has the VIP"
                yield Finding(message, others[0].span, (Related(vip.span, "the VIP that ucarp announces"),))
