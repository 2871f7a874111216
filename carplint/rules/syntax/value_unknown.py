"""A word is none of those that its keyword takes.

Why: keepalived ignores the setting, so the default counts.

Daemon: the words of all keywords were tried on 2.2.7 and 2.4.3.

Fix: write one of the words that the message names.

Exceptions: a value with a `$` that is not known.
"""

CODE = "CL117"
NAME = "value-unknown"
SEVERITY = "error"
