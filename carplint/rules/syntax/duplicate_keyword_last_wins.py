"""A keyword is given twice in a block, with different values.

Why: the last one counts, in silence; whoever reads the first one is deceived.

Daemon: most handlers just overwrite the value (tried for each keyword on 2.2.7, exit 0).

Fix: leave one.

Exceptions: lists and keywords that add up. The same line twice.
"""

CODE = "CL119"
NAME = "duplicate-keyword-last-wins"
SEVERITY = "warning"
