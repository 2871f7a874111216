"""A `$NAME` or `${NAME}` of keepalived.conf is nothing that was defined above it.

Why: it is taken as it stands. `auth_pass $SECRET` makes the password `$SECRET`, without a message;
`interface $IF` names an interface that does not exist.

Daemon: `$X` stays as it is; the braces of `${X}` outside quotes open and close a block, so that what follows
is read at the wrong level. Source: keepalived lib/parser.c (find_definition, replace_param), tried on 2.2.7.
`${_ENV NAME}` is known since 2.4.0, which crashes where the name is missing.

Fix: define the name above its first use, `$NAME=value`; write `${NAME}` where other text follows it, and use
a definition of several lines only at the end of a line.

Exceptions: inside quotes with blanks it may be a command's own variable, and in the middle of a word that does
not begin like an address a character. Where an include or condition could not be decided, the definition may be
there.
"""

CODE = "CL130"
NAME = "undefined-variable"
SEVERITY = "error"
