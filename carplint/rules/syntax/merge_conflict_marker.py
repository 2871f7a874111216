"""The mark of a merge conflict stands in the file.

Why: keepalived passes over the marks and reads both sides: of most keywords the last one counts, and
lists are joined.

Daemon: "Unknown keyword '<<<<<<<'"; lib/parser.c. `-t` exits 5 (tried with 2.2.7).

Fix: decide which side is right, and delete the other one with the marks.

Exceptions: marks in comments.
"""

CODE = "CL173"
NAME = "merge-conflict-marker"
SEVERITY = "error"
