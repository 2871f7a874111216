"""Something comes before an include of keepalived.conf on its line: a condition, a brace or a definition.

Why: the processes for VRRP, LVS and BFD read the files twice, and take lines in them that start with # for
the names of further files: instances are "already defined", and 2.2.7 may crash.

Daemon: the first process copies the line as well as what it includes, so that the others include it again.
Only a line that starts with include is left out of the copy. Source: keepalived lib/parser.c (read_line,
is_include), tried on 2.2.7; keepalived.conf(5) says of conditions that they do not work with includes.

Fix: put the include on a line of its own, and the condition in front of each line of the included file.

Exceptions: none.
"""

CODE = "CL136"
NAME = "include-read-twice"
SEVERITY = "error"
