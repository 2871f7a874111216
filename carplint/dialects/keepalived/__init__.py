"""keepalived.conf: expansion, tree, words, facts, and virtual routers as their projection."""
