"""What a host's keepalived.conf says, for rules about its language."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model import Command, Host
from carplint.text.source import Source, Span
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.dialects.keepalived.facts.instances import Instance
    from carplint.dialects.keepalived.facts.settling import Globals
    from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
    from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
    from carplint.dialects.keepalived.tree.statement import Statement


class Program(NamedTuple):
    """A program that keepalived.conf names, and that the daemon runs: `statement` names it, `check` says that its
    exit status decides about something. `path` is the program, or the script that is named behind a shell or the like
    and so is `interpreted`; "" where it is not absolute. `source` is that file where it lies in the host's tree and
    is text; it is `absent` where the tree would hold it if it were there. `commands` are those of a shell script, or
    of the line itself. `modes_known` says that the rights in the tree are those of the host."""

    statement: Statement
    check: bool
    path: str
    interpreted: bool = False
    source: Source | None = None
    absent: bool = False
    modes_known: bool = False
    commands: tuple[Command, ...] = ()

    @property
    def span(self) -> Span:
        """The place where it is named."""
        return self.statement.span(1)

    @property
    def name(self) -> str:
        """The file's own name, for a message."""
        return self.path.rpartition("/")[2][:40]


class Configuration(NamedTuple):
    """The statements of a host's keepalived.conf as the daemon executes them, includes and definitions
    expanded. `version` is the release that they are meant for, `settings` what global_defs says about all
    instances, `instances` the vrrp_instances with what follows from their statements together. Unless it is `sound` a brace is missing or too
    much, and what is not found in a block may stand outside of it; unless it is `complete` some of it was not read, and what is
    not found may stand there. `programs` are those that it names, `guarded` the heads of blocks that may
    hold a secret, also of those that only seem to be meant so."""

    statements: tuple[Statement, ...]
    version: tuple[int, int, int]
    settings: Globals
    instances: tuple[Instance, ...] = ()
    sync_groups: tuple[SyncGroup, ...] = ()
    virtual_servers: tuple[VirtualServer, ...] = ()
    sound: bool = True
    complete: bool = True
    programs: tuple[Program, ...] = ()
    guarded: tuple[Statement, ...] = ()

    def all(self, *keys: str) -> Iterator[Statement]:
        """The statements at the top that have one of these keywords."""
        return (s for s in self.statements if s.words[0] in keys)

    def entries(self, *keys: str) -> Iterator[tuple[str, Statement]]:
        """The lines of lists with one of these keywords, in instances and in sync groups, each with its keyword."""
        lists = [b for i in self.instances for key in keys for b in i.statements.get(key, ())]
        lists += [b for group in self.all("vrrp_sync_group") for b in group.within(*keys)]
        return ((block.words[0], line) for block in lists for line in block.children or ())

    def named(self, *keys: str) -> dict[str, Statement]:
        """The blocks of some kinds by name; of those with the same name the first, which is the one that the daemon
        finds."""
        found: dict[str, Statement] = {}
        for block in self.all(*keys):
            if len(block.words) > 1:
                found.setdefault(block.words[1], block)
        return found


def configuration_of(host: Host) -> Configuration | None:
    """The configuration of a host's keepalived; None where it has none."""
    return host.of(Configuration)
