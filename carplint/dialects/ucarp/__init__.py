"""uCarp: its command line, and the services, hooks and scripts that start it."""
