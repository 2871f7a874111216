"""A VIP is also one of the node's own addresses.

Why: keepalived removes the address when it starts, as a leftover VIP; if it was the only one, it has no address to send
from and goes to FAULT, and the host cannot be reached any more, not even by ssh. Priority 255 does not help. ucarp removes it
at its start only with a down script and without --neutral, and otherwise leaves it: until then, or for good, all nodes that have
it answer for it.

Daemon: keepalived removes its VIPs from the interfaces at the start; tried with 2.2.7: eth0's own address was gone, `-t`
exits 0. Source: keepalived issues 2091 and 2219. ucarp 1.5.2 does nothing itself, src/ucarp.c; tried: with an address of
another prefix length than the down script's it stays on both nodes.

Fix: delete the address from the files of the interface; if it is the node's only one, give it one of its own, and the VIP
another.

Exceptions: silent for aliases, which carry the VIP on purpose (but for one of Debian's that comes up by itself), for an interface that does not come up at boot or
gets its address by DHCP, and for lo and dummy interfaces, where real servers of LVS have it.
"""

from collections.abc import Iterator

from carplint.model import Host, VirtualRouter, known
from carplint.rules.host.facts import Own, is_quiet, static
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL382"
NAME = "vip-equals-own-address"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "held-at-boot"


_EFFECTS = {
    "keepalived": "keepalived removes it when it starts",
    "ucarp": "it is up before ucarp starts and whatever ucarp decides, so this node holds it as a backup, too",
}
"""By daemon: what comes of it."""


def _effect(router: VirtualRouter, found: Own) -> str:
    others = [a for a in found.interface.addresses if a is not found.address and a.value is not None]
    if router.daemon == "keepalived" and not others and found.interface.parent is None:
        return f"{_EFFECTS['keepalived']}, and the node loses its address"
    return _EFFECTS[router.daemon]


def _aliases(host: Host) -> Iterator[Own]:
    """The addresses of Debian's aliases that come up at boot by themselves. What ucarp brings up is ucarp-debian-alias-auto, an alias
    of ifcfg is ifcfg-vip-alias-onparent."""
    own = {known(r.alias, "") for r in host.virtual_routers if r.alias is not None}
    for alias in host.interfaces:
        is_alias = alias.format == "interfaces" and alias.parent is not None and not is_quiet(alias.name)
        if is_alias and alias.name not in own and alias.at_boot is not None and alias.at_boot.value:
            yield from (Own(alias, a) for a in alias.addresses if a.value is not None)


def check(host: Host) -> Iterator[Finding]:
    """Each VIP that a file of the same node also gives."""
    aliases = {o.address.value.ip: o for o in _aliases(host) if o.address.value is not None}
    own = {o.address.value.ip: o for o in static(host) if o.address.value is not None}
    for router in (r for r in host.virtual_routers if r.daemon in _EFFECTS):
        for vip in router.brought_up if router.daemon == "ucarp" else router.addresses:
            ip = None if vip.address.value is None else vip.address.value.ip
            found = (own.get(ip) or aliases.get(ip)) if ip is not None else None
            if found is None or vip.address.value is None or vip.address.span == found.address.span:
                continue
            where = f"{shown(found.interface.name)}'s own address on {host.name}"
            message = f"the VIP {vip.address.value.ip} is also {where}: {_effect(router, found)}"
            yield Finding(message, vip.address.span, (Related(found.address.span, "the same address"),))
