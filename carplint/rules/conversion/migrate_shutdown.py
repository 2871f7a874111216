"""ucarp without --shutdown leaves the VIP to its launcher at a stop; keepalived does not.

Why: a stopped node no longer keeps the VIP by itself.

Daemon: keepalived removes its addresses at a clean stop, and leaves them after SIGKILL (tried with
2.2.7).

Fix: nothing to do.

Exceptions: none.
"""

CODE = "CL707"
NAME = "migrate-shutdown"
SEVERITY = "info"
