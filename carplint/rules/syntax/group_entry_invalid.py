"""A line of virtual_server_group is no address, range or network.

Why: keepalived leaves the entry out: connections to it are refused. A group without entries is removed
with its virtual servers.

Daemon: "Invalid virtual server group IP address", "range end", "Address mask bits not empty";
check_data.c, alloc_vsg_entry, and lib/utils.c, inet_stor. `-t` exits 5 (tried with 2.2.7).

Fix: ADDRESS PORT, ADDRESS-LAST PORT with the last number or the whole last address, NETWORK/LENGTH PORT,
or fwmark N.

Exceptions: entries with a `$` that is not known.
"""

CODE = "CL168"
NAME = "group-entry-invalid"
SEVERITY = "error"
