"""The blocks and statements of keepalived.conf, as the daemon nests them."""
