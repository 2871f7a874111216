"""A track_file block names no file.

Why: keepalived drops it, and its trackers do not find it.

Daemon: "No file set for track_file ... - ignoring". Source: keepalived trackers/track_file.c
(track_file_end_handler); tried with 2.2.7.

Fix: `file` with the path.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import closing
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL840"
NAME = "track-file-without-file"
SEVERITY = "error"
ON = "configuration"
NEEDS = "track_file vrrp_track_file"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every block without file."""
    for block in configuration.all("track_file", "vrrp_track_file"):
        if not any(len(s.words) > 1 for s in block.within("file")):
            name = " ".join((block.key, *map(shown, block.words[1:2])))
            message = f"{name} has no file: keepalived drops it"
            yield Finding(message, block.whole(), closing(block))
