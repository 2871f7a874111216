"""The file begins with a byte order mark.

Why: the mark becomes a part of the first word, so the first keyword is unknown; if it opens a block, the
whole block is lost.

Daemon: "Unknown keyword"; lib/parser.c knows nothing of it. `-t` exits 5 (tried with 2.2.7 and 2.4.3).

Fix: save the file as UTF-8 without BOM; carplint deletes the mark.

Exceptions: none.
"""

CODE = "CL170"
NAME = "utf8-bom"
SEVERITY = "error"
