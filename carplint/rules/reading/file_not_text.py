"""A file holds NUL bytes, so it is no text.

Why: nothing of it was checked. A configuration that was cut by a full disk or a crashed editor often ends
in NUL bytes.

Daemon: a shell drops the byte; keepalived goes on with the next line (lib/parser.c).

Fix: restore the file.

Exceptions: a keepalived.conf with at most 8 such bytes is read as the daemon does, and they are another rule's,
nul-byte.
"""

CODE = "CL002"
NAME = "file-not-text"
SEVERITY = "error"
