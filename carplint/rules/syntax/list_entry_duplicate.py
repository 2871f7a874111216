"""An entry stands twice in a list of things that are tracked.

Why: keepalived ignores the second one, and with it a weight that only that one has.

Daemon: "duplicate track_interface", "duplicate track_script" and the like; vrrp_track.c and
track_file.c. `-t` exits 5 (tried with 2.2.7).

Fix: delete one of the two lines.

Exceptions: the same thing may be tracked by several instances.
"""

CODE = "CL166"
NAME = "list-entry-duplicate"
SEVERITY = "error"
