"""A `$NAME` or `${NAME}` that nothing defines above it.

Why: `$NAME` stays as it is written and is used as it stands: a password `$SECRET` is the seven
characters. The braces of `${NAME}` are read as braces of a block, and close the one around them.

Daemon: keepalived.conf(5), "Parameter substitution"; lib/parser.c, replace_params; tried on 2.2.7, which
says nothing for `$NAME`.

Fix: define it above its first use, or write `$` only where a definition is meant.

Exceptions: names that the daemon gives itself (${_PWD}, ${_INSTANCE}, ...), definitions under a condition
that is not known, and text in quotes where no `${` is.
"""

CODE = "CL130"
NAME = "undefined-variable"
SEVERITY = "error"
