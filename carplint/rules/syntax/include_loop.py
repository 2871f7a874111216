"""A file of keepalived.conf includes itself, directly or by way of others.

Why: keepalived reads the file again and again; what comes after the include is read hundreds of times.

Daemon: goes on until "Too many open files", then continues after the include. Source: keepalived
lib/parser.c (open_conf_file), tried on 2.2.7.

Fix: take out the include; check whether a wildcard matches the file itself.

Exceptions: none.
"""

CODE = "CL135"
NAME = "include-loop"
SEVERITY = "error"
