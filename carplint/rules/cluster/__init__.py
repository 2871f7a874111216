"""Family 4: rules that compare the nodes of a cluster."""
