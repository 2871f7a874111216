"""The carp service needs a file that was not among the inputs.

Why: its launcher sources ifcfg-BIND_INTERFACE and does not start without it.

Daemon: see docs on the carp service: it needs ifcfg files of BIND_INTERFACE and VIP_INTERFACE.

Fix: write ifcfg-INTERFACE with DEVICE, BOOTPROTO=none, ONBOOT=yes, IPADDR and NETMASK of the node.

Exceptions: silent where the file was read.
"""

CODE = "CL714"
NAME = "migrate-real-address"
SEVERITY = "warning"
