"""A route or rule cannot be followed when its interface goes down, though it says that it should be.

Why: keepalived sets its own protocol, ignores the track_group, or does not put a route back that the
kernel has removed with an interface.

Daemon: "Route cannot be tracked if protocol is not RTPROT_KEEPALIVED", "cannot have track group";
"cannot track route ... with no interface specified" up to 2.2.7 only; vrrp_iproute.c and vrrp_iprule.c.
`-t` exits 5 (tried with 2.2.7).

Fix: name the interface with dev; or write no_track behind a protocol of your own.

Exceptions: a route without dev is tracked by releases after 2.2.7; lines with a `$` that is not known.
"""

CODE = "CL160"
NAME = "route-not-tracked"
SEVERITY = "error"
