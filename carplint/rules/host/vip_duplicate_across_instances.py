"""Two instances of one node have the same VIP.

Why: when one of them loses the election, it removes the address from the other, which still is MASTER.

Daemon: it is not checked across instances, `-t` exits 0. Source: keepalived vrrp/vrrp_ipaddress.c; tried with 2.2.7.

Fix: keep the VIP in one instance.

Exceptions: link-local IPv6 addresses may be on several interfaces, and any address in several vrfs.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import plain
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL331"
NAME = "vip-duplicate-across-instances"
SEVERITY = "warning"
ON = "several instances"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every VIP that an instance above has."""
    seen: dict[tuple[str, str | None], tuple[Instance, Statement]] = {}
    for instance in configuration.instances:
        device, vrf = instance.word("interface"), instance.word("vrf")
        for vip in (*instance.vips, *instance.excluded):
            line, address = vip.line, plain(vip.line.words[0])
            if "$" in address:
                continue
            apart = device if address[:3] in ("fe8", "fe9", "fea", "feb") else vrf
            first, where = seen.setdefault((address, apart), (instance, line))
            if first is not instance:
                message = f"{shown(first.name)} also has {shown(address)}: if either becomes BACKUP, both lose it"
                yield Finding(message, place(line), (Related(place(where), "the same VIP"),))
