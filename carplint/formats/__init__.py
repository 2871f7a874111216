"""The formats that carplint reads, one module each.

A format module has
  NAME                 its name, as `--to` and reports show it
  GRAMMAR              the name of its grammar, "" where its files are kept as plain text
  HOME                 the folders where its files lie under a host's root, each as a tuple of names
  matches(folder, name)   whether a file is of this format by its path
  recognises(text)     whether a file that no path gives away is of this format by its content
  read(host)           what the host's documents of this format say, as a `Part`
and, where it can be written, write(...): see carplint/convert.py.
The order is that of reading: a format may use what the ones above it have read.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from carplint.finding import Finding
from carplint.model import Configuration, Host, Interface, Script, VirtualRouter


class Part(NamedTuple):
    """What one format contributes to a host. `statements` and `understood` are counts."""

    interfaces: tuple[Interface, ...] = ()
    virtual_routers: tuple[VirtualRouter, ...] = ()
    scripts: tuple[Script, ...] = ()
    configuration: Configuration | None = None
    findings: tuple[Finding, ...] = ()
    statements: int = 0
    understood: int = 0
    not_checked: tuple[str, ...] = ()


class Format(Protocol):
    """The shape of a format module."""

    NAME: str
    GRAMMAR: str
    HOME: tuple[tuple[str, ...], ...]

    def matches(self, folder: tuple[str, ...], name: str) -> bool:
        """Whether a file is of this format by its path."""
        ...

    def recognises(self, text: str) -> bool:
        """Whether a file is of this format by its content."""
        ...

    def read(self, host: Host) -> Part:
        """What the host's documents of this format say."""
        ...


def _formats() -> tuple[Format, ...]:
    from carplint.formats import carp, ifcfg, keepalived, launcher

    return (ifcfg, launcher, carp, keepalived)


FORMATS: tuple[Format, ...] = _formats()


def grammar_of(name: str) -> str:
    """The name of the grammar of a format; "" where it has none."""
    return next(f.GRAMMAR for f in FORMATS if name == f.NAME)
