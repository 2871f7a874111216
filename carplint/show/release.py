"""What carplint makes of the files: hosts, virtual routers, and the least release that a configuration needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carplint.election import interval
from carplint.keywords.keepalived import OLDEST, Keyword, Version, lookup, spell
from carplint.model import Configuration, Host, Net, VirtualRouter
from carplint.syntax.statement import Statement


class Need(NamedTuple):
    """A release, and the statement that needs it; `word` is the number of the word in it."""

    version: Version
    statement: Statement
    word: int


def _needs(statement: Statement) -> Iterator[Need]:
    keyword = lookup(statement.block, statement.key)
    if keyword is not None and keyword.shape != "positional":
        yield Need(keyword.since, statement, 0)
    language = keyword.line if keyword is not None and not keyword.opens else statement.block
    if language.endswith("<line>"):
        for at, word in enumerate(statement.words[1:], 1):
            own: Keyword | None = lookup(language, word)
            if own is not None:
                yield Need(own.since, statement, at)


def least_release(configuration: Configuration) -> Need | None:
    """The oldest release that knows every keyword of a configuration, with the first statement that needs
    it; None where any release does."""
    found: Need | None = None
    for top in configuration.statements:
        for statement in top.below():
            for need in _needs(statement):
                if need.version > (found.version if found is not None else OLDEST):
                    found = need
    return found


def _router(router: VirtualRouter) -> str:
    number = router.id.value if router.id is not None else None
    kind = "VHID" if router.protocol == "carp" else "VRID"
    if router.protocol == "carp":
        seconds = interval(router)
        rank = f"advertises each {seconds:g} s" if seconds is not None else "interval unknown"
    else:
        priority = router.priority.value if router.priority is not None else None
        rank = f"priority {priority if priority is not None else 'unknown'}"
    vips = ", ".join(str(a.address.value or a.address.written) for a in router.addresses) or "no VIP known"
    device = router.interface.value if router.interface is not None else None
    return f"{router.name.value}: {kind} {number or 'unknown'} on {device or 'an unknown interface'}, {rank}, {vips}"


def _host(host: Host) -> Iterator[str]:
    yield f"{host.name}\n"
    for router in host.virtual_routers:
        yield f"  {_router(router)}\n"
    if host.configuration is not None:
        need = least_release(host.configuration)
        if need is None:
            yield f"  needs keepalived {spell(OLDEST)} or newer\n"
        else:
            span = need.statement.span(need.word)
            place = f"{span.source.path}:{span.source.position(span.start)[0]}"
            yield f"  needs keepalived {spell(need.version)} or newer: {need.statement.words[need.word]} in {place}\n"


def show(net: Net) -> Iterator[str]:
    """The hosts one after the other, in pieces of text."""
    for host in net.hosts:
        yield from _host(host)
