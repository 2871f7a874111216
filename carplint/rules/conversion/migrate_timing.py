"""How long a backup waits before it takes over, before and after a conversion.

Why: failover that comes later or earlier than before surprises monitoring, clients and other clusters.

Daemon: CARP waits deadratio x advbase + advskew/256 s (ucarp 1.5.2, src/carp.c lines 346-349), VRRPv2 3 x
advert_int + (256 - priority)/256 s (RFC 3768, 6.1). A real ucarp looks at its timer only after each poll, so it
waits a whole number of advbase + advskew/256 s: with advskew 100 a killed master was replaced 4.2 s after its last
advertisement, not 3.4 s. It also hears an advertisement up to a second late (libpcap, src/ucarp.h CAPTURE_TIMEOUT), so of
backups without --preempt whose waits are less than a second apart any may take over. A stopping VRRP master says goodbye with priority 0; a CARP master says nothing.

Fix: nothing to do where the two times agree. Where the nodes had different advbase, only the order is
kept, since VRRPv2 wants one advert_int.

Exceptions: none.
"""

CODE = "CL702"
NAME = "migrate-timing"
SEVERITY = "info"
