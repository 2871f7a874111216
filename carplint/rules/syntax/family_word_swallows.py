"""The word inet or inet6 stands alone on the line of a route or rule, with words behind it.

Why: keepalived passes over the word that follows: `inet6 default via ...` has no destination,
`2001:db8::/32 inet6 dev eth0` no device.

Daemon: alloc_route and alloc_rule count twice there; vrrp_iproute.c and vrrp_iprule.c up to 2.4.3. It
says something only if what is left makes no sense (tried with 2.2.7 and 2.4.3).

Fix: leave the word out, the addresses say which family it is; or write it at the end of the line. For the
default route of IPv6 write ::/0.

Exceptions: behind via the word is read as it should be, and as the last word it does no harm.
"""

CODE = "CL159"
NAME = "family-word-swallows"
SEVERITY = "error"
