"""The label of an address has more than 15 characters.

Why: keepalived drops the address: the VIP never comes up.

Daemon: "is longer than maximum length"; vrrp_ipaddress.c, alloc_ipaddress; IFNAMSIZ of linux/if.h. `-t`
exits 5 (tried with 2.2.7; older releases cut it).

Fix: a shorter label, such as eth0:1.

Exceptions: the label of an IPv6 address is ignored in any case.
"""

CODE = "CL155"
NAME = "vip-label-too-long"
SEVERITY = "error"
