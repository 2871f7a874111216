"""A value stands in single quotes, which belong to it.

Why: the password, name or address begins with a quotation mark: nodes that were configured with double
quotes do not agree. With a blank inside only the first word counts.

Daemon: only double quotes are special; lib/parser.c, alloc_strvec. Lines of scripts are read like a
shell's, and take both (tried with 2.2.7).

Fix: write double quotes.

Exceptions: scripts.
"""

CODE = "CL177"
NAME = "single-quotes-kept"
SEVERITY = "warning"
