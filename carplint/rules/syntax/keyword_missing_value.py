"""A keyword has too few words.

Why: at most keywords keepalived stops reading at once, exit 2, and nothing after the line is looked at:
the node has no VIP at all.

Daemon: "Configuration line starting ... is missing a parameter" (lib/parser.c, null_strvec) and exit 2,
or a message of the keyword's own and the line is ignored; each keyword was tried on 2.2.7.

Fix: give the value.

Exceptions: none.
"""

CODE = "CL112"
NAME = "keyword-missing-value"
SEVERITY = "error"
