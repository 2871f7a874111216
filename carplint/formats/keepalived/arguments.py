"""What the keyword table says of the words of each statement: how many, of which type, in which range."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Configuration


def problems(configuration: Configuration) -> Iterator[Finding]:
    """What is wrong with the words of the statements, in their order."""
    yield from ()
