"""A vrrp_instance has no interface, and lacks what would replace it.

Why: keepalived does not start; if only a VIP lacks its interface, that VIP never comes up.

Daemon: "Unknown interface!" (chk_min_cfg); after 2.2.7 an instance with unicast peers may omit it, and then "Unicast
instances must have unicast_src_ip or interface", "Non link-local address required if interface omitted" and "no
interface for vip ... removing". Source: keepalived vrrp/vrrp.c; tried with 2.2.7 and 2.4.3.

Fix: write `interface NAME`; or with unicast peers unicast_src_ip, and `dev NAME` after each VIP.

Exceptions: whether the interface exists on the node is unknown from the file. 2.2.7 always needs the interface.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import UNICAST, Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import family
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL221"
NAME = "interface-undefined"
SEVERITY = "error"
ON = "instance and configuration"
NEEDS = "odd-interface"


def check(instance: Instance, configuration: Configuration) -> Iterator[Finding]:
    """Every instance without an interface that needs one."""
    if not configuration.sound or "interface" in instance.statements:
        return
    name = place(instance.statement, 1)
    if configuration.version <= (2, 2, 7) or instance.any(*UNICAST) is None:
        yield Finding(f"{shown(instance.name)} has no interface: keepalived does not start with this file", name)
        return
    source = instance.last("unicast_src_ip") or instance.last("mcast_src_ip")
    if source is None or len(source.words) < 2:
        message = "an instance without interface needs unicast_src_ip: keepalived does not start with this file"
        yield Finding(message, name)
        return
    address = source.words[1].lower()
    if family(address) == 6 and address[:3] in ("fe8", "fe9", "fea", "feb"):
        message = (
            "an instance without interface needs a source address that is not link-local: keepalived does not start"
        )
        yield Finding(message, place(source, 1))
        return
    for vip in (*instance.vips, *instance.excluded):
        if vip.device is None:
            message = "this address has no dev, and its instance no interface: keepalived removes it"
            yield Finding(message, place(vip.line))
