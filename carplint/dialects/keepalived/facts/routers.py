"""The vrrp_instance blocks of keepalived.conf as virtual routers.

Defaults and effective values are those of keepalived 2.4: keepalived.conf(5), keepalived/vrrp/vrrp_parser.c,
vrrp_data.c and vrrp.c.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from ipaddress import ip_address
from math import floor
from typing import Any

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import TRACKERS, Instance, settings
from carplint.dialects.keepalived.facts.trackers import Definitions, definitions, trackers
from carplint.dialects.keepalived.facts.values import address as read_address
from carplint.dialects.keepalived.facts.values import host as host_of
from carplint.dialects.keepalived.facts.values import whole
from carplint.dialects.keepalived.tree.statement import Implied, Said, Statement
from carplint.model import Address, Authentication, IPAddress, Tracker, Value, VirtualAddress, VirtualRouter

Facts = dict[str, Any]


@lru_cache(1 << 10)
def _decimal(text: str, low: float, high: float) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) and low <= float(text) <= high else None


def _ip(line: Statement, index: int) -> Value[IPAddress]:
    try:
        return Said(ip_address(host_of(line.words[index])), line, index)
    except ValueError as error:
        return Said(None, line, index, str(error))


def _interface_address(line: Statement) -> Value[Address]:
    try:
        return Said(Address.read(line.words[0]), line, 0)
    except ValueError as error:
        return Said(None, line, 0, str(error))


def _number(
    name: str, read: Callable[[str, Any, Any], float | None], low: float, high: float
) -> Callable[[Facts, Statement], None]:
    why = f"the daemon takes a number from {low} to {high} here"

    def handle(facts: Facts, line: Statement) -> None:
        if len(line.words) > 1:
            value = read(line.words[1], low, high)
            facts[name] = Said(value, line, 1, why if value is None else "")

    return handle


def _word(name: str) -> Callable[[Facts, Statement], None]:
    def handle(facts: Facts, line: Statement) -> None:
        if len(line.words) > 1:
            facts[name] = line.value(1)

    return handle


def _address(name: str) -> Callable[[Facts, Statement], None]:
    def handle(facts: Facts, line: Statement) -> None:
        if len(line.words) > 1:
            facts[name] = _ip(line, 1)

    return handle


def _flag(name: str, value: bool) -> Callable[[Facts, Statement], None]:
    def handle(facts: Facts, line: Statement) -> None:
        facts[name] = Said(value, line, 0)

    return handle


_STATEMENTS: dict[str, Callable[[Facts, Statement], None]] = {
    "state": _word("initial_state"),
    "interface": _word("interface"),
    "virtual_router_id": _number("id", whole, 1, 255),
    "priority": _number("priority", whole, 1, 255),
    "advert_int": _number("interval", _decimal, 0.01, 255),
    "down_timer_adverts": _number("dead_ratio", whole, 1, 100),
    "preempt_delay": _number("preempt_delay", _decimal, 0, 1000),
    "nopreempt": _flag("preempt", False),
    "preempt": _flag("preempt", True),
    "dont_track_primary": _flag("track_link", False),
    "unicast_src_ip": _address("source_address"),
    "mcast_src_ip": _address("source_address"),
    "mcast_dst_ip": _address("multicast_group"),
}
"""What the statements of vrrp_instance say; of a repeated one the last counts."""


def _virtual_address(line: Statement) -> VirtualAddress:
    """`ADDRESS[/LENGTH] [brd ADDRESS] [dev NAME] [scope SCOPE] [label NAME] ...`"""
    words = line.words
    device = line.value(words.index("dev") + 1) if "dev" in words[:-1] else None
    label = line.value(words.index("label") + 1) if "label" in words[:-1] else None
    return VirtualAddress(_interface_address(line), "/" in words[0], device, label)


def _authentication(instance: Instance) -> Authentication | None:
    method, secret = instance.authentication.get("auth_type"), instance.authentication.get("auth_pass")
    if method is None or len(method.words) < 2:
        return None
    kept: Value[str] | None = None
    if secret is not None and len(secret.words) > 1:
        # The daemon keeps 8 bytes: vrrp_parser.c, vrrp_auth_pass_handler.
        text = secret.words[1].encode("utf-8", "surrogateescape")[:8].decode("utf-8", "replace")
        kept = Said(text, secret, 1)
    return Authentication(method.value(1), kept)


_ELSEWHERE = frozenset(("virtual_ipaddress", "unicast_peer", "authentication", "version"))
"""What is not read statement by statement."""


_DEFAULTS: dict[str, float] = {"interval": 1.0, "preempt": True, "dead_ratio": 3}
"""The facts that hold where no statement says otherwise."""


_LISTS = frozenset(("track_interface", *TRACKERS))


class _Common:
    """What the instances of a configuration have in common. `groups` are the multicast groups by family."""

    def __init__(self, configuration: Configuration) -> None:
        common = settings(configuration.statements, configuration.version)
        self.groups = {4: read_address(common.group4), 6: read_address(common.group6), None: None}
        self.members: dict[str, Value[str]] = {}
        for block in configuration.all("vrrp_sync_group"):
            for line in (line for part in block.within("group") for line in part.children or ()):
                for word in line.words:
                    self.members.setdefault(word, block.value(min(1, len(block.words) - 1)))
        self._configuration = configuration
        self._defined: Definitions | None = None

    def trackers(self, instance: Instance) -> tuple[Tracker, ...]:
        """What an instance tracks. What can be tracked is looked up when the first one does."""
        if _LISTS.isdisjoint(instance.statements):
            return ()
        if self._defined is None:
            self._defined = definitions(self._configuration)
        return tuple(trackers(instance, self._defined))


def _effective_interval(given: Value[float]) -> Value[float]:
    """In VRRPv2 a fraction is rounded half up to whole seconds, at least 1 (vrrp.c, E683; tried on 2.2.7)."""
    return (
        given
        if given.value is None or given.value.is_integer()
        else given.but(max(1.0, float(floor(given.value + 0.5))))
    )


def _router(host: str, instance: Instance, common: _Common) -> VirtualRouter:
    facts: Facts = {}
    unmodelled = []
    for statement in instance.statement.children or ():
        key = statement.words[0]
        handle = _STATEMENTS.get(key)
        if handle is not None:
            handle(facts, statement)
        elif key not in _ELSEWHERE:
            unmodelled.append(statement.value(0))
    head = instance.statement
    if "priority" not in facts:
        why = "" if instance.priority else "it follows from a state that is unknown"
        facts["priority"] = Implied(instance.priority, head, 1, why)
    for fact, value in _DEFAULTS.items():
        if fact not in facts:
            facts[fact] = Implied(value, head, 1)
    if facts["preempt"].value is False and (instance.state == "MASTER" or instance.owner):
        facts["preempt"] = facts["preempt"].but(True)  # the daemon drops nopreempt: vrrp.c, vrrp_complete_instance
    if instance.version == 2:
        facts["interval"] = _effective_interval(facts["interval"])
    if not instance.peers:
        facts.setdefault("multicast_group", Implied(common.groups[instance.family], head, 1))
    return VirtualRouter(
        host=host,
        format="keepalived",
        protocol="vrrp3" if instance.version == 3 else "vrrp2",
        daemon="keepalived",
        name=head.value(1),
        authentication=_authentication(instance),
        addresses=tuple(_virtual_address(line) for line in instance.vips),
        unicast_peers=tuple(_ip(line, 0) for line in instance.peers),
        excluded=tuple(_virtual_address(line) for line in instance.excluded) if instance.excluded else (),
        trackers=common.trackers(instance),
        sync_group=common.members.get(instance.name),
        unmodelled=tuple(unmodelled),
        **facts,
    )


def routers(host: str, configuration: Configuration) -> Iterator[VirtualRouter]:
    """The virtual routers of a host, one a vrrp_instance."""
    common = _Common(configuration)
    for instance in configuration.instances:
        yield _router(host, instance, common)
