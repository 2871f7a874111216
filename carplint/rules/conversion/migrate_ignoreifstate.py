"""--ignoreifstate became dont_track_primary.

Why: both keep the node in the election while its link is down, as a pair with a crossover cable needs.

Daemon: ucarp(8); keepalived.conf(5), dont_track_primary.

Fix: nothing to do; without a crossover cable leave it out.

Exceptions: none.
"""

CODE = "CL710"
NAME = "migrate-ignoreifstate"
SEVERITY = "info"
