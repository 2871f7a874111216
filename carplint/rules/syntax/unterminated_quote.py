"""A double quote of keepalived.conf is opened and not closed on its line.

Why: keepalived 2.2.7 crashes on it, with -t and as a daemon, again and again: the node has no VIP at all.
Newer ones drop the rest of the line and execute the words before the quote.

Daemon: "Unterminated quote", then SIGSEGV in 2.2.7 (tried: a script "/bin/true ends -t with status 139).
Source: keepalived lib/parser.c (decomment).

Fix: close the quote on the same line; a string cannot go on in the next one.

Exceptions: quotes in comments do not count.
"""

CODE = "CL105"
NAME = "unterminated-quote"
SEVERITY = "error"
