"""keepalived.conf: the vrrp_instance blocks as virtual routers.

Defaults and effective values are those of keepalived 2.4: reference is keepalived.conf(5) and
keepalived/vrrp/vrrp_parser.c, vrrp_data.c, vrrp.c. Statements of other blocks are kept in the tree and
counted as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_interface
from itertools import pairwise
from typing import Any

from carplint.formats import Part
from carplint.model import (
    Authentication,
    Document,
    Host,
    IPAddress,
    IPInterface,
    Value,
    VirtualAddress,
    VirtualRouter,
)
from carplint.source import Source
from carplint.syntax.parse import Node
from carplint.syntax.words import words

NAME = "keepalived"
GRAMMAR = "keepalived"
HOME: tuple[tuple[str, ...], ...] = (("etc", "keepalived"), ("usr", "local", "etc", "keepalived"))

_FILE = re.compile(r"keepalived.*\.conf|.*keepalived\.conf", re.IGNORECASE)
_CONTENT = re.compile(
    r"^[ \t]*(?:vrrp_instance|vrrp_script|vrrp_sync_group|virtual_server|virtual_server_group|global_defs)\b",
    re.MULTILINE,
)
Words = list[Value[str]]
Facts = dict[str, Any]


def matches(folder: tuple[str, ...], name: str) -> bool:
    """keepalived*.conf anywhere, and any *.conf in or one below a folder named keepalived."""
    return _FILE.fullmatch(name) is not None or (name.endswith(".conf") and "keepalived" in folder[-2:])


def recognises(text: str) -> bool:
    """A line that starts one of the daemon's main blocks."""
    return _CONTENT.search(text) is not None


def _integer(word: Value[str], low: int, high: int) -> Value[int]:
    text = word.value or ""
    if re.fullmatch(r"[+-]?[0-9]+", text) and low <= int(text) <= high:
        return Value(int(text), word.written, word.span)
    return Value(None, word.written, word.span, f"the daemon takes a number from {low} to {high} here")


def _decimal(word: Value[str], low: float, high: float) -> Value[float]:
    text = word.value or ""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) and low <= float(text) <= high:
        return Value(float(text), word.written, word.span)
    return Value(None, word.written, word.span, f"the daemon takes a number from {low} to {high} here")


def _ip(word: Value[str]) -> Value[IPAddress]:
    # For addresses that are no VIP the daemon cuts the text at the first - or / (lexing of inet_stosockaddr).
    text = re.split("[-/]", word.value or "", maxsplit=1)[0]
    try:
        return Value(ip_address(text), word.written, word.span)
    except ValueError as error:
        return Value(None, word.written, word.span, str(error))


def _interface_address(word: Value[str]) -> Value[IPInterface]:
    try:
        return Value(ip_interface(word.value or ""), word.written, word.span)
    except ValueError as error:
        return Value(None, word.written, word.span, str(error))


def _number(name: str, low: int, high: int) -> Callable[[Facts, Words], None]:
    def handle(facts: Facts, line: Words) -> None:
        facts[name] = _integer(line[1], low, high)

    return handle


def _seconds(name: str, low: float, high: float) -> Callable[[Facts, Words], None]:
    def handle(facts: Facts, line: Words) -> None:
        facts[name] = _decimal(line[1], low, high)

    return handle


def _word(name: str) -> Callable[[Facts, Words], None]:
    def handle(facts: Facts, line: Words) -> None:
        facts[name] = line[1]

    return handle


def _address(name: str) -> Callable[[Facts, Words], None]:
    def handle(facts: Facts, line: Words) -> None:
        facts[name] = _ip(line[1])

    return handle


def _flag(name: str, value: bool) -> Callable[[Facts, Words], None]:
    def handle(facts: Facts, line: Words) -> None:
        facts[name] = Value(value, line[0].written, line[0].span)

    return handle


_STATEMENTS: dict[str, tuple[int, Callable[[Facts, Words], None]]] = {
    "state": (1, _word("initial_state")),
    "interface": (1, _word("interface")),
    "virtual_router_id": (1, _number("id", 1, 255)),
    "priority": (1, _number("priority", 1, 255)),
    "advert_int": (1, _seconds("interval", 0.01, 255)),
    "version": (1, _number("version", 2, 3)),
    "down_timer_adverts": (1, _number("dead_ratio", 1, 100)),
    "preempt_delay": (1, _seconds("preempt_delay", 0, 1000)),
    "nopreempt": (0, _flag("preempt", False)),
    "preempt": (0, _flag("preempt", True)),
    "dont_track_primary": (0, _flag("track_link", False)),
    "unicast_src_ip": (1, _address("source_address")),
    "mcast_src_ip": (1, _address("source_address")),
    "mcast_dst_ip": (1, _address("multicast_group")),
}
"""The statements of vrrp_instance: how many words they need, and what they say."""

_KNOWN = frozenset(
    ["notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "notify_deleted", "smtp_alert", "debug", "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_master_refresh_repeat", "garp_lower_prio_delay", "garp_lower_prio_repeat", "use_vmac", "vmac_xmit_base", "lvs_sync_daemon_interface", "accept", "no_accept", "strict_mode", "track_interface", "track_script", "track_file", "track_process", "track_bfd", "virtual_routes", "virtual_rules", "promote_secondaries", "native_ipv6", "skip_check_adv_addr"]
)
"""Keywords of vrrp_instance that are understood no further than that they are there."""


def _virtual_address(line: Words) -> VirtualAddress:
    """`ADDRESS[/LENGTH] [brd ADDRESS] [dev NAME] [scope SCOPE] [label NAME] ...`"""
    options = {a.value: b for a, b in pairwise(line[1:])}
    return VirtualAddress(
        _interface_address(line[0]), "/" in (line[0].value or ""), options.get("dev"), options.get("label")
    )


def _leaves(block: Node) -> list[Node]:
    return [n for n in block.children or () if n.kind == "STATEMENT"]


class _Reader:
    """Reads the documents of one host and counts what it understood."""

    def __init__(self) -> None:
        self.statements = 0
        self.understood = 0

    def skip(self, node: Node) -> None:
        """Count a part of the tree that carplint does not understand yet."""
        for leaf in node.leaves():
            self.statements += leaf.kind in ("STATEMENT", "OPEN", "JUNK")

    def entries(self, source: Source, block: Node) -> list[Words]:
        """The lines of a list block, all of them understood."""
        lines = [words(source, n) for n in _leaves(block)]
        self.statements += len(lines) + 1
        self.understood += len(lines) + 1
        return [line for line in lines if line]

    def instance(self, source: Source, block: Node) -> dict[str, Any]:
        """The facts of a vrrp_instance block; of a repeated keyword the last one counts."""
        facts: Facts = {"addresses": (), "unicast_peers": (), "unmodelled": ()}
        self.statements += 1
        self.understood += 1
        for node in block.children or ():
            if node.kind not in ("STATEMENT", "BLOCK"):
                self.statements += node.kind == "JUNK"
                continue
            line = words(source, node)
            key = line[0].value if line else ""
            if node.kind == "BLOCK":
                self.block(source, node, line, facts)
                continue
            self.statements += 1
            needed, handle = _STATEMENTS.get(key or "", (0, None))
            if handle is not None and len(line) > needed:
                handle(facts, line)
                self.understood += 1
            elif key in _KNOWN:
                facts["unmodelled"] += (line[0],)
                self.understood += 1
        return facts

    def block(self, source: Source, node: Node, head: Words, facts: Facts) -> None:
        key = head[0].value if head else ""
        if key == "virtual_ipaddress":
            lines = self.entries(source, node)
            facts["addresses"] += tuple(_virtual_address(line) for line in lines)
        elif key == "unicast_peer":
            lines = self.entries(source, node)
            facts["unicast_peers"] += tuple(_ip(line[0]) for line in lines)
        elif key == "authentication":
            for line in self.entries(source, node):
                if len(line) > 1 and line[0].value in ("auth_type", "auth_pass"):
                    facts[str(line[0].value)] = line[1]
        else:
            if key in _KNOWN:
                facts["unmodelled"] += (head[0],)
            self.skip(node)


def _authentication(facts: Facts, block: Value[str]) -> Authentication | None:
    method, secret = facts.pop("auth_type", None), facts.pop("auth_pass", None)
    if secret is not None and secret.value is not None:
        # The daemon keeps 8 bytes: vrrp_parser.c, vrrp_auth_pass_handler.
        kept = secret.value.encode("utf-8", "surrogateescape")[:8].decode("utf-8", "replace")
        secret = secret._replace(value=kept)
    return None if method is None else Authentication(method, secret)


def _router(host: Host, document: Document, name: Value[str], facts: Facts) -> VirtualRouter:
    span = name.span
    state = facts.get("initial_state")
    default = 255 if state is not None and state.value == "MASTER" else 100
    version = facts.pop("version", None)
    addresses = facts["addresses"]
    first = addresses[0].address.value if addresses else None
    six = first is not None and first.version == 6
    third = six or (version is not None and version.value == 3)
    facts.setdefault("priority", Value(default, "", span))
    facts.setdefault("interval", Value(1.0, "", span))
    facts.setdefault("preempt", Value(True, "", span))
    facts.setdefault("dead_ratio", Value(3, "", span))
    authentication = _authentication(facts, name)
    return VirtualRouter(
        host=host.name,
        format=NAME,
        protocol="vrrp3" if third else "vrrp2",
        name=name,
        span=span,
        authentication=authentication,
        **facts,
    )


def read(host: Host) -> Part:
    """One virtual router a vrrp_instance."""
    reader = _Reader()
    routers = []
    for document in host.documents:
        if document.format != NAME:
            continue
        source = document.source
        for node in document.tree.children or ():
            if node.kind == "BLOCK":
                head = words(source, node)
                if len(head) == 2 and head[0].value == "vrrp_instance":
                    routers.append(_router(host, document, head[1], reader.instance(source, node)))
                    continue
            reader.skip(node)
    return Part(virtual_routers=tuple(routers), statements=reader.statements, understood=reader.understood)
