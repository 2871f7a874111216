"""An included file is executable, a folder, or no regular file, and keepalived skips it.

Why: what the file was to configure is missing, and keepalived starts all the same.

Daemon: "is not a regular non-executable file - skipping", lib/parser.c, check_glob_file; exit 0 with a
plain include (tried on 2.2.7).

Fix: chmod 644.

Exceptions: whether the file has the same mode on the node is not known.
"""

CODE = "CL137"
NAME = "config-file-executable"
SEVERITY = "warning"
