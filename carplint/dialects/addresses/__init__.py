"""The files that say a node's own addresses: ifcfg, NetworkManager, netplan, systemd-networkd."""
