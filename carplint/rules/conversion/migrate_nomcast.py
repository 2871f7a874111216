"""--nomcast and unicast_peer are not quite the same.

Why: ucarp sends multicast or broadcasts, keepalived multicast or unicast. So each of the two became the other, which
needs as little of the segment's switches.

Daemon: ucarp(8), --nomcast; keepalived.conf(5), unicast_peer.

Fix: where all source addresses are known, carplint writes unicast peers; else check that the segment carries
multicast. A broadcast reaches the nodes of one subnet only, so unicast between subnets is an error of
migrate-inexpressible.

Exceptions: none.
"""

CODE = "CL709"
NAME = "migrate-nomcast"
SEVERITY = "warning"
