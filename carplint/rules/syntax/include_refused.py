"""An include that stops keepalived, because it finds no file.

Why: keepalived does not start at all: the node has none of its VIPs.

Daemon: includem, includew, includeb and includea exit with status 6 where a file, a match of a wildcard
or a part of {a,b} is missing (lib/parser.c; tried on 2.2.7).

Fix: correct the path, or use a milder kind of include.

Exceptions: none.
"""

CODE = "CL133"
NAME = "include-refused"
SEVERITY = "error"
