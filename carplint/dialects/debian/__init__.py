"""Debian's /etc/network/interfaces (ifupdown) and the ucarp package's hook."""
