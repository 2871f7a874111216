"""A script is named without its path.

Why: keepalived looks for it in a PATH of its own, and what it finds depends on how it was started.

Daemon: "resolved by path search" in its log only; find_path in core/notify.c. `-t` is silent (tried with
2.2.7).

Fix: write the whole path.

Exceptions: names with a `$` that is not known.
"""

CODE = "CL181"
NAME = "script-without-path"
SEVERITY = "info"
