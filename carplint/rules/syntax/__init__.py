"""Family 1: what the language does not allow. All but shell-syntax are found by the reader of keepalived.conf."""
