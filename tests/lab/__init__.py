"""Real daemons on nodes in network namespaces: labs, and what is seen in them."""
