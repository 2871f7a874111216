"""A shell-style file reads itself in with `.` or `source`, directly or by way of others.

Why: the shell that sources the file never comes to its end, so the service does not start, or the interface does not
come up.

Daemon: the shell goes on until it dies. Tried: dash 0.5.12 ends with "Too many open files", or with a segmentation
fault where it may open many; bash 5.2 ends with a segmentation fault.

Fix: delete the line, or let it name the file that was meant.

Exceptions: only lines are looked at that name a file by its whole path, and that the shell comes to for certain: none
under a condition, and none below a `return`, an `exit` or similar. A file that is not among the inputs is not
followed.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from carplint.dialects.registry import dialect_of
from carplint.model import Host
from carplint.text.finding import Finding, Related
from carplint.text.parse import Node, parse
from carplint.text.source import Source, Span

CODE = "CL190"
NAME = "shell-source-loop"
SEVERITY = "error"
ON = "host"
NEEDS = "other-lines"

_LINE = re.compile(r"(?m)^[ \t]*(?:\.|source)[ \t]")
Lines = Sequence[tuple[Span, Source]]
"""The lines of a file that read in another one, each with that file."""


def _reader(host: Host) -> Callable[[Source], Lines]:
    """What gives the lines of a file that read in other ones of its host."""
    trees: dict[Source, Node] = {d.source: d.tree for d in host.documents}
    known: dict[Source, Lines] = {}

    def lines(source: Source) -> Lines:
        if source not in known:
            known[source] = tuple(_lines(host, source, trees)) if _LINE.search(source.text) else ()
        return known[source]

    return lines


def _lines(host: Host, source: Source, trees: dict[Source, Node]) -> Iterator[tuple[Span, Source]]:
    from carplint.dialects.shell.effects import sourced

    for span in sourced(source, trees.get(source) or parse(source.text, "sysconfig")):
        found = host.files(span.text, source) if host.files is not None else None
        yield from ((span, target) for target in found or () if isinstance(target, Source))


def _reached(first: Sequence[Source], lines: Callable[[Source], Lines]) -> list[Source]:
    """Some files and all that they read in."""
    found = dict.fromkeys(first)
    queue = list(found)
    for source in queue:
        for _, target in lines(source):
            if target not in found:
                found[target] = None
                queue.append(target)
    return queue


def _loop(start: Source, lines: Callable[[Source], Lines]) -> tuple[Span, ...]:
    """The lines of the shortest way from a file back to itself, none where there is no such way."""
    before: dict[Source, Span] = {}
    queue = [start]
    for source in queue:
        for span, target in lines(source):
            if target not in before:
                before[target] = span
                queue.append(target)
        if start in before:
            break
    way: list[Span] = []
    while start in before and (not way or way[-1].source is not start):
        way.append(before[way[-1].source if way else start])
    return tuple(reversed(way))


def check(host: Host) -> Iterator[Finding]:
    """Every loop, once, at the line of its first file."""
    files = [
        d.source for d in host.documents if dialect_of(d.format).grammar == "sysconfig" and _LINE.search(d.source.text)
    ]
    lines = _reader(host)
    seen = set()
    for source in _reached(files, lines):
        way = _loop(source, lines)
        if way and frozenset(way) not in seen:
            seen.add(frozenset(way))
            what = "itself" if len(way) == 1 else "a file that leads back to this one"
            message = f"this line sources {what}: the shell recurses until it dies, so nothing is started"
            notes = (*("then this line is read" for _ in way[2:]), "and this line leads back")
            related = tuple(map(Related, way[1:], notes))
            yield Finding(
                message,
                way[0],
                label="reads in the file that it stands in" if not related else "starts a loop",
                related=related,
            )
