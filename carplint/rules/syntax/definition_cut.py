"""A definition of several lines ends at a comment, and its lines below are read as statements.

Why: releases differ: 2.2.7 goes on behind the comment, newer ones end the definition there, and the
processes of keepalived disagree.

Daemon: lib/parser.c of 2.4.3; tried on 2.2.7.

Fix: move the comment out of the definition.

Exceptions: none.
"""

CODE = "CL138"
NAME = "definition-cut"
SEVERITY = "warning"
