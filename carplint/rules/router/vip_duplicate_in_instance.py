"""A VIP is written twice in one vrrp_instance.

Why: it is a typing error: the address that was meant never comes up. If only one node has the line twice, the lists
differ, and both nodes become MASTER.

Daemon: "VIP duplicates a VIP - ignoring" since 2.3.3; before, the address is kept twice and advertised twice. An
excluded VIP counts with the same dev only. Source: keepalived vrrp/vrrp_data.c (vip_is_duplicate); tried with 2.2.7
and 2.4.3.

Fix: delete the line, or write the address that was meant.

Exceptions: silent for releases before 2.3.3.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import plain
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL243"
NAME = "vip-duplicate-in-instance"
SEVERITY = "error"
ON = "instance and configuration"
NEEDS = "several-vips"


def check(instance: Instance, configuration: Configuration) -> Iterator[Finding]:
    """Every address that is listed above already."""
    vips = (*instance.vips, *instance.excluded)
    if configuration.version < (2, 3, 3) or len(vips) < 2:
        return
    seen: dict[tuple[str, str], Statement] = {}
    anywhere: dict[str, Statement] = {}
    for vip in vips:
        line, address = vip.line, plain(vip.line.words[0])
        excluded = line.block.endswith("virtual_ipaddress_excluded/<line>")
        key = (address, "" if vip.device is None else vip.device.value or "")
        first = seen.get(key) if excluded else anywhere.get(address)
        seen.setdefault(key, line)
        if not excluded:
            anywhere.setdefault(address, line)
        if first is not None and "$" not in address:
            message = f"{shown(address)} is in the instance twice: keepalived ignores the second one"
            fix = repair.loser(first, line, "delete the second line")
            yield Finding(message, place(line), (Related(place(first), "the first time"),), fix)
