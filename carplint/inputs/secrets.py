"""What of the files is secret: what their readers took for a secret, wherever its value stands in a file.

`mark` records it in the sources, from which everything that shows a line takes it (`carplint.text.secrets.of`). It is done
when a run is about to show something: until then nobody needs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model import Host, Net, Value, VirtualRouter
from carplint.text.secrets import SHORTEST, Values
from carplint.text.source import DerivedSpan, Source, Span

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Characters that a word processor puts for a hyphen."""


def _of_keepalived(host: Host) -> Iterator[tuple[str, Span]]:
    """Yield the words in blocks of authentication that are no keywords, those of definitions with their text."""
    from carplint.dialects.keepalived.facts.configuration import configuration_of
    from carplint.dialects.keepalived.secrets import hidden

    configuration = configuration_of(host)
    for found in hidden(configuration) if configuration is not None else ():
        yield found.word if found.derived else "", found.span


def _of_ucarp(router: VirtualRouter) -> Iterator[Span]:
    """Yield the words of a command line that ucarp does not know: one may be a password, or a part of it."""
    for word in router.strange:
        span, (option, equals, _) = word.span, (word.value or "").partition("=")
        if not option.startswith("-") and option[:1] not in _DASHES:
            yield span
        elif equals and span.text == word.value:
            yield span._replace(start=span.start + len(option) + 1)


def _of_router(router: VirtualRouter) -> Iterator[Value[str]]:
    """Yield the secrets of a virtual router."""
    names = ((s.value, s.key.written.upper()) for s in router.settings)
    settings = (value for value, name in names if "PASS" in name and "FILE" not in name)
    yield from (s for s in (router.secret, *settings) if s is not None and s.value)


def _of_host(host: Host) -> Iterator[tuple[str, Span]]:
    """Yield places in a host's files that hold a secret, or may, and its value where it may stand elsewhere, else ""."""
    for router in host.virtual_routers:
        for secret in _of_router(router):
            span = secret.span if secret.written else secret.span._replace(end=secret.span.start)
            path = secret.written.startswith("/")  # of a passfile
            yield from ((word, span) for word in (secret.value, "" if path else secret.written.strip("\"'")) if word)
        yield from (("", span) for span in _of_ucarp(router))
    if any(d.format == "keepalived" for d in host.documents):
        yield from _of_keepalived(host)


def _sources(net: Net) -> Iterator[Source]:
    for host in net.hosts:
        yield from (d.source for d in host.documents)
        yield from (s.source for s in host.scripts)
    yield from (f.span.source for f in net.findings)


def mark(net: Net) -> Values:
    """Record in the sources of a net what of them is secret, and return the values of its secrets. What was a secret of a file
    before edits stays one: the text may hold it elsewhere."""
    values = set[str]().union(*{id(s.values): s.values for s in _sources(net)}.values())
    places: dict[Source, set[tuple[int, int]]] = {}
    for value, span in (found for host in net.hosts for found in _of_host(host)):
        if len(value) >= SHORTEST:
            values.add(value)
        if span.start < span.end and not isinstance(span, DerivedSpan):
            places.setdefault(span.source, set()).add((span.start, span.end))
    known = Values(values)
    for source in _sources(net):
        source.values = known
    for source, own in places.items():
        source.values, source.places = known, tuple(sorted(own))
    return known
