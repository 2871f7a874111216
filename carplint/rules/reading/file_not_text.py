"""A file holds a NUL byte, so it is no text.

Why: nothing of it was checked. A configuration that was cut by a full disk or a crashed editor often ends
in NUL bytes.

Daemon: keepalived 2.2.7 cuts the line at the byte and goes on, 2.4.3 ignores the line with "configuration
appears to have embedded NULs" (lib/parser.c); a shell drops the byte.

Fix: restore the file.

Exceptions: none.
"""

CODE = "CL002"
NAME = "file-not-text"
SEVERITY = "error"
