"""A line has more words than its keyword takes.

Why: the daemon ignores the rest without a word: of two settings on one line the second one is lost.

Daemon: handlers read as many words as they need (tried on 2.2.7: `interface eth0 eth1`, `nopreempt foo`).

Fix: one setting a line; quote a value that has blanks.

Exceptions: none.
"""

CODE = "CL113"
NAME = "extra-words-ignored"
SEVERITY = "warning"
