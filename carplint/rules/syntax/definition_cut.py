"""A definition of several lines ends early, at a comment or at a line of blanks.

Why: the lines below it are read as statements where they stand, not as parts of the definition.

Daemon: the process that reads the file first passes the line over, but hands on an empty line, and an empty
line ends the definition for the processes for VRRP, LVS and BFD. Newer releases end it in the first one,
too. Source: keepalived lib/parser.c (read_line), tried on 2.2.7.

Fix: take the comment out of the definition.

Exceptions: an empty line ends a definition as well; what follows it is meant to.
"""

CODE = "CL138"
NAME = "definition-cut"
SEVERITY = "error"
