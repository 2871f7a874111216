"""A comment speaks to carplint in words that it does not know.

Why: it suppresses nothing, and whoever wrote it believes that it does.

Daemon: the daemons see a comment.

Fix: write `carplint: ignore[RULE] reason`, `carplint: ignore-file[RULE] reason`, and a day as
`until=2027-01-31`.

Exceptions: a comment that does not begin with `carplint:` is nobody's business.
"""

CODE = "CL904"
NAME = "suppression-malformed"
SEVERITY = "warning"
