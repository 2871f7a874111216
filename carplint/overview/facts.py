"""The facts of the model to show: the value, what is written, where, and how the one follows from the other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
from carplint.dialects.ucarp.options import parse
from carplint.inputs.secrets import unnamed
from carplint.model import Address, Host, Misreading, Value, VirtualAddress, VirtualRouter
from carplint.text.secrets import HIDDEN, of
from carplint.text.source import Span
from carplint.text.typing import Any, NamedTuple


class Fact(NamedTuple):
    """A fact to show. `value` is as in JSON, None if unknown; `text` is for people, with its unit. `why` says how the
    value follows from what is written, or why it is unknown; `span` is None if no file says it."""

    key: str
    label: str
    value: Any
    text: str
    written: str = ""
    span: Span | None = None
    why: str = ""

    @property
    def unknown(self) -> bool:
        """True if something is written that has no known value."""
        return self.value is None


DEFAULT = "default"
LAUNCHER = "set by the launcher"

_CARP = (
    ("id", "VHID", "", "vhid"),
    ("interface", "interface", "", "interface"),
    ("alias", "VIP interface", "", ""),
    ("source_address", "source address", "", "srcip"),
    ("interval", "advbase", " s", "advbase"),
    ("advskew", "advskew", "", "advskew"),
    ("dead_ratio", "dead ratio", "", "deadratio"),
    ("preempt", "preempt (-P)", "", "preempt"),
    ("shutdown", "shutdown (-z)", "", "shutdown"),
    ("neutral", "neutral (-n)", "", "neutral"),
    ("multicast_group", "multicast group", "", "mcastip"),
    ("broadcast", "broadcast (-M)", "", "nomcast"),
    ("track_link", "watches the link", "", "ignoreifstate"),
    ("up_script", "up script", "", "upscript"),
    ("down_script", "down script", "", "downscript"),
    ("script_parameter", "script argument", "", "xparam"),
)
_VRRP = (
    ("id", "VRID", "", ""),
    ("interface", "interface", "", ""),
    ("source_address", "source address", "", ""),
    ("unicast_peers", "peer", "", ""),
    ("multicast_group", "multicast group", "", ""),
    ("initial_state", "state at start", "", ""),
    ("priority", "priority", "", ""),
    ("interval", "interval", " s", ""),
    ("dead_ratio", "dead ratio", "", ""),
    ("preempt", "preempt", "", ""),
    ("preempt_delay", "preempt delay", " s", ""),
    ("track_link", "watches the link", "", ""),
    ("up_script", "up script", "", ""),
    ("down_script", "down script", "", ""),
)
"""The attributes of a virtual router in the order of their lines, each with its name for people, its unit, and the
ucarp option that sets it."""

_SHARED = ("track_interface", "track_script", "track_file", "track_process", "track_bfd")
_NEAR = 60
_OPTION = re.compile(r"(?:^|[\s\"'])(--?[A-Za-z][\w-]*(?:[ \t]+|=)?)$")


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, IPv4Address | IPv6Address | Address) else value


def _said(value: object, unit: str = "") -> str:
    """Return a value as people write it: without /32 and /128, and without needless zeros."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Address) and value.length == value.ip.max_prefixlen:
        return str(value.ip)
    return (f"{value:g}" if isinstance(value, float) else str(value)) + unit


def _of_file_name(value: Value[Any]) -> bool:
    span = value.span
    return bool(value.written) and span.start == span.end == 0 and value.written in span.source.path


def _option(span: Span) -> str:
    """Return the option before a word on its line: `-k ` before 300. None has more than `_NEAR` characters."""
    before = span.source.text[max(span.start - _NEAR, 0) : span.start]
    match = _OPTION.search(before.rpartition("\n")[2])
    return match[1] if match else ""


_MISREAD = {"tail": "read up to the first character that is not a digit", "cut": "cut to 8 bits"}


def _reading(value: object, written: str, misread: Sequence[Misreading]) -> str:
    """Return how a number follows from its digits in C: 010 is 8, 300 is 44 in 8 bits. `misread` is what is wrong with
    it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or re.match(r"\s*[+-]?\d", written) is None:
        return ""
    notes = []
    if re.match(r"\s*[+-]?0[xX]", written):
        notes.append("hexadecimal")
    elif re.match(r"\s*[+-]?0\d", written) and not (written.isdecimal() and int(written) == value):
        notes.append("octal")
    for fault in misread:
        if fault.kind in _MISREAD:
            note = _MISREAD[fault.kind]
            notes.append(note.replace("8", "32") if fault.option == "deadratio" else note)
    return ", ".join(notes)


def fact(key: str, label: str, value: Value[Any], unit: str = "", misread: Sequence[Misreading] | None = None) -> Fact:
    """Return a value of the model as a fact to show; `misread` says what is wrong with a number that is read as in C,
    None for any other fact."""
    written, span = value.written, value.span
    if value.value is None:
        return Fact(key, label, None, "unknown", written, span, value.why)
    text = _said(value.value, unit)
    why = "file name" if _of_file_name(value) else "" if written else DEFAULT
    if misread is not None and (note := _reading(value.value, written, misread)):
        why = f"{why}, {note}" if why else note
    return Fact(key, label, _plain(value.value), text, written, span, why)


_QUOTING = ("word", "strange")
"""The facts that are words of a command line; what others say is known by its name, whoever has the same for a password."""


def discreet(found: Fact, secret: str) -> Fact:
    """Return a fact without the password: what its file keeps secret is hidden, and so is a word that ends in the
    password itself. If a span is not exact, more is hidden than necessary."""
    span, text = found.span, found.text
    if found.written and span is not None:
        secrets = of(span.source)
        before = bisect_right(secrets, (span.start, len(span.source.text)))
        near = secrets[max(before - 1, 0) : before + 1]  # they are sorted, and none overlaps another
        region = next(((a, b) for a, b in near if a < span.end and span.start < b), None)
        if region is not None and found.unknown:
            return found._replace(written=HIDDEN, why=unnamed(found.why, found.written))
        if region is not None:
            kept = text[: max(0, region[0] - span.start)] if span.text == text else ""
            return found._replace(value=kept + HIDDEN, text=kept + HIDDEN, written=HIDDEN)
    if secret and found.key in _QUOTING and (text == secret or (text.startswith("-") and text.endswith(secret))):
        kept = text[: len(text) - len(secret)] + HIDDEN
        return found._replace(value=kept, text=kept, written=HIDDEN if found.written else "")
    return found


def _authentication(router: VirtualRouter) -> Iterator[Fact]:
    """Yield how advertisements are protected, and the password; nothing if there is no authentication."""
    own = router.authentication
    if own is None:
        return
    method = fact("authentication", "authentication", own.method)
    if own.secret is None:
        yield method._replace(text=f"{method.text}, no password")
        return
    yield method
    yield fact("password", "password", own.secret)


def secret_of(router: VirtualRouter) -> str:
    """Return the known password of a virtual router, or ""."""
    own = router.secret
    return own.value if own is not None and own.value is not None else ""


def virtual_address(address: VirtualAddress, alias: Value[str] | None = None) -> Fact:
    """Return a VIP with the interface and the label that it gets; a label that is the alias is not repeated."""
    found = fact("address", "VIP", address.address)
    places = [
        f"{word} {value.value}"
        for word, value in (("on", address.device), ("label", address.label))
        if value is not None and value.value is not None and not (alias is not None and value.value == alias.value)
    ]
    return found._replace(text=" ".join((found.text, *places)))


def _all(router: VirtualRouter) -> Iterator[Fact]:
    ucarp = router.daemon == "ucarp"
    given = parse(router.command).given
    for key, label, unit, option in _CARP if router.protocol == "carp" else _VRRP:
        value = getattr(router, key)
        misread = [m for m in router.misread if m.option == option]
        for one in value if isinstance(value, tuple) else () if value is None else (value,):
            found = fact(key, label if ucarp else label.partition(" (")[0], one, unit, misread if ucarp else None)
            yield found._replace(why=LAUNCHER) if found.why == DEFAULT and option in given else found
        if key == "interface":
            yield from (virtual_address(a, router.alias) for a in router.addresses)
        if key == "source_address":
            yield from _authentication(router)
    yield from (fact("strange", "ignored", word) for word in router.strange)


def router(router: VirtualRouter, *, show_secrets: bool) -> Iterator[Fact]:
    """Yield the facts of a virtual router in the order in which they are read: who it is, its VIPs, its election."""
    own = secret_of(router)
    for found in _all(router):
        if found.key == "password" and found.value == "":
            yield found._replace(text="none")
        elif show_secrets:
            yield found
        elif found.key == "password":
            value, text = (None, found.text) if found.unknown else (HIDDEN, HIDDEN)
            why = unnamed(found.why, found.written)
            yield found._replace(value=value, text=text, written=HIDDEN if found.written else "", why=why)
        else:
            yield discreet(found, own)


def trackers(host: Host) -> Callable[[VirtualRouter], Iterator[Fact]]:
    """Return what yields the things that a virtual router of the host's keepalived.conf watches, and its sync group."""
    configuration = configuration_of(host)
    instances: dict[Span, list[Instance]] = {}
    groups: dict[str | None, dict[int, SyncGroup]] = {}
    if configuration is not None:
        for instance in configuration.instances:
            instances.setdefault(instance.statement.span(1), []).append(instance)
        for group in configuration.sync_groups:
            for member in group.members:
                groups.setdefault(member.name, {})[id(group)] = group

    def of(router: VirtualRouter) -> Iterator[Fact]:
        kept = {tracker.name.span for tracker in router.trackers}
        for instance in instances.get(router.span, ()) if kept else ():
            for key in _SHARED:
                for line in instance.entries(key):
                    if line.span() in kept:
                        text = " ".join(line.words)
                        yield Fact(key, key.replace("_", " "), text, text, text, line.span())
        for group in groups.get(router.name.value, {}).values():
            yield Fact("sync_group", "sync group", group.name, group.name, "", group.place(str(router.name.value)))

    return of


def command(router: VirtualRouter, *, show_secrets: bool) -> Iterator[Fact]:
    """Yield the words of the command line that the launcher starts."""
    own = secret_of(router)
    for value in router.command:
        found = fact("word", "", value)
        yield found if show_secrets else discreet(found, own)


def place(span: Span) -> tuple[str, int]:
    """Return the file and line of a span."""
    return span.source.path, span.source.position(span.start)[0]


def written_there(found: Fact) -> str:
    """Return what is written at the span of a fact if that is not the value itself: `-k 300` for 44."""
    span, written = found.span, found.written
    if span is None or not written or written == HIDDEN or found.why.startswith(("file name", DEFAULT, LAUNCHER)):
        return ""
    option = _option(span)
    whole = option + written
    bare = written.strip("\"'")
    return "" if not option and bare and found.text.startswith(bare) else whole
