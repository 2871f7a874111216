"""A vrrp_instance with an interface of its own (use_vmac, use_ipvlan) lacks what it needs for that.

Why: keepalived changes the setting, or keeps the instance in FAULT: its VIPs never come up.

Daemon: "Cannot use VMAC/ipvlan with unicast and no interface - clearing use_vmac", "unicast with use_vmac requires
vmac_xmit_base - setting", "IPv4 ipvlan requires a source ip address to be configured. setting instance to fault
state", "use_vmac specified for VIP/eVIP and vrrp instance". Source: keepalived vrrp/vrrp_parser.c
(vrrp_end_handler), vrrp.c (vrrp_complete_instance); tried with 2.2.7.

Fix: with unicast write vmac_xmit_base and the interface; after use_ipvlan the node's own address; and use_vmac either
for the instance or on the lines of its VIPs.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import UNICAST, Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import closing, place
from carplint.dialects.keepalived.words.values import family
from carplint.text.finding import Finding, Related

CODE = "CL251"
NAME = "vmac-conflict"
SEVERITY = "error"
ON = "instance"
NEEDS = "use_vmac use_vmac_addr use_ipvlan"


def _unicast(instance: Instance) -> Iterator[Finding]:
    own = instance.any("use_vmac", "use_ipvlan")
    if own is None or instance.any(*UNICAST) is None:
        return
    if "interface" not in instance.statements:
        message = f"unicast without interface: keepalived clears {own.words[0]}"
        yield Finding(message, place(own), closing(instance.statement))
    elif "vmac_xmit_base" not in instance.statements:
        message = f"{own.words[0]} with unicast needs vmac_xmit_base: keepalived sets it"
        plain = own.words[0] == "use_vmac" and not instance.strict
        fix = repair.line_below(own, "vmac_xmit_base", safe=True) if plain else None
        yield Finding(message, place(own), closing(instance.statement), fix)


def _ipvlan(instance: Instance) -> Iterator[Finding]:
    line = instance.last("use_ipvlan")
    if line is None or instance.family != 4 or "$" in " ".join(line.words):
        return
    source = instance.any("unicast_src_ip", "mcast_src_ip")
    if source is None and not any(family(w.split("/", 1)[0]) == 4 for w in line.words[1:]):
        message = "use_ipvlan needs the node's own IPv4 address after it: without one the instance stays in FAULT"
        yield Finding(message, place(line))


def _addresses(instance: Instance) -> Iterator[Finding]:
    own = instance.any("use_vmac", "use_vmac_addr")
    if own is None:
        return
    interface = instance.word("interface")
    for vip in (*instance.vips, *instance.excluded):
        line, at = vip.line, vip.read.vmac
        if not at:
            continue
        device = interface if vip.device is None else vip.device.value
        address = vip.read.address
        same = device == interface and address is not None and address.ip.version == instance.family
        if own.words[0] == ("use_vmac" if same else "use_vmac_addr"):
            message = f"this use_vmac repeats the instance's {own.words[0]}: keepalived ignores it"
            fix = repair.without_words(line, at, at, safe=True)
            yield Finding(message, place(line, at), (Related(place(own), "set here"),), fix)


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance with an interface of its own that cannot be as the file says."""
    if instance.vmac is not None:
        yield from _unicast(instance)
        yield from _ipvlan(instance)
        yield from _addresses(instance)
