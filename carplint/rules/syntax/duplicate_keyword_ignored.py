"""A keyword is given twice in a block, and keepalived refuses one of them.

Why: only one of the two counts, mostly the first one.

Daemon: the handler reports it, `-t` exits 5 (tried for each keyword on 2.2.7; repeated texts since
2.3.2).

Fix: leave one.

Exceptions: the same on a release that takes it in silence is duplicate-keyword-last-wins.
"""

CODE = "CL121"
NAME = "duplicate-keyword-ignored"
SEVERITY = "error"
