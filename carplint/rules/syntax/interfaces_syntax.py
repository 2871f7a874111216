"""ifupdown refuses a line of /etc/network/interfaces, and with it the whole file.

Why: `ifup -a` brings up no interface at all after the next boot, not even those whose stanzas are right; the running
system shows nothing of it until then. Of a file that is read by a `source` line only what follows the line is lost.

Daemon: "couldn't read interfaces file", exit status 1, after a line with the number of the fault. Source: ifupdown
0.8.41, config.c (read_interfaces_defn); tried with ifquery and ifup.

Fix: correct the line. `ifquery --list -i FILE` tells whether ifupdown takes a file. carplint corrects a misspelt
address family, method or keyword.

Exceptions: options of a stanza whose iface line is refused are not reported as well.
"""

CODE = "CL184"
NAME = "interfaces-syntax"
SEVERITY = "error"
