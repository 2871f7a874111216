"""A ~SEQ or ~LST of keepalived.conf is not one that keepalived understands.

Why: the whole line is ignored, with all that it would have made.

Daemon: "Invalid ~SEQ specification", exit 5. Source: keepalived lib/parser.c (add_seq, add_lst), tried on 2.2.7.

Fix: `~SEQ(var, start, step, end) text` with a step that leads from start to end; `~LST(var, a, b) text` or
`~LST({v, w}, {a, b}, {c, d}) text` with no more values than variables.

Exceptions: none.
"""

CODE = "CL139"
NAME = "sequence-invalid"
SEVERITY = "error"
