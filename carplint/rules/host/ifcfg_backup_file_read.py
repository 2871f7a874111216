"""A copy such as ifcfg-eth0.old is among the ifcfg files, and is read like the others.

Why: the old address, or the alias with the VIP, comes up again at the next start of the network.

Daemon: the network scripts ignore ~ .bak .orig .rpmnew .rpmorig .rpmsave, and .old from initscripts 9.72 on, so not
on RHEL 6 and 7; NetworkManager ignores .bak ~ .orig .rej .rpmnew .augnew .augtmp. Anything else is read. Source:
initscripts 9.49.38, rc.d/init.d/functions lines 619-622, commit 0fe96e5f; NetworkManager 355bc902,
nms-ifcfg-rh-utils.c lines 98-101; tried with ifup-aliases of 9.49.38: ifcfg-eth0:0.old and .20240101 came up.

Fix: move the copy to another folder.

Exceptions: only files named like another file with something appended, and with its DEVICE or its IPADDR;
ifcfg-eth0.10 (a VLAN), ifcfg-eth0:1 and ifcfg-eth0-range0 are not copies.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.rules.host.facts import copies
from carplint.text.finding import Finding, Related

CODE = "CL369"
NAME = "ifcfg-backup-file-read"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "copy"


def check(host: Host) -> Iterator[Finding]:
    """Every copy."""
    for copy, original in copies(host):
        message = (
            "this copy is read like any other ifcfg file, so it comes up too; only names ending in ~, .bak, "
            ".orig, .rpmnew, .rpmorig and .rpmsave are ignored"
        )
        related = (Related(original.span, "the original"),)
        yield Finding(message, copy.span, related)
