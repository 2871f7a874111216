"""A file is larger than 32 MiB.

Why: it was not read, so nothing of it was checked. No configuration of this kind is that large: the
largest one seen has 2.9 MB.

Daemon: no limit of its own.

Fix: give the path of the configuration itself.

Exceptions: none.
"""

CODE = "CL003"
NAME = "file-too-large"
SEVERITY = "error"
