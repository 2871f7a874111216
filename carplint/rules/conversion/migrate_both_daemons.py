"""The old daemon must stop before the new one starts.

Why: ucarp and keepalived ignore each other's advertisements: with both running, two nodes hold the VIP.

Daemon: tried with ucarp 1.5.2 and keepalived 2.2.7 and the same id: no error, two masters, "vrrp packet
too short" in keepalived's log.

Fix: stop and disable the old service on all nodes, the backups first, then start the new one, best node
first.

Exceptions: none.
"""

CODE = "CL705"
NAME = "migrate-both-daemons"
SEVERITY = "warning"
