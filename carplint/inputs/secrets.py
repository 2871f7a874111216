"""What of the files is secret: what their readers took for a secret, wherever its value stands in a file.

`mark` records it in the sources, from which everything that shows a line takes it (`carplint.text.secrets.of`). It is done
when a run is about to show something: until then nobody needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Host, Net, Value, VirtualRouter
from carplint.text.secrets import HIDDEN, Values, hide, spans, whole
from carplint.text.source import DerivedSpan, Source, Span, merged

SHORTEST = 3
"""The fewest characters of a value that is hidden wherever it stands."""
OUR_WORDS = frozenset("auth_pass auth_type carp keepalived pass passphrase password secret ucarp vrrp".split())
"""Names of what holds a secret, and of daemons and protocols: they give nothing away even if they are somebody's password."""

LONG = 5
"""The fewest characters of a value that is hidden wherever it stands, if its name alone says that it is a secret."""
_PAIR = r"name:[ \t]*[\"']?([\w.-]{1,200})[\"']?[ \t]*(?:,|\n)[ \t]*value:[ \t]*([^\n,}]+)"
"""A variable of a container in YAML: `name: DB_PASS`, and then `value: SECRET`."""
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Characters that a word processor puts for a hyphen."""


def _of_keepalived(host: Host) -> Iterator[tuple[str, Span]]:
    """Yield the words in blocks of authentication that are no keywords."""
    from carplint.dialects.keepalived.facts.configuration import configuration_of
    from carplint.dialects.keepalived.secrets import hidden

    configuration = configuration_of(host)
    for found in hidden(configuration) if configuration is not None else ():
        yield found.word if found.sure else "", found.span


def _of_ucarp(router: VirtualRouter) -> Iterator[tuple[str, Span]]:
    """Yield the words of a command line that ucarp does not know: one may be a password, or a part of it."""
    for word in router.strange:
        span, (option, equals, value) = word.span, (word.value or "").partition("=")
        if not option.startswith("-") and option[:1] not in _DASHES:
            yield word.value or "", span
        elif equals and span.text == word.value:
            yield value, span._replace(start=span.start + len(option) + 1)


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
        yield from _of_ucarp(router)
    for source in (*(d.source for d in host.documents if d.format != "keepalived"), *host.named):
        yield from _of_names(source)
    if any(d.format == "keepalived" for d in host.documents):
        yield from _of_keepalived(host)


def _of_names(source: Source) -> Iterator[tuple[str, Span]]:
    """Yield the values of what is called as secrets are, by an assignment or by a pair of keys in YAML: a command may use them
    elsewhere."""
    found = [p for p in spans(source.text) if source.text[: p[0]][-2:].rstrip(" ")[-1:] in ("=", ":")]
    pairs = re.finditer(_PAIR, source.text) if "value:" in source.text else ()
    found += [m.span(2) for m in pairs if spans(f"{m[1]}=x")]
    for low, high in found:
        value = source.text[low:high].strip("\"' ,]}")
        word = len(value) >= LONG and value.isascii() and value.isprintable() and " " not in value
        yield value if word else "", Span(source, low, high)


def _sources(net: Net) -> Iterator[Source]:
    for host in net.hosts:
        yield from (d.source for d in host.documents)
        yield from (s.source for s in host.scripts)
        yield from host.named
    yield from (f.span.source for f in net.findings)


_NAMING = ("name", "interface", "sync_group", "alias")
_NUMBERS = ("id", "priority", "advskew", "interval")


def names(net: Net) -> frozenset[str]:
    """Return the words that messages have for hosts, virtual routers, devices, addresses and numbers. One that is somebody's
    password, too, would be given away if it were hidden there; but a word that is none of these hides."""
    found: set[object] = {host.name for host in net.hosts}
    found.update(interface.name for host in net.hosts for interface in host.interfaces)
    for router in net.virtual_routers:
        numbers = [value for value in (getattr(router, name) for name in _NUMBERS) if value is not None]
        found.update(text for v in numbers for text in (v.value, v.written) if not any(map(str.isalpha, str(text))))
        values = [value for value in (getattr(router, name) for name in _NAMING) if value is not None]
        values += (value for a in router.addresses for value in (a.device, a.label) if value is not None)
        found.update(text for value in values for text in (value.written, value.value))
        addresses = [a.address for a in router.addresses] + [*router.unicast_peers, router.source_address]
        known = (v for v in addresses if v is not None and v.value is not None)
        found.update(text for value in known for text in (value.written, value.value))
    return frozenset(map(str, found))


def _is_common(word: str) -> bool:
    """Return whether a word stands in many places, whoever has it for a password: a small number, a path, an address."""
    address = not word.strip("0123456789abcdef.:/%") and not {".", ":"}.isdisjoint(word)
    return address or word.startswith("/") or (word.isdecimal() and len(word) <= 3)


def mark(net: Net) -> Values:
    """Record in the sources of a net what of them is secret, and return the values of its secrets. What was a secret of a file
    before edits stays one: the text may hold it elsewhere, or in a comment that the edits made of its line."""
    values = set[str]().union(*{id(s.values): s.values for s in _sources(net)}.values())
    places: dict[Source, set[tuple[int, int]]] = {}
    for value, span in (found for host in net.hosts for found in _of_host(host)):
        if len(value) >= SHORTEST and not _is_common(value):
            values.add(value)
        if span.start < span.end and not isinstance(span, DerivedSpan):
            places.setdefault(span.source, set()).add((span.start, span.end))
    known = Values(values - OUR_WORDS - names(net) if values else ())
    for source in _sources(net):
        source.values = known
    for source, own in places.items():
        source.values, source.places = known, tuple(sorted(own.union(source.places)))
    return known


_BETWEEN = str.maketrans(dict.fromkeys("\"'\\{}$", " "))


def parts(secret: str) -> Values:
    """Return the parts of a secret that a message may repeat; none repeats a comment."""
    words = secret.partition(" #")[0].partition(" !")[0].translate(_BETWEEN).split()
    return Values(w for w in words if len(w) >= SHORTEST and w.lower() not in OUR_WORDS)


def unnamed(why: str, written: str) -> str:
    """Return why a password is not known without the variables in it, unless it is one: half of a password may look so."""
    if re.fullmatch(r"[\"']?\$\{?\w+\}?[\"']?", written):
        return why
    return hide(why, lambda _: HIDDEN, merged(whole(why, parts(written))))
