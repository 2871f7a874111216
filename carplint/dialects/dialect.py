"""The record that describes a dialect: one folder, with one record per kind of file. A record is plain data, read at
every start: nothing in it is compiled or imported before a file asks for it."""

import re

from carplint.model import HostFiles, Interface, Script, VirtualRouter
from carplint.text import module
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.finding import Finding
    from carplint.text.parse import Node
    from carplint.text.source import Source, Span


ASSIGNMENTS = r"\A(?!\s*+(?:[#;][^\n]*\n\s*+)*+\[)(?>(?:[^\n]*\n)*?[ \t]*+(?:export[ \t]+)?\w+=)"
"""The shape of files of shell variables: a line with one, and no section at the beginning, as files in INI have it."""


class Part(NamedTuple):
    """One dialect's contribution to a host. `statements` and `understood` are counts."""

    interfaces: tuple[Interface, ...] = ()
    virtual_routers: tuple[VirtualRouter, ...] = ()
    scripts: tuple[Script, ...] = ()
    facts: tuple[object, ...] = ()
    findings: "tuple[Finding, ...]" = ()
    statements: int = 0
    understood: int = 0
    not_checked: tuple[str, ...] = ()
    sources: "tuple[tuple[Source, str], ...]" = ()
    """The files that were read besides the host's documents, since they name them, each with its format, "" if it has none."""
    passed: "tuple[tuple[Source, str], ...]" = ()
    """The documents that the daemon does not read, each with the reason; `not_checked` has them, too."""
    mounts: tuple[tuple[str, str], ...] = ()
    """Files and folders on disk that a container has, each with its path there, as far as a keepalived.conf may be in them."""
    puzzling: "tuple[Span, ...]" = ()
    """The places of statements that were not understood, as far as they are known."""


class Comments(NamedTuple):
    """The form of comments, and which of them go with a virtual router or an interface."""

    signs: str = "#"
    behind_statements: bool = True
    """False if a comment can only stand on a line of its own."""
    whole: bool = False
    """True if all comments of a file go with what it defines; otherwise only those beside or above that do."""


class Service(NamedTuple):
    """The service that runs the virtual routers of a dialect, for the plan of a change."""

    what: str
    """Its name in words."""
    package: str
    service: str = ""
    """The name it is started by; "" if nothing starts it by name."""
    instance: str = ""
    """The name of a unit for each file, if systemd runs it so; `{}` is the part of the file's name between `vip-` and
    `.conf`, or in conf.d the name itself."""
    runner: str = ""
    """The program that starts and stops it, if that is not the system's way to run services."""
    files: str = ""
    """The files it reads."""
    test: str = ""
    """The command that tests these files."""
    launcher: str = ""
    """The file that starts its daemons, where packages of one name differ."""
    family: str = ""
    """The family of systems that it is for, if there is only one."""


class Dialect(NamedTuple):
    """A dialect's files: how they are recognised, read and written, and what runs what they define."""

    name: str
    module: str
    """The module below carplint.dialects whose `read(host)` returns what the host's documents say, as a `Part`."""
    homes: tuple[tuple[str, ...], ...]
    """The folders below a host's root that hold its files."""
    signs: tuple[str, ...]
    """Lower-case texts, one of which is in every path ending (the last two folders and the name) that `file` matches: a
    quicker test."""
    file: str
    """The pattern of that path ending, all of it."""
    content: str
    """The pattern of something in a file whose path does not give it away."""
    marks: tuple[str, ...]
    """Texts, one of which is in every text in which `content` is found: a much quicker test."""
    loose: str = ""
    """The pattern of the names of files that are looked into wherever they lie; any other file must be named to be
    recognised by content."""
    wide: bool = False
    """True if many other files have such names: of a large tree only the first of these are looked into."""
    own: tuple[str, ...] = ()
    """The places of this machine's files, for a run without a path."""
    general: tuple[str, ...] = ()
    """Places that other systems have, too: alone they do not show that this machine has a virtual router."""
    main: str = ""
    """The name of the main file, if a host has one: further main files in the same folder belong to other hosts."""
    likely: str = ""
    """The pattern of the names of likely main files, for a folder in which no path gives a dialect away."""
    shape: str = ""
    """The pattern of a line that each of its files holds. It is asked of what lies outside of `homes`, where a file of another
    program may have the same name; "" if any text may be one."""
    parts: str = ""
    """The module below carplint.dialects whose `kind(text, sure)` says whether a text is one of this dialect's, or a part of one."""
    near: str = ""
    """The pattern of the names of files that are none of its, but look so: backups, samples, templates, misspelt ones."""
    includes: str = ""
    """The module below carplint.dialects whose `finder(root, sources)` finds the files that a file includes."""
    holds: str = ""
    """The module below carplint.dialects whose `files(source, format)` yields files of other dialects that stand in one of
    this."""
    grammar: str = ""
    """The name of the grammar, if there is one."""
    cut_by_reader: bool = False
    """True if a document keeps its text whole, as the reader cuts it, since the grammar holds only after expansion."""
    nul: bool = False
    """True if the reader knows what a NUL byte does; otherwise a file that holds one is not read."""
    comments: Comments = Comments()
    secrets: tuple[str, ...] = ()
    """Words that a secret follows, anywhere on a line; words that begin a line or are assigned to are known for all
    dialects."""
    write: str = ""
    """The module below carplint.dialects whose `WRITERS` has its writer by its name; "" if it is only read."""
    service: Service | None = None
    """The service that runs its virtual routers; None if it has none, or if they cannot be converted."""

    def matches(self, folder: tuple[str, ...], name: str) -> bool:
        """Return whether a file is of this dialect by its path."""
        path = "/".join((*folder[-2:], name))
        small = path.lower()
        return any(sign in small for sign in self.signs) and re.fullmatch(self.file, path) is not None

    def recognises(self, text: str) -> bool:
        """Return whether a file is of this dialect by its content."""
        return any(mark in text for mark in self.marks) and re.search(self.content, text) is not None

    def fits(self, text: str) -> bool:
        """Return whether a text is of this dialect, or a part of a file that is, whatever its name."""
        if self.parts:
            return module(f"carplint.dialects.{self.parts}").kind(text) is not None
        return self.recognises(text)

    def may_hold(self, text: str, sure: bool = False) -> bool:
        """Return whether a text may be one of this dialect, for a file that has the name of one; `sure` asks for a word that no other
        program has."""
        if self.recognises(text):
            return True
        if not self.parts:
            return re.search(self.shape, text) is not None
        return module(f"carplint.dialects.{self.parts}").kind(text, sure) is not None

    def tree(self, text: str) -> "Node":
        """Return the lossless tree of a document's text, a single leaf if the text is kept whole."""
        from carplint.text.parse import parse

        return parse(text, "" if self.cut_by_reader else self.grammar)

    def read(self, host: HostFiles) -> Part:
        """Return what the host's documents of this dialect say."""
        part: Part = module(f"carplint.dialects.{self.module}").read(host)
        return part
