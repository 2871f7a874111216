"""Words of one line exclude each other.

Why: keepalived ignores one of them, or drops the address or rule that they were written for.

Daemon: vrrp_ipaddress.c ("Cannot specify ..."), vrrp_iprule.c ("Cannot specify more than one of
table/nop/goto/...", "goto target"), vrrp_data.c ("min_ttl > max_ttl"). `-t` exits 5 (tried with 2.2.7).

Fix: keep the word that was meant: IPv6 has no brd, label or scope, a peer no brd and no prefix, a rule
one action.

Exceptions: none.
"""

CODE = "CL156"
NAME = "line-words-conflict"
SEVERITY = "error"
