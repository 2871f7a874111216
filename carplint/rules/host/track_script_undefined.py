"""A track list names a script, file, process or BFD session that is not defined.

Why: keepalived ignores the line: the instance lacks this check, and keeps the VIP with a dead service.

Daemon: "track script chk not found, ignoring...", and the same for track_file, track_process and track_bfd. Source:
keepalived vrrp/vrrp_track.c (alloc_track_script and the like), trackers/track_file.c; tried with 2.2.7, whose
`keepalived -t` hangs if one track_file is not defined and another is.

Fix: write the name of the block that defines it, or add the block above.

Exceptions: a vrrp_script without script and a track_file without file are removed, so they count as not defined, and
so does a bfd_instance with `checker` and without `vrrp`.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.trackers import TRACKERS, definitions
from carplint.dialects.keepalived.tree.statement import Statement, place, stops
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL322"
NAME = "track-script-undefined"
SEVERITY = "error"
ON = "whole configuration"
NEEDS = "track_script track_file track_process track_bfd vrrp_sync_group"

_NEEDS = {"vrrp_script": "script", "track_file": "file", "vrrp_track_file": "file", "vrrp_track_process": "process"}


def _works(block: Statement, kind: str) -> bool:
    """Return whether the daemon keeps a definition for track lists of a kind."""
    if kind == "track_bfd":
        return block.last("checker") is None or block.last("vrrp") is not None
    return any(any(c.words[1:]) or stops(c) for c in block.within(_NEEDS[block.words[0]]))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line whose name is not defined."""
    defined = None
    for kind, line in configuration.entries(*TRACKERS):
        defined = definitions(configuration.statements) if defined is None else defined
        name = line.words[0]
        found = defined[kind].get(name)
        if "$" in name or name.startswith("include") or (found is not None and _works(found, kind)):
            continue
        if found is not None:
            why = "is for checkers only" if kind == "track_bfd" else "is dropped because its block is incomplete"
            message = f"{shown(name)} {why}: keepalived ignores this line, no check is made"
            yield Finding(message, place(line))
            continue
        meant = nearest(name, defined[kind])
        fix = None if meant is None else Fix(f"write {meant}", (Edit(place(line), meant),), safe=False)
        message = f"no {TRACKERS[kind][0]} {shown(name)} is defined: keepalived ignores this line, no check is made"
        yield Finding(message, place(line), fix=fix)
