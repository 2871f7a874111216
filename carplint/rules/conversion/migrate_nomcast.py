"""--nomcast has no exact counterpart.

Why: ucarp broadcasts its advertisements, keepalived sends multicast or unicast.

Daemon: ucarp(8), --nomcast; keepalived.conf(5), unicast_peer.

Fix: where all source addresses are known, carplint writes unicast peers. Else check that the segment
carries multicast.

Exceptions: none.
"""

CODE = "CL709"
NAME = "migrate-nomcast"
SEVERITY = "warning"
