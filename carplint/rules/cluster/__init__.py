"""Family 4: rules that compare the nodes of a cluster."""

from carplint.rules.cluster import ucarp_password_mismatch

RULES = (ucarp_password_mismatch,)
