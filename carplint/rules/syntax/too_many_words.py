"""A line has more words than its keyword takes, and the daemon refuses it.

Why: the whole setting is ignored.

Daemon: keywords that count their words themselves (tried on 2.2.7).

Fix: leave out the words that are too many, or quote a value that has blanks.

Exceptions: none.
"""

CODE = "CL114"
NAME = "too-many-words"
SEVERITY = "error"
