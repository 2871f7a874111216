"""The release that is converted to does not know a keyword.

Why: it would pass over the line as over a misspelt one; what it did is gone.

Daemon: the keywords of 106 releases, 1.0.3 to 2.4.3, by their sources.

Fix: find another way, or stay with a newer release. The line is a comment in the result.

Exceptions: none.
"""

CODE = "CL721"
NAME = "migrate-dropped-keyword"
SEVERITY = "error"
EXAMPLE = {"to": "keepalived", "version": (1, 3, 5)}
