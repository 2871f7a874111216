"""An opening brace follows nothing that could open a block.

Why: keepalived ignores it, but its closing brace closes the block around it, so that all lines after it
stand in the wrong place.

Daemon: "Unexpected '{' - ignoring", lib/parser.c, process_stream; `-t` exits 5 (tried with 2.2.7 and
2.4.3).

Fix: remove the brace, or write the keyword before it.

Exceptions: none.
"""

CODE = "CL108"
NAME = "unexpected-brace"
SEVERITY = "error"
