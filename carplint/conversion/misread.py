"""What carplint would write and another program would read otherwise: then nothing is written.

Each file says by itself what it is meant to say (carplint/text/phrase.py). A finding names the place of the value that
does not stand there as it is, since only the source can change that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.words import finding, words
from carplint.dialects.comments import file as path_of
from carplint.dialects.writing import is_plain
from carplint.model import Host, Net, Value
from carplint.model.target import OutputFile, host_of
from carplint.text.finding import Finding
from carplint.text.phrase import SYNTAX, Difference, Said
from carplint.text.secrets import Values, without
from carplint.text.source import Span

LONGEST = 40
"""The most characters of a value in a message."""


def misread(files: Sequence[OutputFile], net: Net, secrets: Values) -> Iterator[tuple[str, Sequence[Finding]]]:
    """Yield why files may not be written: their names, and what they would not say as it is meant."""
    seen: set[Said] = set()
    for file in files:
        if not file.path.isprintable():
            found: Difference | None = Difference((file.path,), (file.path,), (file.path,))
        else:
            found = next(filter(None, (said.difference() for said in file.said if said not in seen)), None)
            seen.update(file.said)
        if found is not None:
            own = host_of(file.path, {h.name for h in net.hosts})
            guilty = _guilty(found)
            place = _place([h for h in net.hosts if own in ("", h.name)], guilty)
            if place is None:
                yield words("misread-folder", file=repr(file.path)[1:-1], value=repr(guilty)), ()
                return
            span, value = place
            facts = {"file": repr(file.path)[1:-1], "value": _shown(value, secrets)}
            said = _shown(" ".join(found.found).replace(SYNTAX, "").strip(), secrets)
            yield words("misread", **facts), [finding("misread-value", span, said=said, **facts)]


def _shown(text: str, secrets: Values) -> str:
    own = repr(without(text, secrets))
    return own if len(own) <= LONGEST else f"{own[:LONGEST]}…{own[-1]}"


def _guilty(found: Difference) -> str:
    """Return the value that is not read as it is."""
    missing = [word for word in found.meant if word not in found.found]
    own = sorted(found.values, key=lambda v: any(v in word for word in missing))
    return own[-1] if own else ""


def values(record: object) -> Iterator[Value[object]]:
    """Yield the values in a record, and in the records in it."""
    if isinstance(record, Value):
        yield record
    elif isinstance(record, tuple):
        for own in record:
            yield from values(own)


def _place(hosts: Sequence[Host], value: str) -> tuple[Span, str] | None:
    """Return where the source says a value, or the part of it that it says; the file if that has it in its name. None for a
    value of the command line."""
    found = [(str(v.value), v.span) for h in hosts for v in values((h.virtual_routers, h.interfaces)) if v.written]
    for source in (d.source for h in hosts for d in h.documents):
        path = path_of(source)
        found += [(own, source.span(0, 0)) for own in (path, path.rpartition("/")[2])]
    parts = (
        (len(said), -n) for n, (said, _) in enumerate(found) if said in value and (said == value or not is_plain(said))
    )
    best = max(parts, default=None)
    return None if best is None or not best[0] else found[-best[1]][::-1]
