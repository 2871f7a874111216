"""The name of an interface is longer than 15 bytes.

Why: no interface can have that name, so the instance is in FAULT for ever.

Daemon: IFNAMSIZ is 16 with the ending NUL (linux/if.h); keepalived refuses the name.

Fix: write the real name, as `ip link` shows it.

Exceptions: none.
"""

CODE = "CL122"
NAME = "interface-name-too-long"
SEVERITY = "error"
