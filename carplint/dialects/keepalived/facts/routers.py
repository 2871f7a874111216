"""The vrrp_instances of keepalived.conf as virtual routers of the common model: a projection, nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.facts.settling import Vip
from carplint.dialects.keepalived.keywords import MODELLED
from carplint.model import Value, VirtualAddress, VirtualRouter

_MODELLED = frozenset(key for block, key in MODELLED if block == "vrrp_instance")


def _virtual_address(vip: Vip) -> VirtualAddress:
    return VirtualAddress(vip.address, "/" in vip.line.words[0], vip.device, vip.label)


def _router(host: str, instance: Instance, group: Value[str] | None) -> VirtualRouter:
    strange = () if _MODELLED.issuperset(instance.statements) else instance.statement.children or ()
    return VirtualRouter(
        host=host,
        format="keepalived",
        protocol="vrrp3" if instance.version == 3 else "vrrp2",
        daemon="keepalived",
        name=instance.statement.value(1),
        id=instance.id,
        interface=instance.interface,
        addresses=tuple(map(_virtual_address, instance.vips)),
        excluded=tuple(map(_virtual_address, instance.excluded)),
        priority=instance.priority,
        interval=instance.interval,
        dead_ratio=instance.dead_ratio,
        preempt=instance.preempt,
        preempt_delay=instance.preempt_delay,
        initial_state=instance.state if "state" in instance.statements else None,
        authentication=instance.authentication,
        source_address=instance.source_address,
        unicast_peers=tuple([peer.address for peer in instance.peers]),
        multicast_group=instance.multicast_group,
        trackers=instance.trackers,
        sync_group=group,
        track_link=instance.track_link,
        unmodelled=tuple([s.value(0) for s in strange if s.words[0] not in _MODELLED]),
    )


def routers(host: str, configuration: Configuration) -> Iterator[VirtualRouter]:
    """The virtual routers of a host, one a vrrp_instance."""
    member_of = {m.name: g.statement.value(1) for g in configuration.sync_groups for m in g.members}
    for instance in configuration.instances:
        yield _router(host, instance, member_of.get(instance.name))
