"""A script has an empty name, or a backslash at the end of its line.

Why: keepalived drops it: nobody is told of a change of state.

Daemon: "Unable to parse script" and "Missing escape char at end" in its log only; notify_script_init in core/notify.c. `-t` is silent
(tried with 2.2.7).

Fix: write the script, or delete the line.

Exceptions: none.
"""

CODE = "CL182"
NAME = "script-unusable"
SEVERITY = "error"
