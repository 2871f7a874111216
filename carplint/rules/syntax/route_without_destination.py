"""A route has no destination.

Why: keepalived leaves the route out.

Daemon: "Route must have a destination"; vrrp_iproute.c, alloc_route. `-t` exits 5 (tried with 2.2.7).

Fix: write the network, or default.

Exceptions: routes with another fault that hides the destination, and with a `$` that is not known.
"""

CODE = "CL157"
NAME = "route-without-destination"
SEVERITY = "error"
