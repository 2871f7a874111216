"""A file of NetworkManager, netplan or systemd-networkd cannot be read as its program reads it.

Why: the program refuses the file, or passes over the line, so the addresses that it should give are missing
after the next restart; and carplint cannot hold the VIPs against them.

Daemon: NetworkManager refuses a keyfile with any line that is neither a section, nor a setting, nor a comment;
netplan refuses all its files where one of them is no YAML; systemd-networkd logs the line and ignores it.
Source: GLib, Key-value file parser; netplan(5); systemd.syntax(7).

Fix: correct the line.

Exceptions: what such a file says beside addresses is not looked at.
"""

from __future__ import annotations

CODE = "CL365"
NAME = "address-file-syntax"
SEVERITY = "error"
