"""Family 6: rules about secrets and rights."""
