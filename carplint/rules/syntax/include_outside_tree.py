"""An include of keepalived.conf leads out of the folder that was given, so it was not read.

Why: what it holds was not checked.

Daemon: keepalived reads the file.

Fix: give the folder that holds all of the host's files, with etc/keepalived below it.

Exceptions: none.
"""

CODE = "CL134"
NAME = "include-outside-tree"
SEVERITY = "info"
