"""A line of virtual_rules or static_rules does not say what is to be done.

Why: keepalived drops the rule.

Daemon: "No action specified for rule"; vrrp_iprule.c, alloc_rule. `-t` exits 5 (tried with 2.2.7).

Fix: write table N, blackhole, prohibit, unreachable, goto N, nop or l3mdev.

Exceptions: lines with a `$` that is not known.
"""

CODE = "CL161"
NAME = "rule-without-action"
SEVERITY = "error"
