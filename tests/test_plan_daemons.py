"""The seed's plan carried out with the real daemons, step by step and then back: at no moment two nodes have the VIP, and
it comes back within the seconds that the plan says.

Each command of a step is done as the launchers do it: the services start and stop ucarp and keepalived in the nodes'
namespaces, `ip` and `keepalived -t` run there as they stand, and what a comment behind `ip` says must come true.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from carplint.conversion import Choices, convert
from carplint.loading import load
from carplint.model import Net
from tests.failover import Lab
from tests.launching import lab_of, play
from tests.oracles import needs, needs_namespaces

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "fixtures" / "clusters" / "seed"
VIP = "172.16.17.87"
THIRD = "sl-0-extappdev3"

pytestmark = [needs_namespaces, needs("ucarp", "keepalived")]

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
def watched(lab: Lab) -> Iterator[list[set[str]]]:
    """All sets of owners that the VIP had, as fast as they can be asked for."""
    seen: list[set[str]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            owners = lab.owners(VIP)
            if owners not in seen[-1:]:
                seen.append(owners)

    thread = threading.Thread(target=watch)
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

    def services(self, host: str) -> dict[str, Callable[[], None]]:
        """What the commands of services do."""
        new = self.output / host / "etc/keepalived/keepalived.conf"
        return {
            "service carp start": lambda: play(self.lab, self.hosts[host]),
            "service carp stop": lambda: self.lab.kill(host, signal.SIGTERM),
            "systemctl start keepalived": lambda: self.lab.start(host, new),
            "systemctl stop keepalived": lambda: self.lab.kill(host, signal.SIGTERM),
        }

    def look(self, host: str, command: str, seconds: float) -> None:
        """An `ip` that shows: what its comment says must be so within some seconds."""
        words, _, note = command.partition("    # ")

        def lines() -> list[str]:
            return self.lab.run(host, *words.split()).splitlines()

        if note == "nothing":
            self.lab.wait(lambda: not lines(), command, limit=seconds)
        else:
            assert note == "one line, eth0"
            self.lab.wait(lambda: len(lines()) == 1 and " eth0 " in lines()[0], command, limit=seconds)

    def do(self, host: str, command: str, seconds: float) -> None:
        """A command of a step."""
        words = command.partition("    # ")[0]
        if words in self.services(host):
            self.services(host)[words]()
        elif words.startswith("ip -o addr show"):
            self.look(host, command, seconds)
        elif words.startswith("ip addr del"):
            subprocess.run([*self.lab.inside(host), *words.split()], check=False, capture_output=True)
        elif words.startswith("keepalived -t"):
            here = words.replace("-f /", f"-f {self.output}/{host}/")
            assert self.lab.run(host, *here.split()) == ""

    def step(self, step: Step, key: str) -> None:
        """A step, or what undoes it; the VIP has to come as fast as it says."""
        found = re.search(r"within (\d+) s", step["action"])
        for command in step[key]:
            self.do(step["host"], command, float(found[1]) if found else 5.0)


def test_the_plan_of_the_seed_there_and_back_with_the_real_daemons(tmp_path: Path) -> None:
    net = three_nodes(tmp_path / "seed")
    plan = planned(net, tmp_path / "new")
    best = plan["hosts"][0]
    assert plan["hosts"][-1] == THIRD
    with lab_of(net) as lab:
        play(lab, net.hosts[0])
        lab.wait_owner(VIP, best, steady=0)
        for host in net.hosts[1:]:
            play(lab, host)
        person = Person(lab, net, tmp_path / "new")
        with watched(lab) as seen:
            lab.wait_owner(VIP, best, steady=1)
            for step in plan["steps"]:
                person.step(step, "commands")
            lab.wait_owner(VIP, best, steady=4)
            assert seen == [{best}, set(), {best}], lab.told()
            for step in reversed(plan["steps"]):
                person.step(step, "undo")
            lab.wait_owner(VIP, best, steady=4)
            assert seen == [{best}, set(), {best}, set(), {best}], lab.told()
