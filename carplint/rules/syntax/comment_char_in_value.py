"""A # or ! in the middle of a word ends a password, a script or a name.

Why: the rest is a comment: the password is shorter than it looks, and equal to others that begin like
it; the script has lost its arguments.

Daemon: decomment in lib/parser.c cuts at the first # or ! outside double quotes, in silence. A backslash
before it helps in global_defs only (tried with 2.2.7).

Fix: write the value in double quotes; or a blank before the comment.

Exceptions: a blank stands before the # or !, which is how comments are written. Other keywords: what
stands behind a number is hardly meant.
"""

CODE = "CL176"
NAME = "comment-char-in-value"
SEVERITY = "warning"
