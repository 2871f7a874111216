"""A keyword of keepalived.conf is not known in its block.

Why: keepalived logs it and goes on without it. A misspelt `prioritty` leaves the default 100; a misspelt
`vrrp_instnace` makes the whole instance vanish.

Daemon: "Unknown keyword", lib/parser.c, process_stream; `-t` exits 5 (tried with 2.2.7 and 2.4.3). Only
the line is passed over: the lines of a block that it opens are read as if they stood outside of it, and
its closing brace closes the block around it. Findings about such lines name the keyword that they follow
from.

Fix: write the keyword that was meant.

Exceptions: keywords of older and newer releases are another rule's, keyword-needs-newer-version.
"""

CODE = "CL106"
NAME = "unknown-keyword"
SEVERITY = "error"
