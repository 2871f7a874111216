"""Two tracked objects have the same name, and keepalived uses the first.

Why: the second one never runs, and nothing says so: a service that is checked in the file is not checked at all.

Daemon: a reference finds the first definition. Source: keepalived vrrp/vrrp_track.c (find_script_by_name and the
like); tried with 2.2.7, `-t` exits 0.

Fix: give each its own name.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.rules.host.duplicates import duplicates
from carplint.text.finding import Finding

CODE = "CL321"
NAME = "duplicate-script-name"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_script track_file vrrp_track_file vrrp_track_process"

_KINDS = {kind: kind for kind in ("vrrp_script", "track_file", "vrrp_track_process")} | {
    "vrrp_track_file": "track_file"
}


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every definition with the name of an earlier one."""
    return duplicates(configuration, _KINDS, "this one is never used", "the one that is used")
