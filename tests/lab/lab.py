"""Real failovers: nodes in network namespaces of their own, on switches of their own, with the real daemons.

    with Lab({"lb1": {"eth0": ["192.0.2.1/24"]}, "lb2": {"eth0": ["192.0.2.2/24"]}}) as lab:
        lab.start("lb1", Path("lb1/keepalived.conf"))
        lab.start("lb2", ["ucarp", "-i", "eth0", ...])
        lab.wait_owner("192.0.2.10", "lb1")
        lab.kill("lb1", signal.SIGKILL)
        seconds = lab.wait_owner("192.0.2.10", "lb2")

All interfaces of one name are on one switch. Nothing is seen from outside of the namespaces, and all of it is removed at
the end, whatever happens. Waiting is polling with a generous limit; a state counts once it has lasted (`steady`), so
that a passing one is not taken for the end. Several labs may be used at once, from several threads (`side_by_side`); what
happened while the machine stalled does not count (watchdog.py).
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_interface
from pathlib import Path
from typing import Self

from tests.lab.frames import Watch
from tests.lab.netns import (
    addresses,
    changes,
    entered,
    has_carrier,
    inside,
    ip,
    kept,
    places,
    processes,
    set_up,
    socket_in,
)
from tests.lab.watchdog import StalledError, ahead, dismiss, first, undisturbed

LIMIT = 45.0
"""Seconds to wait for what should happen within five; for slow machines."""
STEADY = 4.0
"""Seconds that a state has to last by default: more than the 3 intervals of 1 s after which a backup takes over."""
_POLL = 0.2
APART = 0.2
"""Seconds between the beginnings of two labs: daemons that start take more of the processor than those that run."""
_ALL = (signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT)
_interrupted = threading.Event()

Nodes = Mapping[str, Mapping[str, Sequence[str]]]
"""The addresses, with prefixes, of each interface of each node."""


class Lab:
    """Some nodes, the switches between them, and the daemons that were started on them."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.switch = ""
        self.daemons: dict[str, list[subprocess.Popen[bytes]]] = {name: [] for name in nodes}
        self._names: Mapping[str, str] = {}
        self._inside: dict[str, socket.socket] = {}
        self._routing: dict[str, socket.socket] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with self._stack:  # removes all that is there when something fails
            self._stack.callback(self._reap)
            self.folder, (self.switch, *names) = self._stack.enter_context(kept(1 + len(self.nodes)))
            self._cables = self._stack.enter_context(socket_in(self.switch, socket.AF_INET, socket.SOCK_DGRAM))
            self._names = dict(zip(self.nodes, names, strict=True))
            self._wire()
            for node, name in self._names.items():
                self._inside[node] = self._stack.enter_context(socket_in(name, socket.AF_INET, socket.SOCK_DGRAM))
                self._routing[node] = self._stack.enter_context(socket_in(name, socket.AF_NETLINK, socket.SOCK_RAW))
            self._wait_carriers(self.nodes)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _wire(self) -> None:
        """The switches, the cables from them to the nodes, and the nodes' addresses."""
        lines = []
        for interface in sorted({i for interfaces in self.nodes.values() for i in interfaces}):
            lines += [f"link add {interface} type bridge mcast_snooping 0", f"link set {interface} up"]
        for node, name in self._names.items():
            for interface in self.nodes[node]:
                port = self._port(node, interface)
                lines.append(f"link add {port} type veth peer name {interface} netns {name}")
                lines.append(f"link set {port} master {interface} up")
        ip(self.switch, *lines)
        for node, name in self._names.items():
            lines = ["link set lo up"]
            for interface, own in self.nodes[node].items():
                lines.append(f"link set {interface} up")
                nodad = {a: "nodad" if ip_interface(a).version == 6 else "" for a in own}
                lines += [f"addr add {a} dev {interface} {nodad[a]}" for a in own]
            ip(name, *lines)

    def _wait_carriers(self, interfaces: Mapping[str, Iterable[str]]) -> None:
        """Interfaces of nodes that were set up have their carriers, some milliseconds later: a ucarp that starts before
        that sleeps for ten seconds."""
        ends = [(self._inside[node], interface) for node, own in interfaces.items() for interface in own]
        self.wait(lambda: all(has_carrier(*end) for end in ends), "interfaces that are up have their carriers")

    def _port(self, node: str, interface: str) -> str:
        return f"p{list(self.nodes).index(node)}-{list(self.nodes[node]).index(interface)}"

    def _reap(self) -> None:
        """The daemons are over by now, with their namespaces."""
        for daemon in (d for daemons in self.daemons.values() for d in daemons):
            daemon.wait(LIMIT)

    # What a test does

    def start(self, node: str, what: Path | Sequence[str]) -> None:
        """Start a daemon: keepalived with a file, or the words of a command that stays in the foreground. Without
        --no-syslog (-G) keepalived writes to the machine's console where no syslog runs, and a serial one stops a
        processor for tenths of a second."""
        if isinstance(what, Path):
            pids = [f"-{letter}{self.folder}/{node}-{letter}.pid" for letter in "prc"]
            what = ["keepalived", "-n", "-l", "-G", "-D", "-f", str(what), *pids]
        with open(self._log(node), "ab") as log, entered(self._names[node]), ahead():
            daemon = subprocess.Popen(
                what,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.daemons[node].append(daemon)

    def inside(self, node: str) -> list[str]:
        """The words that run a command on a node."""
        return inside(self._names[node])

    def run(self, node: str, *words: str) -> str:
        """What a command prints on a node; it must succeed."""
        with entered(self._names[node]):
            return subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def kill(self, node: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal to the daemons of a node and wait until they are over, if it ends them. KILL, STOP and CONT go
        to every process at once, as if the power failed: none of them can say goodbye for another one."""
        pids = self.processes(node)
        if number in _ALL:
            for each in (signal.SIGSTOP, number) if number is signal.SIGKILL else (number,):
                for pid in pids:
                    _signal(pid, each)
        else:
            for daemon in self.daemons[node]:
                if daemon.poll() is None:
                    _signal(daemon.pid, number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            for daemon in self.daemons[node]:
                daemon.wait(LIMIT)
            self.daemons[node].clear()
            self.wait(lambda: not any(map(_exists, pids)), f"the processes of {node} are over")

    def link(self, node: str, *, up: bool, interface: str = "eth0") -> None:
        """Set a node's interface up or down, as `ip link set` does there."""
        set_up(self._inside[node], interface, up=up)
        if up:
            self._wait_carriers({node: (interface,)})

    def cable(self, node: str, *, up: bool, interface: str = "eth0") -> None:
        """Put the cable of a node's interface in or pull it out: it loses its carrier."""
        set_up(self._cables, self._port(node, interface), up=up)

    def reach(self, node: str, *, up: bool, interface: str = "eth0") -> None:
        """Let the switch forward what a node says and hears, or drop it with the carrier kept."""
        ip(self.switch, f"link set {self._port(node, interface)} {f'master {interface}' if up else 'nomaster'}")

    def one_way(self, node: str, *, speaks: bool = True, hears: bool = True, interface: str = "eth0") -> None:
        """Let the switch forward what a node says, and to it what the others say; or drop one of them. A port that is
        locked takes frames from the addresses that it knows alone, and it learns none (bridge(8))."""
        locked, flood = ("off" if speaks else "on"), ("on" if hears else "off")
        learning = "on" if speaks and hears else "off"
        ip(
            self.switch,
            f"link set {self._port(node, interface)} type bridge_slave locked {locked} flood {flood} "
            f"mcast_flood {flood} bcast_flood {flood} learning {learning} fdb_flush",
        )

    def acquaint(self) -> None:
        """Let each node know where the others are, for longer than a scenario lasts: a node that cannot resolve its
        unicast peer sends nothing that could be seen."""
        for node, handle in self._inside.items():
            self.run(node, "sh", "-c", "echo 3600 > /proc/sys/net/ipv4/neigh/eth0/delay_first_probe_time")
            for address in (a for other in self.nodes.values() for a in other["eth0"]):
                with suppress(OSError):  # its interface is down
                    handle.sendto(b"", (str(ip_interface(address).ip), 9))

    # What a test sees

    def watch(self) -> Watch:
        """What the nodes send from now on."""
        return Watch(self.switch, {self._port(n, i): n for n, interfaces in self.nodes.items() for i in interfaces})

    def running(self, node: str) -> bool:
        """Whether a daemon runs on a node."""
        return any(d.poll() is None for d in self.daemons[node])

    def owners(self, vip: str) -> set[str]:
        """The nodes that have an IPv4 address on any of their interfaces that are up."""
        return {node for node in self.nodes if vip in addresses(self._inside[node])}

    @contextmanager
    def changes(self) -> Iterator[Callable[[float], None]]:
        """A call that waits until an address or an interface of a node has changed, or for so many seconds; what changes
        between two calls is not missed."""
        with ExitStack() as stack:
            sockets = [stack.enter_context(changes(name)) for name in self._names.values()]

            def wait(seconds: float) -> None:
                for news in select.select(sockets, (), (), seconds)[0]:
                    with suppress(OSError):  # nothing more is there, or there was more than fits
                        while news.recv(1 << 16):
                            pass

            yield wait

    def places(self, node: str) -> list[tuple[str, str]]:
        """The IPv4 addresses of a node with their prefixes, and the interface of each."""
        return places(self._inside[node], self._routing[node])

    def log(self, node: str) -> str:
        """What the daemons of a node have printed so far."""
        path = self._log(node)
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def wait(self, condition: Callable[[], object], what: str, *, limit: float = LIMIT, steady: float = 0) -> float:
        """Wait until something is so, and stays so for `steady` seconds; the seconds until it began. Fails with the
        logs of all nodes when the limit has passed."""
        start = time.monotonic()
        since: float | None = None
        while True:
            holds, now = condition(), time.monotonic()
            since = (since or now) if holds else None
            if since is not None and now - since >= steady:
                return since - start
            if now - start > limit + steady:
                raise AssertionError(f"after {now - start:.0f} s still not: {what}\n{self.told()}")
            time.sleep(_POLL)

    def wait_owner(self, vip: str, *nodes: str, limit: float = LIMIT, steady: float = STEADY) -> float:
        """Wait until these nodes and no others have an address, steadily; the seconds until that was so."""
        what = f"{vip} on {', '.join(nodes) or 'no node'}"
        return self.wait(lambda: self.owners(vip) == set(nodes), what, limit=limit, steady=steady)

    def wait_log(self, node: str, *texts: str, limit: float = LIMIT) -> float:
        """Wait until one of some texts stands in the log of a node."""
        return self.wait(lambda: any(t in self.log(node) for t in texts), f"{texts} in the log of {node}", limit=limit)

    def told(self) -> str:
        """The addresses and the ends of the logs of all nodes, for a message."""
        ends = {n: "\n".join(self.log(n).splitlines()[-25:]) for n in self.nodes}
        return "\n".join(f"--- {n}\n{self.run(n, 'ip', '-br', 'addr')}{ends[n]}" for n in self.nodes)

    def _log(self, node: str) -> Path:
        return self.folder / f"{node}.log"

    def processes(self, node: str) -> list[int]:
        """What runs on a node."""
        return processes(self._names[node])


def _signal(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process, unless it is over already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _exists(pid: int) -> bool:
    """Whether a process is there, if only as a zombie, which keepalived takes for a daemon that runs."""
    return Path(f"/proc/{pid}").exists()


def rest(seconds: float) -> None:
    """Sleep, or fail where `side_by_side` was interrupted, so that its labs are removed soon."""
    if _interrupted.wait(seconds):
        raise InterruptedError("the scenarios were interrupted")


def side_by_side(
    scenarios: Mapping[str, Callable[[Path], None]], folder: Path, *, workers: int = 24, repeat: bool = True
) -> None:
    """Run scenarios, each with a lab of its own and a new folder below this one, several at once; fails with what each of
    them has against it. What the machine disturbed is repeated, unless a scenario sees to that itself; a StalledError says
    that some were disturbed each time."""

    stalled: list[str] = []

    def tried(number: int, scenario: Callable[[Path], None]) -> str:
        first()
        rest(number * APART)
        try:
            if repeat:
                undisturbed(lambda run: scenario(folder / f"{number}-{run}"))
            else:
                scenario(folder / str(number))
        except StalledError as error:
            stalled.append(str(error))
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    _interrupted.clear()
    with ThreadPoolExecutor(workers) as pool:
        try:
            results = dict(zip(scenarios, pool.map(tried, range(len(scenarios)), scenarios.values()), strict=True))
        except BaseException:
            _interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)  # those that run clean up, the others do not begin
            raise
        finally:
            dismiss()
    assert scenarios
    failed = "\n\n".join(f"=== {name}: {text}" for name, text in results.items() if text)
    assert not failed, failed
    if stalled:
        raise StalledError(f"{len(stalled)} of {len(scenarios)} scenarios: {stalled[0]}")
