"""The last day of a suppression is over.

Why: the finding was to be dealt with by then.

Daemon: the daemons see a comment.

Fix: deal with the finding, which is reported again, and delete the comment; or write another day.

Exceptions: the day itself still counts.
"""

CODE = "CL905"
NAME = "suppression-expired"
SEVERITY = "warning"
