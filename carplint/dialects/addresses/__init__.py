"""The files that define a node's own addresses: ifcfg, NetworkManager, netplan, systemd-networkd."""

from carplint.dialects.dialect import ASSIGNMENTS, Comments, Dialect

DIALECTS = (
    # Backup files are ignored, as network-scripts ignore them: initscripts 9.49.38, network-functions,
    # __sed_discard_ignored_files.
    Dialect(
        name="ifcfg",
        module="addresses.ifcfg",
        homes=(("etc", "sysconfig", "network-scripts"), ("etc", "sysconfig", "network")),
        own=("/etc/sysconfig/network-scripts",),
        signs=("ifcfg-",),
        file=r"(?s:.*/)?ifcfg-[^/]+(?<!~)(?<!\.bak)(?<!\.orig)(?<!\.rpmnew)(?<!\.rpmorig)(?<!\.rpmsave)",
        shape=ASSIGNMENTS,
        near=r"[^/]*/ifcfg-[^/]+",
        content=r"(?m)^[ \t]*(?:DEVICE|BOOTPROTO|ONBOOT|IPADDR[0-9]*)=",
        marks=("DEVICE", "BOOTPROTO", "ONBOOT", "IPADDR"),
        grammar="sysconfig",
        comments=Comments(whole=True),
    ),
    Dialect(
        name="networkmanager",
        module="addresses.networkmanager",
        homes=tuple((*top, "NetworkManager", "system-connections") for top in (("etc",), ("run",), ("usr", "lib"))),
        signs=(".nmconnection", "system-connections"),
        file=r"(?s:.*/)?(?:(?s:[^/]*)\.nmconnection|system-connections/[^/.][^/]*)(?<!~)(?<!\.rpmnew)(?<!\.rpmsave)",
        shape=r"(?m)^[ \t]*\[",
        content=r"(?m)^[ \t]*\[connection\][ \t]*$",
        marks=("[connection]",),
        grammar="ini",
        comments=Comments("#;", behind_statements=False),
    ),
    Dialect(
        name="netplan",
        module="addresses.netplan",
        homes=(("etc", "netplan"), ("run", "netplan"), ("usr", "lib", "netplan"), ("lib", "netplan")),
        signs=("netplan",),
        file=r"(?s:.*/)?netplan/[^/]+\.yaml",
        shape=r"(?m)^[ \t]*network:",
        near=r"netplan/[^/]+\.ya?ml[^/]*",
        content=r"\A(?:[ \t]*(?:#[^\n]*)?\n|---[^\n]*\n)*network:[ \t]*(?:#[^\n]*)?\n",
        marks=("network:",),
    ),
    Dialect(
        name="networkd",
        module="addresses.networkd",
        homes=tuple((*top, "systemd", "network") for top in (("etc",), ("run",), ("usr", "lib"), ("lib",))),
        signs=("systemd/network",),
        file=r"(?s:.*/)?systemd/network/[^/]+\.network",
        shape=r"(?m)^[ \t]*\[",
        content=r"(?m)\A(?>(?s:.*?)^[ \t]*\[Match\][ \t]*$)(?s:.*)^[ \t]*\[Network\]",
        marks=("[Network]",),
        grammar="ini",
        comments=Comments("#;", behind_statements=False),
    ),
)
