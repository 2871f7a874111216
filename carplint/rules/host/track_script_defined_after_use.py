"""A script, file, process or BFD session is defined below the instance that tracks it.

Why: keepalived ignores the line of the track list: the instance lacks this check, although the file defines it.

Daemon: names are looked up while the instance is read: "track script chk not found, ignoring...". Files of an include
are read in the order of their names. Source: keepalived vrrp/vrrp_track.c (alloc_track_script and the like); tried
with 2.2.7.

Fix: move the block above the first vrrp_instance and vrrp_sync_group.

Exceptions: sync groups and instances may be in any order.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.trackers import TRACKERS, definitions
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL323"
NAME = "track-script-defined-after-use"
SEVERITY = "error"
ON = "configuration"
NEEDS = "track_script track_file track_process track_bfd vrrp_sync_group"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line whose name is defined below only."""
    defined = None
    for kind, line in configuration.entries(*TRACKERS):
        defined = definitions(configuration.statements) if defined is None else defined
        block = defined[kind].get(line.words[0])
        if block is not None and block.start > line.start and block.text is line.text:
            message = (
                f"{shown(line.words[0])} is defined below this instance or group, so keepalived does not know "
                "it yet: it ignores this line, no check is made"
            )
            yield Finding(message, place(line), (Related(place(block, 1), "defined too late"),))
