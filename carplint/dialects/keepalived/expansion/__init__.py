"""Includes, definitions, conditions and sequences of keepalived.conf, put in their places."""
