"""The address of a multicast group is none, or one of the other family.

Why: keepalived keeps its default group, so this node does not hear those that use the other one: both
become MASTER. An IPv6 group that is not link-local is used, but may be routed.

Daemon: "is not multicast", "is not IPv4", "should be link-local multicast"; global_parser.c and
vrrp_parser.c. `-t` exits 5 (tried with 2.2.7).

Fix: an address of 224.0.0.0/4 or of ff02::/16.

Exceptions: text that is no address at all is another rule's, value-wrong-type.
"""

CODE = "CL162"
NAME = "mcast-group-invalid"
SEVERITY = "error"
