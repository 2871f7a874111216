"""A suppression does not say why.

Why: the next person cannot tell a decision from a finding that somebody wanted out of the way.

Daemon: the daemons see a comment.

Fix: write the reason behind the bracket, best with a ticket: `# carplint: ignore[CL409] both may own it, OPS-12`.

Exceptions: none; the suppression counts all the same.
"""

CODE = "CL901"
NAME = "suppression-without-reason"
SEVERITY = "warning"
