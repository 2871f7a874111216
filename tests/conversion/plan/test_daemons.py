"""Plans carried out with the real daemons, step by step, and the seed's one back, too: at no moment two nodes have the
VIP, and it comes back within the seconds that the plan says.

Each command of a step is done as the launchers do it: the services start and stop ucarp and keepalived in the nodes'
namespaces, `sleep`, `ip` and `keepalived -t` run there as they stand, and what a comment behind `ip` says must be true then.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from carplint.model import Net
from tests.lab.lab import Lab, side_by_side
from tests.lab.launching import lab_of, play
from tests.oracles import more_labs, needs, needs_namespaces
from tests.trees import SEED

VIP = "172.16.17.87"
THIRD = "sl-0-extappdev3"

pytestmark = [more_labs, needs_namespaces, needs("ucarp", "keepalived")]

_OFTEN = 0.05
"""Seconds after which the owners are looked at in any case."""

Step = dict[str, Any]


def three_nodes(folder: Path) -> Net:
    """The seed's pair and a third node, which stands behind them."""
    shutil.copytree(SEED, folder)
    shutil.copytree(folder / "sl-0-extappdev2", folder / THIRD)
    own = folder / THIRD / "etc/sysconfig/network-scripts/ifcfg-eth0"
    own.write_text(own.read_text().replace("172.16.17.86", "172.16.17.88"))
    with (folder / THIRD / "etc/sysconfig/carp/vip-001.conf").open("a") as file:
        file.write('OPTIONS="-k 50"\n')
    return load([str(folder)])


def planned(net: Net, folder: Path) -> Any:
    """The plan, with the new files below a folder."""
    result = convert(net, "keepalived", Choices(plan="json", version=(2, 2, 7)))
    for file in result.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    return json.loads(result.files[-1].text)


@contextmanager
def watched(lab: Lab, *vips: str) -> Iterator[list[list[set[str]]]]:
    """All sets of owners that each VIP had: they are asked for as soon as an address has changed."""
    seen: list[list[set[str]]] = [[] for _ in vips]
    over = threading.Event()

    def watch(changed: Callable[[float], None]) -> None:
        while not over.is_set():
            for vip, sets in zip(vips, seen, strict=True):
                owners = lab.owners(vip)
                if owners not in sets[-1:]:
                    sets.append(owners)
            changed(_OFTEN)

    with lab.changes() as changed:
        thread = threading.Thread(target=watch, args=[changed])
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()


class Person:
    """Who carries a plan out."""

    def __init__(self, lab: Lab, net: Net, output: Path) -> None:
        self.lab, self.output = lab, output
        self.hosts = {h.name: h for h in net.hosts}
        self.running = dict.fromkeys(self.hosts, "ucarp")

    def start(self, host: str, daemon: str) -> None:
        """Start a daemon, where none runs."""
        assert self.running[host] == ""
        self.running[host] = daemon
        if daemon == "keepalived":
            self.lab.start(host, self.output / host / "etc/keepalived/keepalived.conf")
        else:
            play(self.lab, self.hosts[host])

    def stop(self, host: str, daemon: str) -> None:
        """Stop a daemon, if it runs."""
        if self.running[host] == daemon:
            self.lab.kill(host, signal.SIGTERM)
            self.running[host] = ""

    def services(self, host: str) -> dict[str, Callable[[], None]]:
        """What the commands of services do."""
        return {
            "service carp start": lambda: self.start(host, "ucarp"),
            "service carp stop": lambda: self.stop(host, "ucarp"),
            "systemctl start keepalived": lambda: self.start(host, "keepalived"),
            "systemctl stop keepalived": lambda: self.stop(host, "keepalived"),
            "systemctl stop ucarp@001": lambda: self.stop(host, "ucarp"),
            "systemctl stop ucarp@002": lambda: self.stop(host, "ucarp"),
        }

    def look(self, host: str, command: str) -> None:
        """An `ip` that shows: what its comment says must be so by then, whose moment is when the machine is busy."""
        words, _, note = command.partition("    # ")

        def lines() -> list[str]:
            return self.lab.run(host, *words.split()).splitlines()

        if note == "nothing":
            self.lab.wait(lambda: not lines(), command, limit=0.5)
        else:
            assert note == "one line, eth0"
            self.lab.wait(lambda: len(lines()) == 1 and " eth0 " in lines()[0], command, limit=0.5)

    def do(self, host: str, command: str) -> None:
        """A command of a step."""
        words = command.partition("    # ")[0]
        if words in self.services(host):
            self.services(host)[words]()
        elif words.startswith("ip -o addr show"):
            self.look(host, command)
        elif words.startswith("sleep"):
            time.sleep(float(words.split()[1]))
        elif words.startswith("ip addr del"):
            run = subprocess.run([*self.lab.inside(host), "sh", "-c", words], check=True, capture_output=True)
            assert run.stdout + run.stderr == b""
        elif words.startswith("keepalived -t"):
            here = words.replace("-f /", f"-f {self.output}/{host}/")
            assert self.lab.run(host, *here.split()) == ""

    def step(self, step: Step, key: str) -> None:
        """A step, or what undoes it."""
        for command in step[key]:
            self.do(step["host"], command)


def there_and_back(folder: Path) -> None:
    """The plan of the seed with a third node, and what undoes it."""
    net = three_nodes(folder / "seed")
    plan = planned(net, folder / "new")
    best = plan["hosts"][0]
    assert plan["hosts"][-1] == THIRD
    with lab_of(net) as lab:
        play(lab, net.hosts[0])
        lab.wait_owner(VIP, best, steady=0)
        for host in net.hosts[1:]:
            play(lab, host)
        person = Person(lab, net, folder / "new")
        with watched(lab, VIP) as (seen,):
            lab.wait_owner(VIP, best, steady=1)
            for step in plan["steps"]:
                person.step(step, "commands")
            lab.wait_owner(VIP, best, steady=4)
            assert seen == [{best}, set(), {best}], lab.told()
            for step in reversed(plan["steps"]):
                person.step(step, "undo")
            lab.wait_owner(VIP, best, steady=4)
            assert seen == [{best}, set(), {best}, set(), {best}], lab.told()


def two_masters(folder: Path) -> Net:
    """A pair of which each node is the master of one VIP, and takes it back."""
    for number in (1, 2):
        etc = folder / f"lb{number}" / "etc"
        (etc / "ucarp").mkdir(parents=True)
        (etc / "sysconfig/network-scripts").mkdir(parents=True)
        own = f"DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.{number}\nNETMASK=255.255.255.0\n"
        (etc / "sysconfig/network-scripts/ifcfg-eth0").write_text(own)
        for vip in (1, 2):
            (etc / f"ucarp/vip-00{vip}.conf").write_text(
                f"BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\nVIP_ADDRESS=192.0.2.1{vip}\nPASSWORD=rosso\n"
                f'OPTIONS="--shutdown --preempt --advskew={0 if vip == number else 100}"\n'
            )
    return load([str(folder)])


def a_master_each(folder: Path) -> None:
    """The plan of a pair with a VIP on each node."""
    net = two_masters(folder / "pair")
    plan = planned(net, folder / "new")
    assert plan["hosts"] == ["lb1", "lb2"]
    with lab_of(net) as lab:
        for host in net.hosts:
            play(lab, host)
        person = Person(lab, net, folder / "new")
        for vip, node in (("192.0.2.11", "lb1"), ("192.0.2.12", "lb2")):
            lab.wait_owner(vip, node, steady=2)
        with watched(lab, "192.0.2.11", "192.0.2.12") as (one, two):
            for step in plan["steps"]:
                person.step(step, "commands")
            lab.wait_owner("192.0.2.12", "lb2", steady=2)
            assert one == [{"lb1"}, set(), {"lb1"}], lab.told()
            moved = [s for s in two if s and s != {"lb1", "lb2"}]  # for an instant, when keepalived takes it back
            assert moved == [{"lb2"}, {"lb1"}, {"lb1"}, {"lb2"}], lab.told()
            assert {"lb1", "lb2"} not in two[:-2], lab.told()


def test_plans_with_the_real_daemons(tmp_path: Path) -> None:
    side_by_side({"the seed, there and back": there_and_back, "a pair with a master each": a_master_each}, tmp_path)
