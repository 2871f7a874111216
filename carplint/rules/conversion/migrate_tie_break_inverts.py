"""Two nodes tie in the election, and the protocols break ties the other way round.

Why: after a plain translation the other node would hold the VIP.

Daemon: CARP prefers the lower source address (ucarp 1.5.2, src/carp.c lines 567-571), VRRP the higher one
(keepalived, vrrp.c; RFC 3768, 6.4.3).

Fix: carplint gives the node that won before the better priority. Check that it is the one you want.

Exceptions: where a source address is not in the files, the hosts' names decide, and the finding says so.
"""

CODE = "CL703"
NAME = "migrate-tie-break-inverts"
SEVERITY = "warning"
