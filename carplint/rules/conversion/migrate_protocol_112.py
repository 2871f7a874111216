"""A firewall has to let the advertisements of the new protocol pass.

Why: a backup that hears no advertisement becomes MASTER: both hold the VIP.

Daemon: CARP and VRRP share IP protocol 112 and the group 224.0.0.18 (RFC 3768, 5.2; ucarp(8)). But ucarp listens by
libpcap, before the firewall, so it works where the firewall drops all: two nodes with such a firewall had one owner with
ucarp 1.5.2, and two with keepalived 2.2.7.

Fix: one rule for protocol 112 to the group (or from the peers, with unicast) on every node.

Exceptions: none.
"""

CODE = "CL712"
NAME = "migrate-protocol-112"
SEVERITY = "warning"
