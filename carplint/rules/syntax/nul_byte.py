"""A line of keepalived.conf holds a NUL byte.

Why: what stands on the line does not count, and most editors do not show why.

Daemon: keepalived 2.2.7 reads the line up to the byte, in silence; newer releases leave the whole line out
("configuration appears to have embedded NULs - ignoring line", `-t` exits 5; lib/parser.c, read_line).

Fix: type the line again.

Exceptions: a file with more than 8 such bytes is not read at all, and is another rule's, file-not-text.
"""

CODE = "CL195"
NAME = "nul-byte"
SEVERITY = "error"
