"""A value is not of the type that its keyword takes.

Why: keepalived reports it and mostly ignores the setting, so the default counts.

Daemon: read_int, read_decimal and inet_pton in lib/parser.c and lib/utils.c; without `-t` the daemon
takes the number at the beginning of the text, so that test and daemon differ.

Fix: write a number without a unit, or a plain address.

Exceptions: a value with a `$` that is not known.
"""

CODE = "CL115"
NAME = "value-wrong-type"
SEVERITY = "error"
