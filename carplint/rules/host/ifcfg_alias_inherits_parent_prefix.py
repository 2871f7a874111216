"""An alias gives its mask as NETMASK, but its parent has a PREFIX, which wins.

Why: the alias gets its parent's prefix length, not its own: NETMASK=255.255.255.255 comes up as a /24. NetworkManager
takes the NETMASK, so the same files give different subnets.

Daemon: ifup-aliases begins each alias with the parent's PREFIX and NETMASK, and PREFIX wins. Source: initscripts
9.49.38, ifup-aliases; tried: NETMASK of a /32 below PREFIX=24 came up as a /24; NetworkManager,
nms-ifcfg-rh-reader.c lines 765-795.

Fix: write PREFIX in the alias's file. carplint adds it.

Exceptions: silent if both are the same length, and if ONPARENT=no leaves the alias to vip-up of the carp service,
which uses NETMASK.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import read_length, setting
from carplint.model import Host
from carplint.rules.host.facts import stays_down
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL371"
NAME = "ifcfg-alias-inherits-parent-prefix"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "PREFIX"


def check(host: Host) -> Iterator[Finding]:
    """Each alias whose NETMASK is overruled."""
    parents = host.by_name
    for alias in (i for i in host.interfaces if i.parent in parents and i.format == "ifcfg"):
        mask, above = setting(alias, "NETMASK"), setting(parents[alias.parent or ""][0], "PREFIX")
        if mask is None or above is None or setting(alias, "PREFIX") is not None or stays_down(alias) is not False:
            continue
        own, inherited = read_length(mask.value, "NETMASK").value, read_length(above.value, "PREFIX").value
        if own is None or inherited is None or own == inherited:
            continue
        end = mask.value.span.end
        fix = Fix(f"add PREFIX={own}", (Edit(Span(mask.value.span.source, end, end), f"\nPREFIX={own}"),), safe=False)
        message = (
            f"{shown(alias.name)} comes up as a /{inherited}, not /{own}: PREFIX of {shown(alias.parent)} "
            "overrides its NETMASK in the network scripts"
        )
        related = (Related(above.value.span, f"{shown(alias.parent)} has PREFIX={inherited}"),)
        yield Finding(message, mask.value.span, related, fix, "not used")
