"""A word behind a notify script can be neither a user nor a group.

Why: the words behind a script are the user and the group that it runs as. A user that does not exist
makes keepalived drop the script: nobody is told of the change.

Daemon: notify_script_init in core/notify.c; only the log says "Invalid user/group for ... script -
ignoring", `-t` is silent and exits 0 (tried with 2.2.7).

Fix: write script and arguments in one pair of quotes: notify_master "/path/script argument".

Exceptions: words that could be the name of a user.
"""

CODE = "CL179"
NAME = "script-arguments-outside-quotes"
SEVERITY = "error"
