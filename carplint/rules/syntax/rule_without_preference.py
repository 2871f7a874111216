"""A line of virtual_rules or static_rules has no preference.

Why: keepalived numbers such rules downwards from 16384, so they apply in another order than they are
written in, and after a reload in yet another one.

Daemon: "Rule has no preference specified"; vrrp_iprule.c, alloc_rule. `-t` exits 5 (tried with 2.2.7).

Fix: write preference N; smaller numbers come first, main is 32766.

Exceptions: lines with a `$` that is not known.
"""

CODE = "CL163"
NAME = "rule-without-preference"
SEVERITY = "error"
