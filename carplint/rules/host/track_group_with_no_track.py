"""A static address, route or rule has both track_group and no_track.

Why: keepalived does not track it: it is not restored when it disappears, although the group says so.

Daemon: "Static address has both track_group and no_track set - not tracking", only in its log. Source: keepalived
vrrp/vrrp_static_track.c (static_track_group_init); tried with 2.2.7, `-t` exits 0.

Fix: delete one of the words.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL334"
NAME = "track-group-with-no-track"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "static_ipaddress static_routes static_rules"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every static line with both words."""
    for block in configuration.all("static_ipaddress", "static_routes", "static_rules"):
        for line in block.children or ():
            if "track_group" in line.words and "no_track" in line.words:
                message = "with no_track this line is not tracked, whatever its track_group says"
                at = line.words.index("track_group")
                fix = repair.without_words(line, at, at + 1, safe=False) if 0 < at < len(line.words) - 1 else None
                yield Finding(message, place(line, line.words.index("no_track")), fix=fix)
