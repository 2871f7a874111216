"""An iface line goes on after its method, and ifupdown passes over that.

Why: what was to be set there is not set: an address or option that stands on the iface line has no effect.

Daemon: "extra parameter for the iface line not understood and ignored". Source: ifupdown 0.8.41, config.c; tried.

Fix: write options on lines of their own, below the iface line.

Exceptions: a comment there is comment-at-line-end.
"""

CODE = "CL185"
NAME = "interfaces-extra-words"
SEVERITY = "warning"
