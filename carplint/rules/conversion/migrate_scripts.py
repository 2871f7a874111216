"""An up or down script, or its parameter, is not carried over.

Why: what the script did besides adding the VIP no longer happens.

Daemon: ucarp calls `script INTERFACE VIP [XPARAM]` and waits; the script adds the address (src/spawn.c
lines 23 and 35). keepalived adds the address itself and calls notify scripts with `INSTANCE|GROUP NAME
STATE PRIORITY` without waiting (vrrp_notify.c).

Fix: carplint calls the script from notify_master and notify_backup, as a copy without its commands for the VIP where it
is sure which these are (plain lines outside of conditions, loops and functions); else take them out of it.

Exceptions: the launcher's own vip-up and vip-down only add and remove the VIP, so they are not reported.
"""

CODE = "CL708"
NAME = "migrate-scripts"
SEVERITY = "warning"
