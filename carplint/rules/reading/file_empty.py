"""A file that was named is empty.

Why: there is nothing in it to check, and nothing for the daemon to do.

Daemon: keepalived starts with an empty configuration, exit 0, and does nothing (tried with 2.2.7).

Fix: restore the file.

Exceptions: empty files that are found while a folder is searched are passed over.
"""

CODE = "CL005"
NAME = "file-empty"
SEVERITY = "error"
