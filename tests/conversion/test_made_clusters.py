"""Conversion over made-up clusters: every target from every dialect, there and back, held against the real readers."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from carplint.checking.lint import check
from carplint.conversion import TARGETS, Choices, Conversion, convert
from carplint.inputs.load import load
from carplint.model import Net
from carplint.model.election import rank, timer
from carplint.text.finding import Finding
from tests.corpus import CORPUS
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces
from tests.trees import ROOT

CARP_TARGETS = ("ucarp", "carp", "interfaces")
MEANT = {"ucarp-preempt-without-skew", "ucarp-preempt-on-loser"}
"""What carplint says of a cluster itself, before and after a conversion."""


class Node(NamedTuple):
    """One uCarp daemon of one host."""

    skew: int
    preempt: bool


class Made(NamedTuple):
    """A cluster: one VIP, its id, the interval that all nodes have, and the nodes."""

    id: int
    last: int
    base: int
    ratio: int
    nodes: tuple[Node, ...]


CLUSTERS = st.builds(
    Made,
    st.integers(1, 255),
    st.integers(2, 9),
    st.integers(1, 5),
    st.sampled_from((3, 3, 2, 5)),
    st.lists(st.builds(Node, st.integers(0, 255), st.booleans()), min_size=2, max_size=4).map(tuple),
)


def draw(length: int) -> str:
    return "rossocorvo17rossocorvo17rossocorvo17"[:length]


def own_interface(folder: Path, host: str, device: str = "eth0") -> None:
    """The node's own interface file, which a conversion leaves alone."""
    scripts = folder / host / "etc" / "sysconfig" / "network-scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    (scripts / f"ifcfg-{device}").write_text(
        f"DEVICE={device}\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=192.0.2.{host[2:]}\nNETMASK=255.255.255.0\n"
    )


def ucarp_files(made: Made, folder: Path) -> None:
    """The cluster as Fedora's service has it, with the node's own interface beside."""
    for number, node in enumerate(made.nodes, 11):
        etc = folder / f"lb{number}" / "etc"
        (etc / "ucarp").mkdir(parents=True)
        own_interface(folder, f"lb{number}")
        preempt = " --preempt" if node.preempt else ""
        (etc / "ucarp" / f"vip-{made.id}.conf").write_text(
            f"# the web servers' address\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\n"
            f"VIP_ADDRESS=192.0.2.{made.last}\nPASSFILE=/etc/ucarp/vip.pwd\n"
            f'OPTIONS="--advskew={node.skew} --advbase={made.base} --deadratio={made.ratio}{preempt} --shutdown"\n'
        )
        (etc / "ucarp" / "vip.pwd").write_text("rossocorvo17\n")
        (etc / "ucarp" / "vip.pwd").chmod(0o600)


@contextmanager
def written(result: Conversion) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        for file in result.files:
            path = Path(name) / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.text.encode(file.encoding))
            path.chmod(file.mode)
        yield Path(name)


@contextmanager
def loaded(made: Made) -> Iterator[Net]:
    with tempfile.TemporaryDirectory() as name:
        ucarp_files(made, Path(name))
        yield load([name])


def facts(net: Net) -> list[tuple[object, ...]]:
    """What must be the same in every format of one protocol."""
    return sorted(
        (
            r.host,
            r.id and r.id.value,
            r.vips,
            r.advskew and r.advskew.value,
            r.priority and r.priority.value,
            r.interval and r.interval.value,
            r.dead_ratio and r.dead_ratio.value,
            r.preempt and r.preempt.value,
            r.shutdown and r.shutdown.value,
            r.source_address and r.source_address.value,
            r.authentication and r.authentication.secret and r.authentication.secret.value,
        )
        for r in net.virtual_routers
    )


def behaviour(net: Net) -> list[tuple[object, ...]]:
    """What must be the same in both protocols: who wins, in which order the others follow, who preempts: an equal place
    preempts nobody."""
    routers = sorted(net.virtual_routers, key=lambda r: rank(r) or (0.0, 0))
    worst = max((rank(r) or (0.0, 0))[0] for r in routers)
    return [
        (r.host, r.id and r.id.value, r.vips, r.preempt and r.preempt.value and (rank(r) or (0.0, 0))[0] < worst)
        for r in routers
    ]


def step(net: Net, to: str) -> tuple[Conversion, Net]:
    result = convert(net, to, Choices(auth="new", draw=draw))
    with written(result) as folder:
        for host in (h.name for h in net.hosts if to != "interfaces"):
            own_interface(folder, host)
        found = load([str(folder)])
        report = check(found)
        left = [f"{f.name}: {f.message}" for f in report.findings if f.severity != "info" and f.name not in MEANT]
        assert left == []
        return result, found


@settings(max_examples=12, deadline=None)
@given(CLUSTERS, st.permutations(CARP_TARGETS))
def test_between_the_dialects_of_carp_nothing_changes(made: Made, order: list[str]) -> None:
    with loaded(made) as net:
        if order[0] == "ucarp":
            order = order[1:]
        before = facts(step(net, order[0])[1])
        for target in [*order[1:], order[0]]:
            if {r.format for r in net.virtual_routers} != {target}:
                net = step(net, target)[1]
                assert facts(net) == before


@settings(max_examples=12, deadline=None)
@given(CLUSTERS, st.sampled_from(CARP_TARGETS))
@example(Made(7, 5, 1, 3, (Node(50, True), Node(50, True))), "ucarp")
@example(Made(7, 5, 1, 3, (Node(0, True), Node(50, True), Node(50, True))), "interfaces")
def test_to_keepalived_and_back(made: Made, target: str) -> None:
    with loaded(made) as net:
        _, there = step(net, "keepalived")
        assert behaviour(there) == behaviour(net)
        _, back = step(there, target)
        assert behaviour(back) == behaviour(net)
        _, again = step(back, "keepalived")
        assert facts(again) == facts(there)
        waits = {r.host: timer(r) for r in there.virtual_routers}
        assert waits == {r.host: timer(r) for r in again.virtual_routers}
        if len({n.skew for n in made.nodes}) == len(made.nodes):
            for router in net.virtual_routers:
                assert abs((timer(router) or 0) - (waits[router.host] or 0)) <= len(made.nodes) * 2 / 256


def said(finding: Finding) -> tuple[object, ...]:
    """A finding without the identity of its sources."""
    places = [(s.source.path, s.start, s.end) for s in (finding.span, *(r.span for r in finding.related))]
    return finding.code, finding.message, places


@pytest.mark.parametrize(
    ("skews", "preempt", "said"),
    [((0, 20, 40), False, True), ((0, 20, 40), True, False), ((0, 100, 200), False, False), ((0, 20), False, False)],
)
def test_backups_among_which_chance_decides_with_ucarp_are_named(
    skews: tuple[int, ...], preempt: bool, said: bool
) -> None:
    with loaded(Made(7, 5, 1, 3, tuple(Node(s, preempt) for s in skews))) as net:
        report = convert(net, "keepalived").report
    assert any("either of them may take over" in f.message for f in report.findings) is said


@given(CLUSTERS, st.sampled_from(sorted(TARGETS)))
@settings(max_examples=8, deadline=None)
def test_a_second_conversion_is_the_same(made: Made, target: str) -> None:
    if target == "ucarp":
        return
    with loaded(made) as net:
        first, second = (convert(net, target, Choices(auth="new", draw=draw)) for _ in range(2))
    assert first.files == second.files
    assert [said(f) for f in first.report.findings] == [said(f) for f in second.report.findings]


EXAMPLE = Made(7, 5, 1, 2, (Node(0, False), Node(0, False), Node(100, True)))


@needs("keepalived")
@needs_namespaces
def test_keepalived_takes_a_made_up_cluster() -> None:
    for auth in ("", "new", "keep"):
        with (
            loaded(EXAMPLE) as net,
            written(convert(net, "keepalived", Choices(auth=auth, draw=draw))) as folder,
            namespace(["eth0"]) as inside,
        ):
            for file in sorted(folder.rglob("keepalived.conf")):
                run = subprocess.run([*inside, "keepalived", "-t", "-f", str(file)], capture_output=True, text=True)
                assert (run.returncode, run.stdout + run.stderr) == (0, ""), file.read_text()


@needs("sh")
@pytest.mark.parametrize(("source", "target"), list(permutations(TARGETS, 2)))
def test_shell_files_are_shell(source: str, target: str) -> None:
    with loaded(EXAMPLE) as net:
        if source != "ucarp":
            net = step(net, source)[1]
        result, _ = step(net, target)
    with written(result) as folder:
        for file in folder.rglob("*"):
            if (file.suffix in (".conf", ".sh") and file.name != "keepalived.conf") or file.name.startswith("ifcfg-"):
                run = subprocess.run(["sh", "-n", str(file)], capture_output=True, text=True)
                assert (run.returncode, run.stderr) == (0, "")
        for file in folder.rglob("*"):
            if file.is_file() and "rossocorvo" in file.read_text():
                assert file.stat().st_mode & 0o077 == 0


@needs("ifquery")
def test_ifquery_takes_the_interfaces() -> None:
    with loaded(EXAMPLE) as net:
        result, _ = step(net, "interfaces")
    with written(result) as folder:
        for file in folder.rglob("interfaces"):
            for words in (["--list"], ["eth0"], ["eth0:ucarp"]):
                run = subprocess.run(["ifquery", "-i", str(file), *words], capture_output=True, text=True)
                assert (run.returncode, run.stderr) == (0, "")


def real() -> list[Path]:
    """The clusters of the corpus and of the fixtures."""
    folders = [*(ROOT / "fixtures" / "clusters").iterdir(), *(CORPUS / "clusters").glob("*")]
    return sorted(f for f in folders if f.is_dir())
