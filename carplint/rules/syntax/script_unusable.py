"""A script has an empty name, a quote that is never closed, or a backslash at the end of its line.

Why: keepalived drops it: nobody is told of a change of state, a vrrp_script checks nothing.

Daemon: "String ...: missing terminating '" of the quotes inside of the double ones, too, since keepalived reads a
command again as a shell would; `-t` exits with 5, and 2.2.7 crashes over a vrrp_script with a lone single quote. Of
the others "Unable to parse script" and "Missing escape char at end" in its log only, `-t` is silent.
notify_script_init in core/notify.c; tried with 2.2.7.

Fix: write the script, or delete the line; close the quote, or write an apostrophe as "don\\'t".

Exceptions: silent on quotes in a command with backslashes.
"""

CODE = "CL182"
NAME = "script-unusable"
SEVERITY = "error"
