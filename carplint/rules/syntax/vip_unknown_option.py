"""A word behind an address is none of its options.

Why: keepalived ignores it. A second address on the line is lost that way: it never comes up.

Daemon: "Unknown configuration entry"; vrrp_ipaddress.c, alloc_ipaddress. `-t` exits 5 (tried with
2.2.7).

Fix: one address a line; the options are dev, scope, brd, label, peer, home, -nodad, mngtmpaddr,
noprefixroute, autojoin, no_track, preferred_lft and use_vmac.

Exceptions: words with a `$` that is not known.
"""

CODE = "CL154"
NAME = "vip-unknown-option"
SEVERITY = "error"
