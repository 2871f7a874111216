"""The ucarp service has its common file but no vip file.

Why: no VIP is configured: usually vip-001.conf.example was never copied to vip-001.conf, and the service fails.

Daemon: "no virtual addresses are configured in /etc/ucarp". Source: ucarp.init of EPEL.

Fix: copy vip-001.conf.example to vip-NNN.conf, with the number of the VHID, and set VIP_ADDRESS in it.

Exceptions: silent unless the folder was among the inputs, and where host-without-active-file says what lies there instead.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Net
from carplint.text.finding import Finding

CODE = "CL347"
NAME = "ucarp-example-left"
SEVERITY = "info"
ON = "net"
NEEDS = "ucarp"


def check(net: Net) -> Iterator[Finding]:
    """Every folder that has vip-common.conf alone."""
    said = {f.span.source.host for f in net.findings if f.name == "host-without-active-file"}
    for host in (h for h in net.hosts if "ucarp" in h.complete and h.name not in said):
        own = [d.source for d in host.documents if d.format == "ucarp"]
        if len(own) == 1 and own[0].path.rpartition("/")[2] == COMMON:
            message = "there is no vip-NNN.conf beside this file: the service has no virtual address, and fails"
            yield Finding(message, own[0].span())
