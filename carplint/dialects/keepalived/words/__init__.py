"""The words of a statement of keepalived.conf: what they mean, and what is wrong with them."""
