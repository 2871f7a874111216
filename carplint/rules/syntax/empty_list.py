"""A list has nothing in it.

Why: a group without members is removed, mails go to nobody.

Daemon: "empty group block", "empty notification_email block", "empty garp_group interfaces block";
vrrp_parser.c and global_parser.c. `-t` exits 5 (tried with 2.2.7).

Fix: write its entries, or delete it.

Exceptions: lists of addresses, routes and peers may be empty; what follows from that is for other rules.
"""

CODE = "CL167"
NAME = "empty-list"
SEVERITY = "error"
