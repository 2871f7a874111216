"""A block has too few or too many words before its brace.

Why: keepalived passes over the whole block, or over the words.

Daemon: vrrp_instance, vrrp_sync_group and track_group need exactly one name (vrrp_parser.c); lists take
none (lib/parser.c). Where the brace is missing, too, 2.2.7 may crash.

Fix: give one name without blanks, or quote it.

Exceptions: words after the name of other blocks are ignored in silence, by the daemon and here.
"""

CODE = "CL110"
NAME = "block-name"
SEVERITY = "error"
