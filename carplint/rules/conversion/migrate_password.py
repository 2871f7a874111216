"""A password is not carried over by a conversion.

Why: CARP's password is the key of an HMAC and never leaves the node. VRRPv2 sends the first 8 bytes of
its password in clear text in every advertisement, so to reuse the secret would publish it.

Daemon: ucarp: at most 19 bytes, HMAC-SHA1 over each advertisement (ucarp 1.5.2, src/carp.c lines 78-113
and 691). keepalived: 8 bytes, clear text, VRRPv2 only (vrrp_parser.c, keepalived.conf(5)); auth_hmac
since 2.4.0.

Fix: to keepalived: keep protocol 112 on the nodes' own segment by a firewall rule, or set up auth_hmac
with a new secret. To uCarp: choose a new PASSWORD, the same on every node.

Exceptions: none.
"""

CODE = "CL701"
NAME = "migrate-password"
SEVERITY = "warning"
