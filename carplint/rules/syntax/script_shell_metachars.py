"""A script uses a pipe, a redirection or a list of commands, but no shell runs it.

Why: the signs are arguments of the first command like any others. `pidof nginx || exit 1` looks for
programs named || and exit; a check may succeed or fail for ever.

Daemon: the daemon starts the program itself, execve in lib/notify.c (tried with 2.2.7: `/bin/true |
/bin/false` succeeds).

Fix: sh -c '...', or a script of its own.

Exceptions: commands of a shell, and what stands in quotes.
"""

CODE = "CL180"
NAME = "script-shell-metachars"
SEVERITY = "warning"
