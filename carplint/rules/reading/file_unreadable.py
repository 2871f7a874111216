"""A path that was given cannot be read.

Why: whatever is in it was not checked, and a report that said nothing about it would look like a clean
one.

Daemon: the daemon and its launcher need the file too, mostly as root; carplint needs no more than the
right to read.

Fix: correct the path or the rights. A pipe or device is read from standard input: `-`.

Exceptions: none.
"""

CODE = "CL001"
NAME = "file-unreadable"
SEVERITY = "error"
