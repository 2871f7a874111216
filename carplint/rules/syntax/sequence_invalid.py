"""A ~SEQ or ~LST that keepalived cannot execute.

Why: keepalived ignores the whole line, so none of what it was to write is there.

Daemon: "Invalid ~SEQ specification", lib/parser.c, add_seq and add_lst; `-t` exits 5 (tried on 2.2.7).

Fix: write `~SEQ(name, first, last) text`, with whole numbers and a step that leads to the end.

Exceptions: none.
"""

CODE = "CL131"
NAME = "sequence-invalid"
SEVERITY = "error"
