"""The vrrp_instances of a configuration, with what the daemon makes of the statements that depend on each other.

The daemon settles an instance in two steps: each statement as it is read (the first address decides the
family, a later one of the other family is dropped), and the instance as a whole when all has been read
(priority from state, state from priority, version from family). Rules about combinations ask here.
None is what cannot be known, because a value is still a variable. Source: keepalived/vrrp/vrrp_parser.c,
vrrp_data.c, vrrp.c (vrrp_complete_instance); tried on 2.2.7.
"""

from collections.abc import Iterable, Iterator, Sequence

from carplint.dialects.keepalived.facts.settling import UNKNOWN, Globals, Peer, Settled, Vip
from carplint.dialects.keepalived.tree.statement import Implied, Said, Statement
from carplint.dialects.keepalived.words.read import LINES, read
from carplint.model import Authentication, IPAddress, Tracker, Value
from carplint.text.typing import Any, NamedTuple
from carplint.text.version import Version

OWNER = 255
"""The priority of the address owner."""

UNICAST = ("unicast_peer", "unicast_src_ip", "check_unicast_src", "old_unicast_checksum", "unicast_fault_no_peer")
"""The keywords of which any makes the daemon expect peers."""

_TRACKING = frozenset(key for key in LINES if key.startswith("track_"))
"""The lists of what an instance tracks."""


class Instance(NamedTuple):
    """A vrrp_instance as the daemon runs with it.

    `statements` are its statements by keyword. `family` is 4 or 6, `version` 2 or 3. What has no place in the file
    has that of the name. `preempts` is whether preempt or nopreempt stands last, `preempt` what comes of it.
    `vips` are the lines that become VIPs, `peers` the unicast peers, `strange` the words that hold an address of
    the other family, each with the one that decided, and `late` the version statements that are ignored, likewise.
    """

    statement: Statement
    statements: dict[str, list[Statement]]
    release: Version
    name: str
    family: int | None
    version: int | None
    strict: bool | None
    state: Value[str]
    priority: Value[int]
    id: Value[int] | None
    interface: Value[str] | None
    interval: Value[float]
    dead_ratio: Value[int]
    preempts: bool
    preempt: Value[bool]
    preempt_delay: Value[float] | None
    track_link: Value[bool] | None
    source_address: Value[IPAddress] | None
    multicast_group: Value[IPAddress] | None
    authentication: Authentication | None
    vips: tuple[Vip, ...]
    excluded: tuple[Vip, ...]
    peers: tuple[Peer, ...]
    trackers: tuple[Tracker, ...]
    strange: tuple[tuple[Statement, int, Statement | None], ...]
    late: tuple[tuple[Statement, Statement], ...]

    def last(self, key: str) -> Statement | None:
        """The last statement of a keyword: the one that counts where it is not a list."""
        found = self.statements.get(key)
        return found[-1] if found else None

    def word(self, key: str) -> str | None:
        """The word after the last statement of a keyword."""
        found = self.statements.get(key)
        return found[-1].words[1] if found and len(found[-1].words) > 1 else None

    def given(self, key: str) -> Any:
        """What the last statement of a keyword comes to by itself; None where there is none, or none that is taken."""
        found = self.last(key)
        return None if found is None else read(found, self.release).value

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
        return self.priority.value == OWNER

    @property
    def vmac(self) -> Statement | None:
        """What gives it an interface of its own."""
        return self.any("use_vmac", "use_vmac_addr", "use_ipvlan")


def _taken(lines: Sequence[Statement] | None, release: Version, default: Any = None) -> Said[Any] | None:
    """What the statements of one keyword come to: the last that the daemon takes counts, and where it refuses all the
    default does, which has the place of the last. None where there is none."""
    refused = None
    for line in reversed(lines or ()):
        if len(line.words) < 2:
            continue
        value, faults = read(line, release)
        if value is not None:
            return Said(value, line, 1)
        if "$" in line.words[1]:
            return Said(None, line, 1, UNKNOWN)
        if refused is None:
            refused = Said(default, line, 1, faults[0].message if faults and default is None else "")
    return refused


def _rounded(given: Value[float], version: int | None) -> Value[float]:
    """The interval that is advertised: version 2 has whole seconds, version 3 hundredths, up to 40.95 s; half of one is
    rounded up, and there is at least one (vrrp.c, E683 to E685; tried on 2.2.7)."""
    if given.value is None or version is None:
        return given
    micros, unit = round(given.value * 1_000_000), 1_000_000 if version == 2 else 10_000
    if version == 3 and micros >= 40_960_000:
        return given.but(40.95)
    return given.but(max(unit, (micros + unit // 2) // unit * unit) / 1_000_000) if micros % unit else given


def _election(statement: Statement, settled: Settled, strict: bool | None, release: Version) -> tuple[Any, Any]:
    """State and priority decide about each other: vrrp.c, vrrp_complete_instance."""
    said: Statement | None = None
    state = ""
    for line in settled.statements.get("state", ()):
        word = read(line, release).value if "$" not in "".join(line.words) else "$"
        if line.words[1:2] != ("BACKUP",) or state != "MASTER":
            state, said = word or "BACKUP", line
    given = _taken(settled.statements.get("priority"), release)
    if given is None:
        number = OWNER if state == "MASTER" else None if state == "$" else 100
        given = Implied(number, statement, 1, "" if number else "it follows from a state that is unknown")
    if not state or (strict and given.value is not None):
        state = "MASTER" if given.value == OWNER else "BACKUP"
    known, why = (None, UNKNOWN) if state == "$" else (state, "")
    at = min(1, len(said.words) - 1) if said is not None else 1
    return given, Said(known, said, at, why) if said is not None else Implied(known, statement, 1, why)


def _authentication(settled: Settled, release: Version) -> Authentication | None:
    lines = [line for block in settled.statements.get("authentication", ()) for line in block.children or ()]
    method = _taken([line for line in lines if line.words[0] == "auth_type"], release)
    if method is None or (method.value is None and method.why != UNKNOWN):
        return None
    return Authentication(method, _taken([line for line in lines if line.words[0] == "auth_pass"], release))


def _instance(statement: Statement, common: Globals, release: Version) -> Instance:
    settled = Settled(statement, common, release)
    statements, version, strict = settled.statements, settled.version, settled.strict
    given = statements.get

    priority, state = _election(statement, settled, strict, release)
    said = settled.preempt
    preempts = said is None or said.words[0] == "preempt"
    preempt: Value[bool] = Implied(True, statement, 1) if said is None else Said(preempts, said, 0)
    if not preempts and (state.value == "MASTER" or priority.value == OWNER):
        preempt = preempt.but(True)  # the daemon drops nopreempt: vrrp.c, vrrp_complete_instance
    primary = settled.statements.get("dont_track_primary")
    group: Value[IPAddress] | None = settled.group
    if group is None and not settled.peers:
        group = Implied({4: common.group4, 6: common.group6}.get(settled.family or 0), statement, 1)
    return Instance(
        statement=statement,
        statements=statements,
        release=release,
        name=statement.words[1],
        family=settled.family,
        version=version,
        strict=strict,
        state=state,
        priority=priority,
        id=_taken(given("virtual_router_id"), release),
        interface=_taken(given("interface"), release),
        interval=_rounded(_taken(given("advert_int"), release, 1.0) or Implied(1.0, statement, 1), version),
        dead_ratio=_taken(given("down_timer_adverts"), release, 3) or Implied(3, statement, 1),
        preempts=preempts,
        preempt=preempt,
        preempt_delay=_taken(given("preempt_delay"), release),
        track_link=None if primary is None else Said(False, primary[-1], 0),
        source_address=settled.source,
        multicast_group=group,
        authentication=_authentication(settled, release) if "authentication" in statements else None,
        vips=tuple(settled.vips),
        excluded=tuple(settled.excluded),
        peers=tuple(settled.peers),
        trackers=(),
        strange=tuple(settled.strange),
        late=tuple(settled.late),
    )


def instances(statements: Iterable[Statement], common: Globals, release: Version) -> tuple[Instance, ...]:
    """The instances of a configuration. Of those with one name the daemon takes the first."""
    statements = tuple(statements)
    found: dict[str, Instance] = {}
    for statement in statements:
        if statement.words[0] == "vrrp_instance" and len(statement.words) > 1 and statement.words[1] not in found:
            found[statement.words[1]] = _instance(statement, common, release)
    if all(_TRACKING.isdisjoint(own.statements) for own in found.values()):
        return tuple(found.values())
    from carplint.dialects.keepalived.facts.trackers import definitions, trackers  # many files track nothing

    defined = definitions(statements)
    return tuple(i._replace(trackers=tuple(trackers(i.statements, defined, release))) for i in found.values())
