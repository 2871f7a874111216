"""A keyword has a newer name.

Why: nothing yet: the old name still works.

Daemon: "Keyword ... is deprecated - please use ..." in its log only; global_parser.c. `-t` is silent
(tried with 2.2.7).

Fix: write the new name.

Exceptions: old names of which `-t` speaks are another rule's, deprecated-keyword.
"""

CODE = "CL178"
NAME = "old-spelling"
SEVERITY = "info"
