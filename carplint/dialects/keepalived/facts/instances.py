"""The vrrp_instances of a configuration, with what the daemon makes of the statements that depend on each other.

The daemon settles an instance in two steps: each statement as it is read (the first address decides the
family, a later one of the other family is dropped), and the instance as a whole when all has been read
(priority from state, state from priority, version from family). Rules about combinations ask here.
None is what cannot be known, because a value is still a variable. Source: keepalived/vrrp/vrrp_parser.c,
vrrp_data.c, vrrp.c (vrrp_complete_instance); tried on 2.2.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from carplint.dialects.keepalived.facts.values import family, host, integer, truth, unclear

if TYPE_CHECKING:
    from carplint.dialects.keepalived.tree.statement import Statement

OWNER = 255
"""The priority of the address owner."""

UNICAST = ("unicast_peer", "unicast_src_ip", "check_unicast_src", "old_unicast_checksum", "unicast_fault_no_peer")
"""The keywords of which any makes the daemon expect peers."""

TRACKERS = {
    "track_script": ("vrrp_script",),
    "track_file": ("track_file", "vrrp_track_file"),
    "track_process": ("vrrp_track_process",),
    "track_bfd": ("bfd_instance",),
}
"""The lists that name an object, and the blocks that define it; track_interface names an interface."""


class Globals(NamedTuple):
    """What global_defs says about all instances. `strict` is None where that is unclear."""

    strict: bool | None = False
    version: int | None = 2
    group4: str = "224.0.0.18"
    group6: str = "ff02::12"
    dynamic_interfaces: bool = False


def settings(statements: Iterable[Statement], version: tuple[int, int, int]) -> Globals:
    """The global settings; of a repeated one the last counts. Until 2.2.7 a word after vrrp_strict is ignored."""
    found: dict[str, Statement] = {}
    for block in statements:
        if block.words[0] == "global_defs":
            found.update((s.words[0], s) for s in block.children or ())
    strict = found.get("vrrp_strict")
    release, group4, group6 = (found.get(k) for k in ("vrrp_version", "vrrp_mcast_group4", "vrrp_mcast_group6"))
    return Globals(
        strict=strict is not None if version <= (2, 2, 7) else truth(strict) if strict is not None else False,
        version=None if unclear(release) else integer(release, 2, 3) or 2,
        group4=group4.words[1] if group4 is not None and len(group4.words) > 1 else "224.0.0.18",
        group6=group6.words[1] if group6 is not None and len(group6.words) > 1 else "ff02::12",
        dynamic_interfaces="dynamic_interfaces" in found,
    )


class Instance:
    """A vrrp_instance.

    `statements` are its statements by keyword, `entries` the lines of all its lists of one keyword.
    `family` is 4 or 6, `version` 2 or 3, `state` MASTER or BACKUP, `priority` as it counts in the election.
    `preempts` is whether preempt or nopreempt stands last.
    `authentication` are the lines of its blocks of that name, which may be several, by keyword.
    `vips` are the lines that become VIPs, `peers` the unicast peers, `strange` the words that hold an address of
    the other family, each with the one that decided, and `late` the version statements that are ignored, likewise.
    """

    __slots__ = (
        "_first",
        "authentication",
        "excluded",
        "family",
        "late",
        "name",
        "peers",
        "preempts",
        "priority",
        "state",
        "statement",
        "statements",
        "strange",
        "strict",
        "version",
        "vips",
    )

    def __init__(self, statement: Statement, settings: Globals) -> None:
        self.statement = statement
        self.name = statement.words[1] if len(statement.words) > 1 else ""
        self.statements: dict[str, list[Statement]] = {}
        self.authentication: dict[str, Statement] = {}
        self.vips: list[Statement] = []
        self.excluded: list[Statement] = []
        self.peers: list[Statement] = []
        self.strange: list[tuple[Statement, int, Statement | None]] = []
        self.late: list[tuple[Statement, Statement]] = []
        self.family: int | None = 0
        self.version: int | None = 0
        self.preempts = True
        self._first: Statement | None = None
        for child in statement.children or ():
            key = child.words[0]
            if key in self.statements:
                self.statements[key].append(child)
            else:
                self.statements[key] = [child]
            if key in _READ:
                _READ[key](self, child)
        if self.family == 0:
            self.family = 4
        if self.version == 0:
            self.version = 3 if self.family == 6 else None if self.family is None else settings.version
        own = self.last("strict_mode")
        said = truth(own)
        self.strict = None if unclear(own) else settings.strict if said is None else said
        if self.strict and self.family == 6:
            self.version = 3
        self._settle()

    def last(self, key: str) -> Statement | None:
        """The last statement of a keyword: the one that counts where it is not a list."""
        found = self.statements.get(key)
        return found[-1] if found else None

    def word(self, key: str) -> str | None:
        """The word after the last statement of a keyword."""
        found = self.statements.get(key)
        return found[-1].words[1] if found and len(found[-1].words) > 1 else None

    def entries(self, key: str) -> Iterator[Statement]:
        """The lines of all lists of a keyword."""
        for block in self.statements.get(key, ()):
            yield from block.children or ()

    def any(self, *keys: str) -> Statement | None:
        """The first statement of one of these keywords."""
        for key in keys:
            if key in self.statements:
                return self.statements[key][0]
        return None

    def inner(self, block: str, key: str) -> Statement | None:
        """The last statement of a keyword in all blocks of a kind."""
        for outer in reversed(self.statements.get(block, ())):
            for line in reversed(outer.children or ()):
                if line.words[0] == key:
                    return line
        return None

    @property
    def owner(self) -> bool:
        """Whether it has the priority of the address owner."""
        return self.priority == OWNER

    @property
    def vmac(self) -> Statement | None:
        """What gives it an interface of its own."""
        return self.any("use_vmac", "use_vmac_addr", "use_ipvlan")

    def _settle(self) -> None:
        """State and priority decide about each other: vrrp.c, vrrp_complete_instance."""
        state = ""
        for line in self.statements.get("state", ()):
            word = line.words[1] if len(line.words) > 1 else ""
            if word != "BACKUP" or state != "MASTER":
                state = word if word == "MASTER" else "$" if "$" in word else "BACKUP"
        given = self.last("priority")
        self.priority: int | None
        if given is None:
            self.priority = OWNER if state == "MASTER" else None if state == "$" else 100
        else:
            self.priority = None if unclear(given) else integer(given, 1, OWNER) or 100
        if not state or (self.strict and self.priority is not None):
            state = "MASTER" if self.owner else "BACKUP"
        self.state: str | None = None if state == "$" else state

    def _meets(self, line: Statement, at: int, text: str) -> bool:
        """Whether an address fits; the first one decides the family."""
        found = family(text)
        if found == 0 or self.family is None:
            return found != 0
        if self.family == 0:
            self.family = found
            self._first = line
        elif found is not None and found != self.family:
            self.strange.append((line, at, self._first))
            return False
        return True

    def _read_authentication(self, block: Statement) -> None:
        for line in block.children or ():
            self.authentication[line.words[0]] = line

    def _read_vips(self, block: Statement) -> None:
        for line in block.children or ():
            if self._meets(line, 0, line.words[0].split("/", 1)[0]):
                self.vips.append(line)

    def _read_excluded(self, block: Statement) -> None:
        self.excluded += block.children or ()

    def _read_peers(self, block: Statement) -> None:
        for line in block.children or ():
            if self._meets(line, 0, host(line.words[0])):
                self.peers.append(line)

    def _read_address(self, line: Statement) -> None:
        if len(line.words) > 1:
            self._meets(line, 1, host(line.words[1]))

    def _read_ipvlan(self, line: Statement) -> None:
        for at, word in enumerate(line.words):
            if at and "." in word and family(word.split("/", 1)[0]):
                self._meets(line, at, word.split("/", 1)[0])

    def _read_native(self, line: Statement) -> None:
        if self.family == 4:
            self.strange.append((line, 0, self._first))
        elif self.family == 0:
            self.family, self.version, self._first = 6, 3, line

    def _read_preempt(self, line: Statement) -> None:
        self.preempts = line.words[0] == "preempt"

    def _read_version(self, line: Statement) -> None:
        value = None if unclear(line) else integer(line, 2, 3) or 0
        earlier = self.statements["version"]
        if value == 0:
            return
        if value is not None and self.version and self.version != value:
            self.late.append((line, earlier[0] if len(earlier) > 1 else self._first or earlier[0]))
        elif value == 2 and self.family == 6 and self._first is not None:
            self.late.append((line, self._first))
        else:
            self.version = value


_READ = {
    "authentication": Instance._read_authentication,
    "virtual_ipaddress": Instance._read_vips,
    "virtual_ipaddress_excluded": Instance._read_excluded,
    "unicast_peer": Instance._read_peers,
    "unicast_src_ip": Instance._read_address,
    "mcast_src_ip": Instance._read_address,
    "mcast_dst_ip": Instance._read_address,
    "use_ipvlan": Instance._read_ipvlan,
    "native_ipv6": Instance._read_native,
    "version": Instance._read_version,
    "preempt": Instance._read_preempt,
    "nopreempt": Instance._read_preempt,
}
"""The statements that are settled as they are read."""


def instances(statements: Iterable[Statement], version: tuple[int, int, int]) -> tuple[Instance, ...]:
    """The instances of a configuration. Of those with one name the daemon takes the first."""
    statements = tuple(statements)
    common = settings(statements, version)
    found: dict[str, Instance] = {}
    for statement in statements:
        if statement.words[0] == "vrrp_instance" and len(statement.words) > 1 and statement.words[1] not in found:
            found[statement.words[1]] = Instance(statement, common)
    return tuple(found.values())
