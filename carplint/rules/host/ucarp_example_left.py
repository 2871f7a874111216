"""The ucarp service has its common file but no vip file.

Why: no VIP is configured: usually vip-001.conf.example was never copied to vip-001.conf, and the service fails.

Daemon: "no virtual addresses are configured in /etc/ucarp". Source: ucarp.init of EPEL.

Fix: copy vip-001.conf.example to vip-NNN.conf, with the number of the VHID, and set VIP_ADDRESS in it.

Exceptions: silent unless the folder was among the inputs.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL347"
NAME = "ucarp-example-left"
SEVERITY = "info"
ON = "host"
NEEDS = "ucarp"


def check(host: Host) -> Iterator[Finding]:
    """Every folder that has vip-common.conf alone."""
    own = [d.source for d in host.documents if d.format == "ucarp"]
    if "ucarp" in host.complete and len(own) == 1 and own[0].path.rpartition("/")[2] == COMMON:
        message = "there is no vip-NNN.conf beside this file: the service has no virtual address, and fails"
        yield Finding(message, own[0].span())
