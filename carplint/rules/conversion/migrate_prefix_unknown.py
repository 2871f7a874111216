"""The prefix of a VIP is known to an up script only, and carplint cannot tell it.

Why: the result has the VIP as /32. Where the node has no address of its own in the VIP's subnet the route to that subnet
is missing then.

Daemon: ucarp has no prefix for the VIP: it hands the address to its up script, which adds it as it likes (ucarp 1.5.2,
src/spawn.c).

Fix: write the prefix that `ip -o addr show to VIP` shows on the master behind the VIP, on every node. Or give carplint
the script, too: it reads the prefix of a plain `ip addr add "$2"/24 dev "$1"` and of `ifconfig` with a netmask.

Exceptions: silent for the scripts of the packages, where an alias or a stanza says the prefix, and where the script goes on
adding the VIP.
"""

CODE = "CL723"
NAME = "migrate-prefix-unknown"
SEVERITY = "warning"
