"""Two blocks of one kind have the same name, and keepalived skips the second.

Why: the second block does not exist for keepalived: its VIPs never come up.

Daemon: "vrrp instance VI_1 already defined"; the block is ignored to its end. The same goes for vrrp_sync_group,
track_group and bfd_instance. Source: keepalived vrrp/vrrp_parser.c (vrrp_handler and the like), vrrp_track.c; tried
with 2.2.7.

Fix: give each its own name.

Exceptions: for vrrp_script, track_file and vrrp_track_process see duplicate-script-name.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.rules.host.duplicates import duplicates
from carplint.text.finding import Finding

CODE = "CL320"
NAME = "duplicate-instance-name"
SEVERITY = "error"
ON = "configuration"

_KINDS = {kind: kind for kind in ("vrrp_instance", "vrrp_sync_group", "track_group", "bfd_instance")}


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every block with the name of an earlier one."""
    return duplicates(configuration, _KINDS, "keepalived skips this one", "the one that counts")
