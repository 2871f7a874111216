"""A block of keepalived.conf is never closed.

Why: everything after it is read inside this block, so the instances that follow vanish, and their VIPs
with them.

Daemon: "There are 1 missing '}'s", without a line number, and the blocks below are lost (tried with
keepalived 2.2.7).

Fix: write the } where the block should end. carplint cannot know where that is. The
file may also be cut off: look at its end.

Exceptions: silent in a template, whose marks are braces of their own.
"""

CODE = "CL103"
NAME = "missing-closing-brace"
SEVERITY = "error"
