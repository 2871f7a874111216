"""A definition of keepalived.conf uses itself.

Why: keepalived hangs while it reads the file, at start and at each reload.

Daemon: values are expanded where they are used, again and again until nothing is left to expand. Source:
keepalived lib/parser.c (replace_param), tried on 2.2.7: -t does not end.

Fix: give one of the definitions another name.

Exceptions: none.
"""

CODE = "CL137"
NAME = "definition-loop"
SEVERITY = "error"
