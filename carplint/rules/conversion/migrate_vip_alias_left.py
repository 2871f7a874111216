"""The interface file of the VIP would still bring it up at boot.

Why: after the next reboot every node holds the VIP, whatever keepalived decides.

Daemon: network-scripts bring an alias up with its parent unless ONPARENT is exactly no or NO; ONBOOT is
not read for aliases (initscripts 9.49.38, ifup-aliases; tried). NetworkManager adds it always, see
ifcfg-vip-alias-under-networkmanager.

Fix: remove the file on every node when keepalived has taken over, or, where the network service brings it up, set
ONPARENT=no in it.

Exceptions: silent where the file has ONPARENT=no and nothing shows that NetworkManager looks after its parent.
"""

CODE = "CL704"
NAME = "migrate-vip-alias-left"
SEVERITY = "warning"
