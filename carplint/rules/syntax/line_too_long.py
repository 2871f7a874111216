"""A line that is longer than keepalived reads, before or after its definitions are put in.

Why: 2.2.7 takes the rest for another line, newer releases drop the first part; a line that becomes too
long by a definition stays unexpanded.

Daemon: a buffer of 1024 bytes: lib/parser.c, read_line; tried on 2.2.7.

Fix: split it, comments too.

Exceptions: none.
"""

CODE = "CL140"
NAME = "line-too-long"
SEVERITY = "error"
