"""A definition that is made of itself.

Why: keepalived would put it in for ever: 2.2.7 hangs or crashes.

Daemon: lib/parser.c, replace_params: a definition is expanded where it is used (tried on 2.2.7).

Fix: break the loop.

Exceptions: none.
"""

CODE = "CL139"
NAME = "definition-loop"
SEVERITY = "error"
