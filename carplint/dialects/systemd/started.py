"""The daemons that units start: what a dialect's reader makes of ExecStart=, for rules about units."""

from collections.abc import Iterator, Mapping

from carplint.dialects.systemd.unit import Command, Unit
from carplint.model import Host, VirtualRouter
from carplint.text.typing import NamedTuple


class Started(NamedTuple):
    """A daemon that a unit starts: its name, the command line, whether it goes to the background by itself, None if that is not
    known; and its virtual router, None if it has several or none."""

    unit: Unit
    daemon: str
    command: Command
    forks: bool | None
    router: VirtualRouter | None = None


class Units(NamedTuple):
    """The daemons of one dialect that units of a host start, a record of `Host.facts`."""

    started: tuple[Started, ...]
    by_router: Mapping[str, Started] = {}
    """Those that have one virtual router, by its name."""


def started(host: Host) -> Iterator[Started]:
    """Yield the daemons that units of a host start."""
    for fact in host.facts:
        if isinstance(fact, Units):
            yield from fact.started
