"""What a dialect is: one folder, with one record for each kind of its files. A record is plain data, read at every start:
nothing in it is compiled or imported before a file asks for it."""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

import importlib
import re
from typing import TYPE_CHECKING, NamedTuple

from carplint.model import HostFiles, Interface, Script, VirtualRouter

if TYPE_CHECKING:
    from carplint.text.finding import Finding
    from carplint.text.parse import Node


class Part(NamedTuple):
    """What one dialect contributes to a host. `statements` and `understood` are counts."""

    interfaces: tuple[Interface, ...] = ()
    virtual_routers: tuple[VirtualRouter, ...] = ()
    scripts: tuple[Script, ...] = ()
    facts: tuple[object, ...] = ()
    findings: "tuple[Finding, ...]" = ()
    statements: int = 0
    understood: int = 0
    not_checked: tuple[str, ...] = ()


class Comments(NamedTuple):
    """How comments look, and which go with a virtual router or an interface."""

    signs: str = "#"
    behind_statements: bool = True
    """False where one may stand on a line of its own only."""
    whole: bool = False
    """All comments of a file go with what it defines; else those that stand beside or above that."""


class Service(NamedTuple):
    """What runs the virtual routers of a dialect, for the plan of a change."""

    what: str
    """Its name in words."""
    package: str
    service: str = ""
    """The name it is started by; "" where nothing starts it by a name."""
    instance: str = ""
    """The name of a unit for each file where systemd runs it so; `{}` is what the file's name has between `vip-` and `.conf`."""
    runner: str = ""
    """What starts and stops it, where that is not the system's way to run services."""
    files: str = ""
    """The files that it reads."""
    test: str = ""
    """The command that tries these files."""
    launcher: str = ""
    """What starts its daemons, where packages of one name differ."""
    family: str = ""
    """The family of systems that it is for, where there is only one."""


class Dialect(NamedTuple):
    """How files of a dialect are recognised, read and written, and what runs what they define."""

    name: str
    module: str
    """The module below carplint.dialects with `read(host)`, which gives what the host's documents say, as a `Part`."""
    homes: tuple[tuple[str, ...], ...]
    """The folders below a host's root in which its files lie."""
    signs: tuple[str, ...]
    """The end of a path (its last two folders and the name) that `file` matches holds one of these in small letters, which is
    quicker to see."""
    file: str
    """Matches that end of a path, all of it."""
    content: str
    """Matches something in a file that no path gives away."""
    loose: str = ""
    """A file whose name matches this is looked into wherever it lies; any other must be named to be recognised by content."""
    own: tuple[str, ...] = ()
    """Where the files of this machine lie, for a run without a path."""
    main: str = ""
    """The name of the main file where a host has one: further main files in the same folder are those of other hosts."""
    likely: str = ""
    """Matches the name of what may be a main file where the path of no file gives away a dialect."""
    includes: str = ""
    """The module below carplint.dialects with `finder(root, sources)`, which finds the files that a file includes."""
    grammar: str = ""
    """The name of the grammar, where there is one."""
    cut_by_reader: bool = False
    """A document keeps its text whole, as the reader cuts it, since the grammar holds only after expansion."""
    nul: bool = False
    """The reader knows what a NUL byte does; else a file that holds one is not read."""
    comments: Comments = Comments()
    secrets: tuple[str, ...] = ()
    """Words behind which a secret stands, anywhere on a line; what begins a line or is assigned is known for all dialects."""
    write: str = ""
    """The module below carplint.dialects that writes it; "" where it is only read."""
    service: Service | None = None
    """What runs its virtual routers; None where it has none, or where they cannot be converted."""

    def matches(self, folder: tuple[str, ...], name: str) -> bool:
        """Whether a file is of this dialect by its path."""
        path = "/".join((*folder[-2:], name))
        small = path.lower()
        return any(sign in small for sign in self.signs) and re.fullmatch(self.file, path) is not None

    def recognises(self, text: str) -> bool:
        """Whether a file is of this dialect by its content."""
        return re.search(self.content, text) is not None

    def tree(self, text: str) -> "Node":
        """The lossless tree of a document's text, a single leaf where the text is kept whole."""
        from carplint.text.parse import parse

        return parse(text, "" if self.cut_by_reader else self.grammar)

    def read(self, host: HostFiles) -> Part:
        """What the host's documents of this dialect say."""
        part: Part = importlib.import_module(f"carplint.dialects.{self.module}").read(host)
        return part
