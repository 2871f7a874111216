"""An include of keepalived.conf names a file or folder that is not there.

Why: every instance in it is gone after the next reload, and keepalived -t still ends with 0.

Daemon: "Config files missing", exit 0. Source: keepalived lib/parser.c (open_and_check_glob), tried on 2.2.7.

Fix: correct the path. A relative one starts at the folder of the file that holds it. Use includem or
includea, so that keepalived refuses to start without the file.

Exceptions: a wildcard that matches nothing in a folder that is there is a way to leave room for files. An
absolute path of a file that does not lie below etc/keepalived cannot be told.
"""

CODE = "CL131"
NAME = "include-matches-nothing"
SEVERITY = "warning"
