"""A route or rule has words for IPv4 and for IPv6.

Why: keepalived drops the route or rule. The word default takes the family of what follows it, but must
not stand behind an address.

Daemon: "Cannot mix IPv4 and IPv6 addresses for route", "rule specification has mixed IPv4 and IPv6",
"only valid for IPv4"; vrrp_iproute.c and vrrp_iprule.c. `-t` exits 5 (tried with 2.2.7).

Fix: write the address of the family that was meant; write default before via and src.

Exceptions: lines with a `$` that is not known.
"""

CODE = "CL158"
NAME = "route-family-mixed"
SEVERITY = "error"
