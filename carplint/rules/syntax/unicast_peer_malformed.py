"""A line of unicast_peer does not begin with an address.

Why: keepalived leaves the peer out and never sends to it; without any peer left it uses multicast. The
peer hears nothing and becomes MASTER, too.

Daemon: "malformed unicast peer address"; vrrp_data.c, alloc_vrrp_unicast_peer. `-t` exits 5 (tried with
2.2.7).

Fix: one IPv4 or IPv6 address a line; names are not looked up.

Exceptions: what stands behind a / or - is cut off silently; addresses with a `$` that is not known.
"""

CODE = "CL164"
NAME = "unicast-peer-malformed"
SEVERITY = "error"
