"""Something that uCarp cannot do is lost.

Why: IPv6, unicast, trackers, notify scripts, VMAC, routes, synchronisation groups, virtual servers and intervals below a
second have no counterpart: after the conversion that part of the failover or of the service is gone.

Daemon: ucarp manages one IPv4 address a process and has no other options than those of ucarp(8).

Fix: stay with keepalived, or replace the lost part by other means before the change. `--strict` refuses
to write.

Exceptions: none.
"""

CODE = "CL713"
NAME = "migrate-inexpressible"
SEVERITY = "error"
