"""A word has the wrong case.

Why: keepalived compares it letter by letter and does not know it: `auth_type pass` is no authentication,
`state master` is BACKUP.

Daemon: strcmp in the handlers (vrrp_parser.c, global_parser.c); tried on 2.2.7.

Fix: write it as the message does.

Exceptions: none.
"""

CODE = "CL118"
NAME = "case-sensitive-value"
SEVERITY = "error"
