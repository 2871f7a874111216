"""VIP_INTERFACE is not set, or names an interface that has no ifcfg file.

Why: the launcher takes the VIP from that file and stops without it, and vip-up has no address to bring up.

Daemon: launcher and vip-up source ifcfg-$VIP_INTERFACE. Source: the carp service of RepoForge (its init
script and vip-up).

Fix: write network-scripts/ifcfg-NAME with DEVICE, IPADDR, NETMASK and ONPARENT=no on every node, or correct
the name.

Exceptions: of a name that is set it is silent if the folder network-scripts is not among the inputs; silent if the name is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import file_of
from carplint.model import Host
from carplint.rules.host.facts import file_name, missing, text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL306"
NAME = "ucarp-vip-interface-undefined"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "no-alias-ifcfg"


_UNSET = (
    "VIP_INTERFACE is not set, or empty: the launcher finds no file of the VIP's alias, and with what BIND_INTERFACE has for an "
    "address no VIP comes up"
)


def check(host: Host) -> Iterator[Finding]:
    """Every VIP_INTERFACE that is not set, or has no file."""
    for router in host.virtual_routers:
        name = text(router.alias)
        if router.format == "carp" and router.alias is None:
            yield missing(router, _UNSET, "VIP_INTERFACE")
        if "ifcfg" not in host.complete:
            continue
        if router.format != "carp" or router.alias is None or not name or file_of(host, name) is not None:
            continue
        aliases = [file_name(i) for i in host.interfaces if i.parent is not None]
        meant = nearest(name, aliases)
        fix = None
        if meant is not None and router.alias.span.text.strip("\"'") == name:
            quote = router.alias.span.text[:1] if router.alias.span.text[:1] in ("'", '"') else ""
            fix = Fix(f"write {meant}", (Edit(router.alias.span, f"{quote}{meant}{quote}"),), safe=False)
        message = (
            f"there is no ifcfg-{shown(name)} on {host.name}: the launcher takes the VIP from that file, so this "
            "virtual router does not start"
        )
        label = f"did you mean {meant}?" if meant else "no such file"
        yield Finding(message, router.alias.span, fix=fix, label=label)
