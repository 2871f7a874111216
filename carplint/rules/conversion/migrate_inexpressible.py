"""Something that uCarp cannot do is lost.

Why: IPv6, unicast, trackers, synchronisation groups and virtual servers have no counterpart: after the
conversion that part of the failover is gone.

Daemon: ucarp manages one IPv4 address a process and has no other options than those of ucarp(8).

Fix: stay with keepalived, or replace the lost part by other means before the change. `--strict` refuses
to write.

Exceptions: none.
"""

CODE = "CL713"
NAME = "migrate-inexpressible"
SEVERITY = "error"
