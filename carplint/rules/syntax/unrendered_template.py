"""A file is a template (Jinja, ERB, Go), not a configuration yet.

Why: its own braces cannot be told from those of the configuration, so nothing in it was checked.

Daemon: keepalived reads the marks of a template as braces and words, and passes over most of the file.

Fix: render it and check the result, for one node after the other.

Exceptions: marks that the language itself can read, inside quotes or comments, are none.
"""

CODE = "CL102"
NAME = "unrendered-template"
SEVERITY = "warning"
