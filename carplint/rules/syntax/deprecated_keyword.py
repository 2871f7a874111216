"""A keyword has another name by now.

Why: `keepalived -t` exits 5 over it, and a later release may drop it.

Daemon: the daemon says what to write instead (global_parser.c, vrrp_parser.c, check_parser.c).

Fix: write the new name, when all your nodes know it.

Exceptions: old names that the daemon takes without a word.
"""

CODE = "CL120"
NAME = "deprecated-keyword"
SEVERITY = "warning"
