"""A line begins with the prompt of a shell.

Why: it was pasted together with the configuration; keepalived reads it as an unknown keyword.

Daemon: "Unknown keyword"; lib/parser.c. `-t` exits 5 (tried with 2.2.7).

Fix: delete the line.

Exceptions: addresses of mails in notification_email.
"""

CODE = "CL175"
NAME = "pasted-shell-prompt"
SEVERITY = "error"
