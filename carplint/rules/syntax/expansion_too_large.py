"""A keepalived.conf grows without end when its definitions, loops and includes are put in.

Why: nothing was checked from there on. keepalived would need hours, or all memory.

Daemon: no limits of its own.

Fix: check the numbers of ~SEQ, and definitions that use others twice.

Exceptions: the limits are 1,500,000 lines and definitions put in, definitions nested 64 deep, 32 MiB of
text, 10,000 files.
"""

CODE = "CL141"
NAME = "expansion-too-large"
SEVERITY = "error"
