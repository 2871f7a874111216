"""A word on a line of a list, or behind a keyword of several words, is not known there.

Why: keepalived drops the word, the entry or the whole line: a tracked script without its weight, a route
that is not set.

Daemon: "unknown track script option", "unknown route keyword", "Unknown rule option", "Unknown option
... specified for lvs_sync_daemon" and the like; vrrp_track.c, vrrp_iproute.c, vrrp_iprule.c,
global_parser.c. `-t` exits 5 (tried with 2.2.7).

Fix: write the word that was meant. Most lists take one entry a line.

Exceptions: words of addresses are another rule's, vip-unknown-option; words with a `$` that is not
known.
"""

CODE = "CL150"
NAME = "line-unknown-word"
SEVERITY = "error"
