"""What of the files is secret: what their readers took for a secret, wherever its value stands in a file.

`mark` records it in the sources, from which everything that shows a line takes it (`carplint.text.secrets.of`). It is done
when a run is about to show something: until then nobody needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Host, Net, Value, VirtualRouter
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.dialects.keepalived.tree.statement import Statement

_KEYWORDS = frozenset(("auth_type", "auth_pass", "PASS", "AH", "key", "active_key", "authentication", "auth_hmac"))
"""The words of the blocks of authentication of keepalived.conf(5)."""
_WORD = r"(?:(?<=key)[ \t]+[0-9]+(?=\s))|[^\s{}\"]+"
"""A word, or the number of a key before it."""
_OPENS = r"\n[^\n]*\{"
_COMMENT = r"(?:(?<=\s)|^)[#!]"
"""Where the rest of a line of keepalived.conf is a comment."""
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Characters that a word processor puts for a hyphen."""
SHORTEST = 3
"""The fewest characters of a value that is hidden wherever it stands."""


def _region(block: Statement) -> Span | None:
    """Return the lines of a block of authentication; of one that nothing closes those up to the next block."""
    start, closing = block.span(), block.closing()
    source, text = start.source, start.source.text
    end = len(text)
    if closing is not None and closing.source is source:
        end = closing.end
    elif (opens := re.compile(_OPENS).search(text, start.end)) is not None:
        end = opens.start()
    end = text.find("\n", end) % (len(text) + 1)
    return None if isinstance(start, DerivedSpan) or end <= start.end else Span(source, start.end, end)


def _sound(block: Statement) -> bool:
    """Return whether a block holds a method and a password alone: the password is that of its virtual router."""
    lines = sorted(tuple(line.words) for line in block.children or ())
    names, methods = (
        [words[0] for words in lines],
        {words[1] for words in lines if words[0] == "auth_type" and len(words) > 1},
    )
    return names == ["auth_pass", "auth_type"] and methods <= {"PASS", "AH"} and all(len(words) == 2 for words in lines)


def _words(region: Span) -> Iterator[re.Match[str]]:
    """Yield the words of some lines, but for their comments."""
    text, at = region.source.text, region.start
    while at < region.end:
        end = text.find("\n", at, region.end) % (region.end + 1)
        comment = re.compile(_COMMENT).search(text, at, end)
        yield from re.compile(_WORD).finditer(text, at, end if comment is None else comment.start())
        at = end + 1


def _of_keepalived(host: Host) -> Iterator[Span]:
    """Yield the words in blocks of authentication that are no keywords, however broken the block is."""
    from carplint.dialects.keepalived.facts.configuration import configuration_of
    from carplint.text.spelling import is_certain

    configuration = configuration_of(host)
    for instance in configuration.instances if configuration is not None else ():
        blocks = (
            b for key in ("authentication", "auth_hmac") for b in instance.statements.get(key, ()) if not _sound(b)
        )
        for region in filter(None, map(_region, blocks)):
            for word in _words(region):
                if word[0][0].isspace() or any(word[0] == k or is_certain(word[0], k) for k in _KEYWORDS):
                    continue
                yield Span(region.source, *word.span())


def _of_ucarp(router: VirtualRouter) -> Iterator[Span]:
    """Yield the words of a command line that ucarp does not know: one may be a password, or a part of it."""
    for word in router.strange:
        span, (option, equals, _) = word.span, (word.value or "").partition("=")
        if not option.startswith("-") and option[:1] not in _DASHES:
            yield span
        elif equals and span.text == word.value:
            yield span._replace(start=span.start + len(option) + 1)


def _of_host(host: Host) -> Iterator[Value[str]]:
    """Yield the secrets of a host's virtual routers."""
    for router in host.virtual_routers:
        if router.secret is not None:
            yield router.secret
        names = ((s, s.key.written.upper()) for s in router.settings)
        yield from (s.value for s, name in names if "PASS" in name and "FILE" not in name)


def _strange(host: Host) -> Iterator[Span]:
    """Yield places in a host's files that may hold a secret which its readers could not tell."""
    yield from (span for router in host.virtual_routers for span in _of_ucarp(router))
    if any(d.format == "keepalived" for d in host.documents):
        yield from _of_keepalived(host)


def _sources(net: Net) -> Iterator[Source]:
    for host in net.hosts:
        yield from (d.source for d in host.documents)
        yield from (s.source for s in host.scripts)
    yield from (f.span.source for f in net.findings)


def mark(net: Net) -> frozenset[str]:
    """Record in the sources of a net what of them is secret, and return the values of its secrets."""
    values: set[str] = set()
    places: dict[int, tuple[Source, set[tuple[int, int]]]] = {}
    secrets = [s for host in net.hosts for s in _of_host(host) if s.value]
    for secret in secrets:
        words = (secret.value or "", secret.written.strip("\"'") if not secret.written.startswith("/") else "")
        values.update(w for w in words if len(w) >= SHORTEST)
    for span in (*(s.span for s in secrets if s.written), *(s for host in net.hosts for s in _strange(host))):
        if span.start < span.end and not isinstance(span, DerivedSpan):
            places.setdefault(id(span.source), (span.source, set()))[1].add((span.start, span.end))
    known = frozenset(values)
    for source in _sources(net):
        source.values = known
    for source, own in places.values():
        source.values, source.places = known, tuple(sorted(own))
    return known
