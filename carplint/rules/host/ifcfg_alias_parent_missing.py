"""An alias has a file, but its parent has none.

Why: the alias never comes up.

Daemon: aliases are brought up after their parent, which has no file: "Missing config file". Source: initscripts
9.49.38, ifup-aliases lines 118-119; ifup-post, which calls it.

Fix: write the parent's file, or correct the name of the alias.

Exceptions: silent unless the whole folder is among the inputs, if another format configures the parent, for aliases of
lo, and if a file does not name its device.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.rules.host.facts import file_name
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL379"
NAME = "ifcfg-alias-parent-missing"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "no-parent"


def check(host: Host) -> Iterator[Finding]:
    """Each such alias."""
    names = host.by_name
    if "ifcfg" not in host.complete or any(not n or any(c in n for c in "*?[$\r") for n in names):
        return
    files = {file_name(i) for i in host.interfaces if i.format == "ifcfg"}
    for alias in host.interfaces:
        parent = alias.parent
        if alias.format != "ifcfg" or parent in (None, "lo", "") or parent in names or parent in files:
            continue
        message = f"there is no ifcfg-{shown(parent)} on {host.name}: {shown(alias.name)} is never brought up"
        yield Finding(message, alias.span)
