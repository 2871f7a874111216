"""The words of /etc/network/interfaces: address families, their methods, and the options of `iface` stanzas.

Source: ifupdown 0.8.41, *.defn (Linux); interfaces(5); the packages that add options: ucarp (README.Debian),
bridge-utils-interfaces(5), ifenslave (README.Debian), vlan-interfaces(5), resolvconf, wpasupplicant, wireless(7),
ethtool, openvswitch-switch, ifmetric, macchanger, ifupdown-extra, batctl, vrf of ifupdown2.
"""

from __future__ import annotations

from functools import lru_cache

METHODS: dict[str, dict[str, tuple[str, ...]]] = {
    "inet": {
        "loopback": (),
        "static": ("address",),
        "manual": (),
        "dhcp": (),
        "bootp": (),
        "tunnel": ("address", "mode", "endpoint"),
        "ppp": (),
        "wvdial": (),
        "ipv4ll": (),
    },
    "inet6": {
        "auto": (),
        "loopback": (),
        "static": ("address",),
        "manual": (),
        "dhcp": (),
        "tunnel": ("mode", "endpoint"),
        "v4tunnel": ("address", "endpoint"),
        "6to4": ("local",),
    },
    "ipx": {"static": (), "dynamic": ()},
    "can": {"static": ("bitrate",)},
    "meta": {"none": ()},
}
"""The address families, their methods, and the options without which ifup refuses a stanza."""

COMMANDS = ("pre-up", "up", "down", "post-down")
"""Options that may occur several times, one command each; `post-up` is up, `pre-down` is down."""

UCARP: dict[str, str] = {
    "ucarp-vid": "-v",
    "ucarp-vip": "-a",
    "ucarp-password": "-p",
    "ucarp-upscript": "-u",
    "ucarp-downscript": "-d",
    "ucarp-advskew": "-k",
    "ucarp-advbase": "-b",
    "ucarp-deadratio": "-r",
    "ucarp-master": "-P",
    "ucarp-nomcast": "-M",
    "ucarp-xparam": "-x",
}
"""The options that Debian's ucarp hook knows, and the ucarp options that they become."""

_PLAIN = """
accept_ra ad-type address alias arp-validate autoconf berr bitrate bootfile broadcast client client-identifier
client_id dad-attempts dad-interval dhcp dstaddr down encaplimit endpoint ethernet-autoneg ethernet-port
ethernet-wol frame gateway hostname hwaddr hwaddress key leasehours leasetime listenonly ll-attempts ll-interval
local loopback macvlan-mode media metric mode mtu multicast netmask netnum network nodad oneshot options
pointopoint post-down post-up pre-down pre-up preferred-lifetime privext provider request_prefix
restart-ms route routes samplepoint scope server slaves triple tos ttl txqueuelen unit up vendor vlan-raw-device
vlan_raw_device vrf vrf-table check-address arp-check peer tunnel-mode
"""
NAMES: tuple[str, ...] = tuple(sorted({*_PLAIN.split(), *UCARP, "dns-nameservers", "dns-search", "dns-domain"}))
"""The options that a misspelt one may stand for."""

_KNOWN = frozenset((*_PLAIN.split(), *UCARP))
_BEGINNINGS = tuple(
    f"{package}{sign}"
    for package in (
        "address arp auto batman bond bridge clag dns ethernet ethtool gro gso gre hostap hostapd ifmetric ip ip6 ip-forward ipv6 "
        "lacp link link-type macchanger macvlan metric multi mstpctl offload ovs post-up resolvconf route rx sriov tunnel "
        "tx veth vlan vlan-range vrf vrrp vxlan wireless wpa wpan wg hardware hwaddress-policy rule"
    ).split()
    for sign in "-_"
)


def is_known(option: str) -> bool:
    """Return whether ifupdown or a package of Debian knows an option of an `iface` stanza."""
    return option in _KNOWN or option.startswith(_BEGINNINGS)


@lru_cache(maxsize=1000)
def variable(option: str) -> str:
    """Return the name of the environment variable, without its IF_, in which a hook finds an option.

    Source: ifupdown 0.8.41, execute.c (setlocalenv)."""
    return "".join(c for c in option.replace("-", "_").upper() if (c.isascii() and c.isalnum()) or c == "_")
