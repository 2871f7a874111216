"""A configuration that grows beyond all measure when it is expanded.

Why: keepalived would read it for hours, or run out of memory. carplint read it up to this place.

Daemon: no limit of its own.

Fix: make the sequence or the definition smaller.

Exceptions: none.
"""

CODE = "CL141"
NAME = "expansion-too-large"
SEVERITY = "error"
