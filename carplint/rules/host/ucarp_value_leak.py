"""A vip file does not set a variable, and the launcher still has its value from another vip file.

Why: the virtual router starts with a setting that its file does not have: the wrong interface, VIP or password. When
the other file changes, so does this virtual router.

Daemon: the launcher sources all vip files in one shell, in the order of their names, and unsets nothing. Source:
the launcher of the carp service; ucarp.init of EPEL, where `#unset PASSWORD ...` is a comment.

Fix: set the variable in this file too; OPTIONS="" if it is to be empty.

Exceptions: silent if the value is unknown, and for the ucarp service if its launcher is not among the inputs, unsets
the variables, or starts a shell for each file.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.text.finding import Finding, Related

CODE = "CL312"
NAME = "ucarp-value-leak"
SEVERITY = "warning"
ON = "host with uCarp"
NEEDS = "other-file"


def check(host: Host) -> Iterator[Finding]:
    """One finding per vip file that has values of others."""
    others = {
        id(d.source)
        for d in host.documents
        if d.format in ("carp", "ucarp") and not d.source.path.endswith("vip-common.conf")
    }
    for router in host.virtual_routers:
        leaked = [
            s
            for s in router.settings
            if s.value.value is not None
            and s.value.span.source is not router.span.source
            and id(s.value.span.source) in others
        ]
        if leaked:
            names = " and ".join(s.key.written for s in leaked)
            files = " and ".join(dict.fromkeys(s.value.span.source.path.rpartition("/")[2] for s in leaked))
            message = (
                f"{router.name.value} does not set {names}: the launcher keeps what {files} set, so this "
                "virtual router depends on another's file"
            )
            related = tuple(Related(s.value.span, f"{s.key.written} comes from here") for s in leaked)
            yield Finding(message, router.span, related)
