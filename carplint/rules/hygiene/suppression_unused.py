"""A suppression suppresses nothing.

Why: it would hide the fault when it comes back, and until then nobody can tell it from a check that passes.

Daemon: the daemons see a comment.

Fix: delete the comment, or the rule that has no finding from its list; `carplint fix` does.

Exceptions: a rule that could not find anything in this run is not counted: rules across hosts when one host is
given alone, rules that were not selected, rules of conversions.
"""

CODE = "CL902"
NAME = "suppression-unused"
SEVERITY = "warning"
