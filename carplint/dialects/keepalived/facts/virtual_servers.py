"""The virtual servers of a configuration, with what the daemon makes of the statements that depend on each other.

The daemon settles a virtual_server in two steps: at the end of each real_server and of the block it drops
servers of the wrong family; when all files are read it fills in what is missing. A forwarding method that
stands below a real_server counts for the second step only. Rules about combinations ask here.
Source: keepalived/check/check_parser.c, check_data.c (validate_check_config); tried on 2.2.7.
"""

from collections.abc import Callable, Iterable, Iterator

from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.read import read
from carplint.dialects.keepalived.words.values import IPAddress, address, granularity, unclear, whole
from carplint.text.typing import Any, NamedTuple
from carplint.text.version import Version

METHODS = ("NAT", "DR", "TUN")
PORTS = 65535
MARKS = WEIGHTS = 2**32 - 1


class Endpoint(NamedTuple):
    """An address and port; port 0 is none. `single` unless it is a range or a network."""

    statement: Statement
    address: IPAddress
    port: int
    single: bool = True


class RealServer(NamedTuple):
    """A real_server block, or the line of the sorry_server. `method` is its own forwarding method or that of
    its virtual server, None where neither has one."""

    statement: Statement
    address: IPAddress
    port: int
    method: str | None
    weight: int
    inhibit: bool


class VirtualServer(NamedTuple):
    """A virtual_server block whose head the daemon takes.

    `kind` is address, fwmark or group, `group` the virtual_server_group, None where no such group is defined.
    `endpoints` are the addresses that it answers for, its own or those of its group; `marked` says that
    there is a firewall mark, too. `servers` and `sorry` are those that the daemon keeps, `misfits` those of
    another family than the service, and an ip_family against it. `sure` is false where a word is missing or still
    a variable, so that less can be said: at a missing one the daemon leaves at once.
    """

    statement: Statement
    kind: str
    group: Statement | None
    endpoints: tuple[Endpoint, ...]
    marked: bool
    family: int | None
    scheduler: str | None
    protocol: str | None
    persistent: bool
    servers: tuple[RealServer, ...]
    sorry: RealServer | None
    misfits: tuple[Statement, ...]
    sure: bool

    @property
    def dropped(self) -> bool:
        """Whether the daemon drops it before it looks at it as a whole."""
        if self.kind == "group" and self.sure and not (self.endpoints or self.marked):
            return True
        return (self.kind == "group" and self.group is None) or not (self.servers or not self.sure)


def endpoint(statement: Statement, at: int = 1) -> Endpoint | None:
    """The words ADDRESS [PORT] of a statement, None where the daemon does not take them."""
    words = statement.words
    host = address(words[at]) if len(words) > at else None
    port = whole(words[at + 1], 0, PORTS) if len(words) > at + 1 else 0
    if host is None or port is None:
        return None
    return Endpoint(statement, host, port, "-" not in words[at] and "/" not in words[at])


class _State:
    """A virtual_server while it is read."""

    def __init__(self, family: int | None, release: Version) -> None:
        self.family = family
        self.release = release
        self.scheduler: str | None = None
        self.protocol: str | None = None
        self.method: str | None = None
        self.persistent = False
        self.weight = 1
        self.inhibit = False
        self.servers: list[tuple[Statement, Endpoint, str | None]] = []
        self.sorry: Endpoint | None = None
        self.sorry_method: str | None = None
        self.sorry_inhibit = False
        self.misfits: list[Statement] = []
        self.sure = True

    def fits(self, server: Endpoint, method: str | None) -> bool:
        """Whether the service keeps a server: only tunnels lead to another family. The first one decides the
        family where the head does not."""
        if method == "TUN":
            return True
        if self.family is None:
            self.family = server.address.version
        return self.family == server.address.version


def _own_method(block: Statement, release: Version) -> str | None:
    found = [read(s, release).value for s in block.within("lvs_method") if len(s.words) > 1]
    return next((value for value in reversed(found) if value is not None), None)


def _real(state: _State, block: Statement, value: Any) -> None:
    server = endpoint(block)
    if server is None:
        return
    method = _own_method(block, state.release) or state.method
    if state.fits(server, method):
        state.servers.append((block, server, method))
    else:
        state.misfits.append(block)


def _sorry(state: _State, line: Statement, value: Any) -> None:
    server = endpoint(line)
    if server is not None:
        state.sorry, state.sorry_method, state.sorry_inhibit = server, state.method, False


def _family(state: _State, line: Statement, value: Any) -> None:
    family = {"inet": 4, "inet6": 6}[value]
    if state.family not in (None, family):
        state.misfits.append(line)
    else:
        state.family = family


def _method(state: _State, line: Statement, value: Any) -> None:
    state.method = value


def _sorry_method(state: _State, line: Statement, value: Any) -> None:
    if state.sorry is not None:
        state.sorry_method = value


def _sorry_inhibit(state: _State, line: Statement, value: Any) -> None:
    state.sorry_inhibit = state.sorry is not None


def _scheduler(state: _State, line: Statement, value: Any) -> None:
    state.scheduler = value


def _protocol(state: _State, line: Statement, value: Any) -> None:
    state.protocol = value


def _persistence(state: _State, line: Statement, value: Any) -> None:
    state.persistent = True


def _granularity(state: _State, line: Statement, value: Any) -> None:
    family = granularity(value, state.family)
    if family is not None:
        state.family, state.persistent = family, True


def _weight(state: _State, line: Statement, value: Any) -> None:
    state.weight = value


def _inhibit(state: _State, line: Statement, value: Any) -> None:
    state.inhibit = True


_HANDLERS: dict[str, tuple[int, Callable[[_State, Statement, Any], None]]] = {
    "real_server": (1, _real),
    "sorry_server": (1, _sorry),
    "sorry_server_lvs_method": (1, _sorry_method),
    "sorry_server_inhibit": (0, _sorry_inhibit),
    "ip_family": (1, _family),
    "lb_kind": (1, _method),
    "lvs_method": (1, _method),
    "lb_algo": (1, _scheduler),
    "lvs_sched": (1, _scheduler),
    "protocol": (1, _protocol),
    "persistence_timeout": (0, _persistence),
    "persistence_granularity": (1, _granularity),
    "weight": (1, _weight),
    "inhibit_on_failure": (0, _inhibit),
}
"""The statements of a virtual_server that others depend on, how many words each needs, and what becomes of a value that
the daemon takes."""


def _weight_of(block: Statement, default: int, release: Version) -> tuple[int, bool]:
    lines = [s for s in block.within("weight") if len(s.words) > 1]
    weights = [w for w in (read(s, release).value for s in lines) if w is not None]
    return (weights[-1] if weights else default), not any(unclear(line, 1) for line in lines)


def _inhibit_of(block: Statement, default: bool, release: Version) -> bool:
    values = [v for v in (read(s, release).value for s in block.within("inhibit_on_failure")) if v is not None]
    return values[-1] if values else default


def _servers(state: _State) -> Iterator[RealServer]:
    for block, at, method in state.servers:
        weight, sure = _weight_of(block, state.weight, state.release)
        state.sure &= sure
        inhibit = _inhibit_of(block, state.inhibit, state.release)
        yield RealServer(block, at.address, at.port, method or state.method, weight, inhibit)


def _head(block: Statement, groups: dict[str, Statement]) -> tuple[str, Statement | None, tuple[Endpoint, ...], bool]:
    """The kind of a virtual_server, its group, its addresses and whether it has a mark; the kind is empty where
    the daemon does not take the head."""
    words = block.words
    if len(words) > 2 and words[1] == "fwmark":
        return ("fwmark" if whole(words[2], 0, MARKS) else ""), None, (), True
    if len(words) > 2 and words[1] == "group":
        group = groups.get(words[2])
        entries = [] if group is None else group.children or []
        found = [e for e in (endpoint(line, 0) for line in entries) if e is not None]
        return "group", group, tuple(found), any(line.words[0] == "fwmark" for line in entries)
    own = endpoint(block)
    return ("", None, (), False) if own is None else ("address", None, (own,), False)


def _virtual_server(block: Statement, groups: dict[str, Statement], release: Version) -> VirtualServer | None:
    kind, group, endpoints, marked = _head(block, groups)
    if not kind:
        return None
    state = _State(endpoints[0].address.version if kind == "address" else None, release)
    for line in block.children or ():
        words = line.words
        least, handle = _HANDLERS.get(words[0], (0, None))
        if handle is not None and len(words) > least:
            state.sure &= not unclear(line, 1)
            value = read(line, release).value
            if value is not None:
                handle(state, line, value)
        elif handle is not None:
            state.sure = False
    sorry = state.sorry
    if sorry is not None and not state.fits(sorry, state.sorry_method):
        state.misfits.append(sorry.statement)
        sorry = None
    servers = tuple(_servers(state))
    kept = None
    if sorry is not None:
        method = state.sorry_method or state.method
        kept = RealServer(sorry.statement, sorry.address, sorry.port, method, 1, state.sorry_inhibit)
    return VirtualServer(
        statement=block,
        kind=kind,
        group=group,
        endpoints=endpoints,
        marked=marked,
        family=state.family,
        scheduler=state.scheduler,
        protocol=state.protocol,
        persistent=state.persistent,
        servers=servers,
        sorry=kept,
        misfits=tuple(state.misfits),
        sure=state.sure and (group is None or not any(unclear(line, 0) for line in group.children or ())),
    )


def virtual_servers(statements: Iterable[Statement], release: Version) -> Iterator[VirtualServer]:
    """The virtual servers among the statements at the top, without those whose head the daemon does not take."""
    blocks = list(statements)
    groups: dict[str, Statement] = {}
    for block in blocks:
        if block.words[0] == "virtual_server_group" and len(block.words) > 1:
            groups.setdefault(block.words[1], block)
    for block in blocks:
        if block.words[0] == "virtual_server" and not unclear(block, 1):
            found = _virtual_server(block, groups, release)
            if found is not None:
                yield found
