"""A keyword of keepalived.conf got its present name.

Why: `keepalived -t` speaks of the old name and exits 5.

Daemon: the release that --target names says what to write instead (global_parser.c, vrrp_parser.c, check_parser.c).

Fix: nothing to do.

Exceptions: old names that the daemon takes without a word.
"""

CODE = "CL720"
NAME = "migrate-renamed-keyword"
SEVERITY = "info"
EXAMPLE = {"to": "keepalived", "version": (2, 2, 7)}
