"""A file includes itself, or includes are nested without end.

Why: keepalived goes on until it has too many open files, and what it has read by then is a matter of
chance.

Daemon: tried on 2.2.7: "Too many open files", exit 0.

Fix: take the include out of the loop.

Exceptions: none.
"""

CODE = "CL135"
NAME = "include-loop"
SEVERITY = "error"
