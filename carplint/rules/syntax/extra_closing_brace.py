"""A closing brace of keepalived.conf closes nothing.

Why: the block ended earlier than its author thinks, at the brace before; the keywords in between are read
outside of it and ignored. It made real servers fall out of their virtual server, and VIPs flap.

Daemon: "Extra '}' found" and "Unknown keyword" for what fell out. Source: keepalived lib/parser.c
(read_line); acassen/keepalived issue 1995.

Fix: delete the brace that is too many. That may be this one or one above: carplint offers to delete this
one where a complete main block stands directly above it.

Exceptions: silent in a template, whose marks are braces of their own.
"""

CODE = "CL104"
NAME = "extra-closing-brace"
SEVERITY = "error"
