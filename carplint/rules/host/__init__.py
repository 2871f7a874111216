"""Family 3: rules about one node and the files that belong together on it."""
