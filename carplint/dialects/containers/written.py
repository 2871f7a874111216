"""The vrrp_instance that an image writes from its variables, read as any keepalived.conf is.

What is written is text with a map, as what comes of a file by expansion: so each word is read by keepalived's own readers, and what
is wrong with it has the place of the variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from carplint.dialects.containers.images import VARIABLE, Keepalived, Variables, seen
from carplint.dialects.keepalived.checks import problems
from carplint.dialects.keepalived.expansion.bits import Bit
from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import instances
from carplint.dialects.keepalived.facts.routers import routers
from carplint.dialects.keepalived.facts.settling import Globals
from carplint.dialects.keepalived.tree.blocks import walk
from carplint.model import Value, VirtualRouter
from carplint.text.finding import Finding
from carplint.text.source import Span
from carplint.text.typing import Any
from carplint.text.version import Version

_ITEM = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_FIELDS = {
    "interface": "interface",
    "state": "initial_state",
    "virtual_router_id": "id",
    "priority": "priority",
    "advert_int": "interval",
    "unicast_src_ip": "source_address",
}
"""The facts of a virtual router that a single word says, by their keywords."""


def _items(image: Keepalived, variables: Variables, name: str, span: Span) -> Iterator[Value[str]]:
    """Yield the lines of a list: each variable with a number, or the words of one, which may be a list of Python."""
    if name.endswith("_"):
        yield from (v for n, v in sorted(variables.items()) if re.fullmatch(rf"{name}[0-9]{{1,3}}", n))
        return
    own = seen(variables, image.defaults, name, span)
    if own.value is None:
        yield own
        return
    found = _ITEM.finditer(own.value) if own.value.startswith("#PYTHON2BASH:") else None
    for item in own.value.split() if found is None else [m[1] or m[2] or "" for m in found]:
        yield own if item == own.value else own.but(item)


def _value(image: Keepalived, variables: Variables, name: str, span: Span) -> Value[str]:
    """Return a variable that is written; the priority may have a default that depends on the state."""
    found = seen(variables, image.defaults, name, span)
    if found.value is None and name not in variables and image.master and name == "KEEPALIVED_PRIORITY":
        state = seen(variables, image.defaults, "KEEPALIVED_STATE", span).value or ""
        is_master = state.upper() == "MASTER"
        unknown = "the image has another default in each of its versions"
        return Value(image.master if is_master else None, "", span, "" if is_master else unknown)
    return found


def _put(name: str, value: Value[str]) -> Bit:
    """Return a value as a part of the text; one that is not known is a variable there, too."""
    text, span = value.value, value.span
    if text is None:
        return Bit(f"${name}", span.source, span.start, span.end, False, (), value.why)
    return Bit(text, span.source, span.start, span.end, span.text == text)


def _bits(image: Keepalived, variables: Variables, span: Span) -> Iterator[Bit]:
    """Yield the parts of what an image writes. Those that are the image's own stand before the container's name."""

    def own(text: str) -> Bit:
        return Bit(text, span.source, span.start, span.start, False)

    at = 0
    for match in VARIABLE.finditer(image.text):
        yield own(image.text[at : match.start()])
        at = match.end()
        if match[1] == "$":
            yield _put(match[2], _value(image, variables, match[2], span))
            continue
        for item in _items(image, variables, match[2], span):
            yield _put(match[2], item)
            yield own("\n")
    yield own(image.text[at:])


def _as_set(router: VirtualRouter, image: Keepalived, variables: Variables, span: Span) -> VirtualRouter:
    """Return a virtual router whose facts have the places of their variables, and say why one is not known."""
    changes: dict[str, Any] = {}
    for line in image.text.splitlines():
        keyword, _, name = line.partition(" $")
        field = _FIELDS.get(keyword)
        given = _value(image, variables, name, span)
        fact = None if field is None else getattr(router, field)
        if field is not None and fact is not None:
            changes[field] = given.but(fact.value, given.why or fact.why)
        own = router.authentication
        if keyword == "auth_pass" and own is not None and own.secret is not None:
            changes["authentication"] = own._replace(secret=given.but(own.secret.value))
    return router._replace(**changes)


def read(
    host: str, format: str, name: Value[str], image: Keepalived, variables: Variables, version: Version
) -> tuple[VirtualRouter | None, tuple[Finding, ...]]:
    """Return the virtual router of what an image writes, None if that has none, and what is wrong with the variables."""
    span = name.span
    bits = [bit for bit in _bits(image, variables, span) if bit.text]
    starts = [0, *accumulate(len(bit.text) for bit in bits)][: len(bits)]
    text = Expansion("".join(bit.text for bit in bits), bits, (span.source,), starts=starts)
    blocks = walk(text, version, text.why)
    common = Globals()
    found = instances(blocks.statements, common, version)
    configuration = Configuration(blocks.statements, version, common, found)
    itself = span._replace(end=span.start)
    wrong = (*blocks.findings, *problems(blocks.statements, version))
    router = next(iter(routers(host, configuration)), None)
    if router is not None:
        router = router._replace(format=format, name=name, trackers=(), unmodelled=())
        router = _as_set(router, image, variables, span)
    return router, tuple(f._replace(fix=None) for f in wrong if f.span != itself)
