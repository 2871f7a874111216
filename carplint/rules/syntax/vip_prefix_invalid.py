"""The prefix of an address is not a number that it can have.

Why: keepalived takes the whole address instead, /32 or /128, so there is no route to the VIP's network;
with nothing behind the slash it takes /0, and sends all traffic to that interface.

Daemon: "Invalid address prefix len"; vrrp_ipaddress.c, parse_ipaddress. `-t` exits 5, but is silent
about an empty prefix (tried with 2.2.7).

Fix: write the length: /24 for 255.255.255.0.

Exceptions: no prefix at all is legal: the address alone.
"""

CODE = "CL153"
NAME = "vip-prefix-invalid"
SEVERITY = "error"
