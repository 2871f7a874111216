"""A keyword stands in a block that does not have it.

Why: keepalived passes over it: the setting is not made, neither here nor where it belongs. Often a
closing brace stands too early.

Daemon: "Unknown keyword", lib/parser.c, process_stream; `-t` exits 5.

Fix: move the line, or the brace before it.

Exceptions: none.
"""

CODE = "CL107"
NAME = "keyword-in-wrong-block"
SEVERITY = "error"
