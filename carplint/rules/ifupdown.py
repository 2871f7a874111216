"""What rules about /etc/network/interfaces ask of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.dialects.debian.keywords import variable
from carplint.dialects.debian.stanzas import Definitions, Stanza, definitions_of
from carplint.model import Net, Value
from carplint.text.finding import Edit
from carplint.text.source import Span

Line = tuple[Value[str], Value[str]]
"""An option line: its name and its value as they are written."""


def definitions(net: Net) -> Iterator[Definitions]:
    """What the interfaces files of each host define."""
    return (d for h in net.hosts if (d := definitions_of(h)) is not None)


def stanzas(net: Net) -> Iterator[tuple[Definitions, Stanza]]:
    """Each `iface` stanza, with all that its host's files define."""
    return ((d, s) for d in definitions(net) for s in d.stanzas)


def ucarp_lines(stanza: Stanza) -> Sequence[Line]:
    """The option lines of a stanza that are meant for the ucarp hook, misspelt ones too."""
    return [line for line in stanza.own if variable(line[0].value or "").startswith("UCARP")]


def is_plain(value: Value[str]) -> bool:
    """Whether a word stands in its file as it is, so that it can be replaced there."""
    return value.span.text == value.value


def insertion(after: Span, lines: Sequence[str]) -> Edit:
    """Lines put in below the line of a place, with its line end."""
    text = after.source.text
    end = text.find("\n", after.end)
    newline = "\r\n" if "\r\n" in text else "\n"
    if end < 0:
        return Edit(Span(after.source, len(text), len(text)), newline + newline.join(lines))
    return Edit(Span(after.source, end + 1, end + 1), "".join(line + newline for line in lines))


def indent(line: Line) -> str:
    """The blanks before an option line."""
    source, start = line[0].span.source, line[0].span.start
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    return before if not before.strip() else "    "
