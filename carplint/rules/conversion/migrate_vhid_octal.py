"""A VHID with leading zeros was converted by its value.

Why: `vip-010.conf` is VHID 8: who expects 10 looks for the wrong id in captures and firewalls.

Daemon: ucarp reads the VHID with strtoul, base 0, so a leading zero means octal (ucarp 1.5.2, src/ucarp.c
lines 131-135; tried). keepalived reads decimal numbers.

Fix: nothing to do, unless another virtual router of the segment has that id.

Exceptions: none.
"""

CODE = "CL706"
NAME = "migrate-vhid-octal"
SEVERITY = "info"
