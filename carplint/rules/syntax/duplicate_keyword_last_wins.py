"""A keyword is given twice in a block, with different values.

Why: the last one counts, in silence; whoever reads the first one is deceived.

Daemon: most handlers just overwrite the value (tried for each keyword on 2.2.7, exit 0). Some only ever
switch on: a second line does not take back `vrrp_min_garp on`, `dynamic_interfaces allow_if_changes`, the `all`
of the keywords with extra_if and vmac_garp_intvl, and the `reverse` of the weight of a vrrp_script or bfd_instance
(tried on 2.2.7 by what the running daemon holds).

Fix: leave one.

Exceptions: lists and keywords that add up. The same line twice. A `state BACKUP` after `state MASTER` is ignored, and
is another rule's, setting-without-effect.
"""

CODE = "CL119"
NAME = "duplicate-keyword-last-wins"
SEVERITY = "warning"
