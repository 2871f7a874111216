"""A further VIP of an instance got a VHID of its own.

Why: CARP has one VIP an id. The VIPs of the instance were on one node always; now each fails over by itself, and two
nodes may hold one of them each.

Daemon: ucarp manages one address a process (ucarp(8), --addr); the address is part of what its HMAC covers (ucarp 1.5.2,
src/carp.c lines 78-113).

Fix: see that no other virtual router of the segment has the new id. Where the VIPs must stay together, convert with
`--vips together`: they share one id, and scripts bring them up and down. The carp service of CentOS has no place for it.

Exceptions: none.
"""

CODE = "CL716"
NAME = "migrate-vhid-allocated"
SEVERITY = "warning"
