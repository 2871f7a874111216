"""The prefix of a VIP is not kept.

Why: who looks at the addresses sees /32 in place of the subnet's length.

Daemon: the vip-up of Fedora's and EPEL's package runs `ip address add VIP/32` (libexec/ucarp/vip-up).

Fix: nothing to do where the node has an address of its own in the subnet, which ucarp needs anyway. Else give an
UPSCRIPT of your own.

Exceptions: silent for a VIP of /32, and for up scripts of your own.
"""

CODE = "CL719"
NAME = "migrate-prefix"
SEVERITY = "info"
EXAMPLE = {"to": "ucarp"}
