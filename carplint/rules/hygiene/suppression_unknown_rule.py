"""A suppression names a rule that does not exist.

Why: it suppresses nothing, and whoever wrote it believes that it does.

Daemon: the daemons see a comment.

Fix: write a code or name from `carplint rules`.

Exceptions: the beginning of a code stands for all rules whose code begins so, as in `--select`.
"""

CODE = "CL903"
NAME = "suppression-unknown-rule"
SEVERITY = "warning"
