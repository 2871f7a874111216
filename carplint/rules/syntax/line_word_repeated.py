"""A line says a thing twice that there can be only once.

Why: keepalived ignores the second one, drops the address with two devices, and takes the last of two
destinations of a route: `198.51.100.0/24 192.0.2.1` is a route to 192.0.2.1.

Daemon: "more than once", "already been specified", "already specified"; vrrp_ipaddress.c, vrrp_parser.c,
global_parser.c. `-t` exits 5, but is silent about two destinations (tried with 2.2.7).

Fix: keep the one that was meant; before the gateway of a route stands via.

Exceptions: most other options of addresses, routes and rules may be repeated; the last one counts.
"""

CODE = "CL165"
NAME = "line-word-repeated"
SEVERITY = "error"
