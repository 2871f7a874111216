"""Something comes before an include on its line, so keepalived reads the files twice.

Why: definitions in it are made twice, and lists get each entry again.

Daemon: lib/parser.c, read_line: tried on 2.2.7 with `} include FILE` and `@ID include FILE`.

Fix: put the include on a line of its own.

Exceptions: none.
"""

CODE = "CL134"
NAME = "include-read-twice"
SEVERITY = "warning"
