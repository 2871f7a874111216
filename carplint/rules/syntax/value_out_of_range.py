"""A number or the length of a text is outside of what its keyword takes.

Why: keepalived ignores the setting, so the default counts.

Daemon: the ranges of all keywords were tried on 2.2.7 and 2.4.3.

Fix: choose a value in the range.

Exceptions: a value with a `$` that is not known.
"""

CODE = "CL116"
NAME = "value-out-of-range"
SEVERITY = "error"
