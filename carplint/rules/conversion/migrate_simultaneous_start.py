"""What differs when all nodes start at the same moment.

Why: after a power failure all nodes boot at once, and the first start after a conversion is like it. The protocols
settle it differently: for a moment two nodes may hold the VIP, or a worse node keeps it.

Daemon: ucarp looks at its timer only when its poll() ends, so it waits a whole number of intervals, deadratio x advbase +
advskew/256 s or a little more, and hears a frame up to a second late (src/carp.c, docarp). So with waits less than a
second apart two nodes were MASTER for 0.8 to 1 s, with --preempt or without, and then the best one alone. keepalived
waits exactly 3 x advert_int + (256 - priority)/256 s; who is first stays, unless a better node preempts, and after
`state MASTER` no less than after `state BACKUP`. Seen in namespaces with ucarp 1.5.2 and keepalived 2.2.7.

Fix: where the best node is to have the VIP after every start, let it preempt: take its nopreempt out, or give its ucarp
--preempt. Else start the best node first, and the others when it has the VIP.

Exceptions: silent where the best node preempts and no two waits of ucarp are less than a second apart.
"""

CODE = "CL722"
NAME = "migrate-simultaneous-start"
SEVERITY = "info"
