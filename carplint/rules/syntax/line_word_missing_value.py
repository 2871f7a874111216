"""A word on a line stands without the value that it needs.

Why: the entry is lost: keepalived drops an address whose dev has no name. On a line of routes or rules
it stops reading the file altogether, and does not start.

Daemon: "No dev parameter specified" (vrrp_ipaddress.c), "weight without value specified" (vrrp_track.c),
exit status 5; "is missing a parameter" (lib/parser.c), exit status 2. Tried with 2.2.7.

Fix: write the value behind the word, or delete the word.

Exceptions: none.
"""

CODE = "CL151"
NAME = "line-word-missing-value"
SEVERITY = "error"
