"""From paths to the model: which files belong to which host, inventories, configuration."""
