"""An include finds no file.

Why: what the file was to configure is missing, and with a plain include keepalived starts all the same.

Daemon: a message and exit 0 for `include`; see include-refused for the kinds that stop it (lib/parser.c,
open_and_check_glob; tried on 2.2.7).

Fix: correct the path: a relative one starts at the folder of the file that holds it.

Exceptions: a wildcard that matches nothing in a folder that is there. Files that are not among the inputs
cannot be told from missing ones only above the root of the host.
"""

CODE = "CL132"
NAME = "include-matches-nothing"
SEVERITY = "warning"
