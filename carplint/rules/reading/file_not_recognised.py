"""A file that was named is of no format that carplint reads.

Why: a report without findings would look as if it had been checked.

Daemon: not concerned.

Fix: give the file its usual name (keepalived.conf, vip-001.conf, ifcfg-eth0), or for standard input
`--stdin-filename`.

Exceptions: files that are found while a folder is searched are passed over in silence.
"""

CODE = "CL004"
NAME = "file-not-recognised"
SEVERITY = "error"
