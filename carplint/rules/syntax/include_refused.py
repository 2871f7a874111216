"""A strict include of keepalived.conf does not find its files.

Why: includem, includew, includeb and includea stop keepalived if a file is missing: the node has no VIP.

Daemon: "Config files missing" or "No config files matched", exit 6. Source: keepalived lib/parser.c
(open_and_check_glob, file_config_error); keepalived.conf(5), "Include"; tried on 2.2.7.

Fix: correct the path, or write include where the file may be missing.

Exceptions: none.
"""

CODE = "CL132"
NAME = "include-refused"
SEVERITY = "error"
