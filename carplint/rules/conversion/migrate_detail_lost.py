"""A setting that only tunes keepalived has no counterpart.

Why: the failover is the same without it.

Daemon: keepalived.conf(5): gratuitous ARP, mails, logging and the like.

Fix: nothing to do.

Exceptions: none.
"""

CODE = "CL718"
NAME = "migrate-detail-lost"
SEVERITY = "info"
