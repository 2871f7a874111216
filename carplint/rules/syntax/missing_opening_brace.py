"""A block has no opening brace.

Why: of a list, such as virtual_ipaddress, the lines up to the next closing brace are its entries, mostly
with the brace of the block around it, and `-t` says nothing.

Daemon: "Missing '{' at beginning of configuration block" for blocks of keywords; nothing for lists
(lib/parser.c, process_stream and read_value_block; tried with 2.2.7).

Fix: write the brace behind the keyword.

Exceptions: none.
"""

CODE = "CL109"
NAME = "missing-opening-brace"
SEVERITY = "error"
