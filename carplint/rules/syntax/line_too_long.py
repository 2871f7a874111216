"""A line of keepalived.conf is longer than keepalived can read, as it is written or with its definitions put in.

Why: the rest of the line is read as another one; definitions that do not fit are not put in.

Daemon: 2.2.7 takes 1,023 bytes and reads the rest as the next line, newer releases take 1,022 and ignore the
first 1,023 of a longer one; comments count. Source: keepalived lib/parser.c (read_line, replace_param).

Fix: break the line; nearly every statement can be written as several, or its block on several lines.

Exceptions: none.
"""

CODE = "CL140"
NAME = "line-too-long"
SEVERITY = "error"
