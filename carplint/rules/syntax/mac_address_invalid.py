"""The MAC address of use_vmac cannot be used.

Why: keepalived takes the address of VRRP instead, 00:00:5e:00:01:VRID; what was to be set apart by the
address is not.

Daemon: "VMAC invalid MAC address", "VMAC MAC address is multicast", "not allowed to be RFC5798 address";
vrrp_parser.c, vrrp_vmac_handler. `-t` exits 5 (tried with 2.2.7).

Fix: five numbers, to which keepalived adds the VRID, or six: 02:00:00:00:00:51. Or none: the right one
is the default.

Exceptions: none.
"""

CODE = "CL169"
NAME = "mac-address-invalid"
SEVERITY = "error"
