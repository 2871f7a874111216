"""A node was converted without its peers.

Why: priorities, ties and intervals are right only when all nodes are seen.

Daemon: the election compares nodes; see CL702 and CL703.

Fix: convert all nodes in one run: `carplint convert node1 node2 --to keepalived`.

Exceptions: none.
"""

CODE = "CL715"
NAME = "migrate-assumed"
SEVERITY = "warning"
