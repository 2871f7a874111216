"""An include leads out of the tree that carplint was given, so its files were not read.

Why: what is in them was not checked.

Daemon: not concerned: it reads any path.

Fix: give carplint the tree that holds the files as well, such as the root of the node.

Exceptions: none.
"""

CODE = "CL136"
NAME = "include-outside-tree"
SEVERITY = "info"
