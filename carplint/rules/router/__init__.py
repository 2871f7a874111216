"""Family 2: rules about one virtual router."""
