"""VIP_INTERFACE names an interface that has no ifcfg file.

Why: the launcher takes the VIP from that file and stops without it, and vip-up has no address to bring up.

Daemon: launcher and vip-up source ifcfg-$VIP_INTERFACE. Source: the carp service of RepoForge (its init
script and vip-up).

Fix: write network-scripts/ifcfg-NAME with DEVICE, IPADDR, NETMASK and ONPARENT=no on every node, or correct
the name.

Exceptions: silent if the folder network-scripts is not among the inputs, and if the name is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import file_of
from carplint.model import Host
from carplint.rules.host.facts import file_name, text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL306"
NAME = "ucarp-vip-interface-undefined"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "no-alias-ifcfg"


def check(host: Host) -> Iterator[Finding]:
    """Every VIP_INTERFACE without its file."""
    if "ifcfg" not in host.complete:
        return
    for router in host.virtual_routers:
        name = text(router.alias)
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
