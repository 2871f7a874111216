"""PASSWORD and PASSFILE are both set.

Why: the launcher uses one of them. Changing the other changes nothing, and after an update of the package the node
has another password than its peer.

Daemon: the launchers of EPEL 7 and newer pass PASSFILE on and never look at PASSWORD; older ones know PASSWORD only.
Source: ucarp.init of EPEL 6, libexec/ucarp/ucarp of EPEL 7.

Fix: keep the one that the launcher uses.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.model import Net
from carplint.text.finding import Finding, Related

CODE = "CL262"
NAME = "ucarp-password-and-passfile"
SEVERITY = "warning"
NEEDS = "PASSFILE"


def check(net: Net) -> Iterator[Finding]:
    """Every vip file that ends up with both, once for two places."""
    seen = set()
    for router in net.virtual_routers:
        values = {s.key.written: s.value for s in router.settings}
        password, passfile = values.get("PASSWORD"), values.get("PASSFILE")
        if password is None or passfile is None or (password.span, passfile.span) in seen:
            continue
        seen.add((password.span, passfile.span))
        message = (
            "PASSWORD and PASSFILE are both set, and the launcher uses one of them: newer ones PASSFILE, "
            "older ones PASSWORD"
        )
        yield Finding(message, password.span, (Related(passfile.span, "the passfile"),))
