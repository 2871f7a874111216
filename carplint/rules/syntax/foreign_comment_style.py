"""A line begins like a comment of another language.

Why: keepalived reads it as a statement: in a list as an entry, elsewhere as an unknown keyword. Braces
in it count.

Daemon: comments begin with # or !; lib/parser.c, decomment. "Unknown keyword '//'", `-t` exits 5 (tried
with 2.2.7).

Fix: write # instead of //, ; or /*.

Exceptions: none.
"""

CODE = "CL174"
NAME = "foreign-comment-style"
SEVERITY = "error"
