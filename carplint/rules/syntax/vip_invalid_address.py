"""A line of virtual_ipaddress or static_ipaddress does not begin with an address.

Why: keepalived leaves the line out. The VIP never comes up, and the other nodes, which have it, see
another set of addresses: both become MASTER.

Daemon: "VRRP parsed invalid IP"; vrrp_ipaddress.c, parse_ipaddress. `-t` exits 5 (tried with 2.2.7).

Fix: write an IPv4 or IPv6 address; names are not looked up, numbers have no leading zeros, nothing
separates lines.

Exceptions: addresses with a `$` that is not known.
"""

CODE = "CL152"
NAME = "vip-invalid-address"
SEVERITY = "error"
