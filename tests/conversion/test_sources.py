"""Conversion of made-up clusters from every dialect to every target: there and back, twice, and past the real programs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.checking.lint import check
from carplint.conversion import TARGETS, Choices, Conversion, RefusedError, convert
from carplint.conversion.routers import addressed
from carplint.inputs.load import load
from carplint.model import Net
from carplint.model.election import rank
from tests.conversion import test_made_clusters
from tests.conversion.made_clusters import DIALECTS, SECRET, Group, Made, Node, clusters, loaded, own_interface
from tests.conversion.test_made_clusters import MEANT, real, written
from tests.corpus import needs_corpus
from tests.lab.netns import namespace
from tests.oracles import early, every, needs, needs_namespaces, slow

CARP = ("ucarp", "carp", "interfaces")
NEW = "zafferano42zafferano42zafferano42"


def draw(length: int) -> str:
    return NEW[:length]


def steps(net: Net, *targets: str, together: bool = False) -> Iterator[tuple[Conversion, Net]]:
    """Conversions one after the other. Each result has nothing that carplint has anything against and that was not there
    before, and no secret is in what is shown."""
    meant = MEANT
    for to in targets:
        known = {f.name for f in check(net).findings} | meant
        if "ucarp-advbase-mismatch" in known:  # VRRP has one interval: the dead ratios make up for it
            meant = meant | {"ucarp-deadratio-mismatch"}
            known |= meant
        result = convert(net, to, Choices(auth="new", draw=draw, together=together))
        for file in result.shown:
            assert NEW[:8] not in file.text
            assert SECRET[:8] not in file.text
        for finding in result.report.findings:
            assert NEW[:8] not in finding.message
            assert SECRET[:8] not in finding.message
        with written(result) as folder:
            for host in net.hosts if to != "interfaces" else ():
                for interface in host.interfaces:
                    if interface.parent is None and interface.name.startswith("eth"):
                        own_interface(folder, host.name, interface.name)
            net = load([str(folder)])
            left = [
                f"{f.name}: {f.message}" for f in check(net).findings if f.severity != "info" and f.name not in known
            ]
            assert left == [], to
            yield result, net


def stated(result: Conversion) -> bool:
    """Whether a conversion says that something is lost."""
    return any(f.name == "migrate-inexpressible" for f in result.report.findings)


def facts(net: Net) -> list[tuple[object, ...]]:
    """What each node brings to each election, and how it speaks."""
    return sorted(
        (
            r.host,
            r.id and r.id.value,
            sorted(str(v.address.value.ip) for v in (*r.addresses, *r.excluded) if v.address.value is not None),
            r.advskew and r.advskew.value,
            r.priority and r.priority.value,
            r.interval and r.interval.value,
            r.dead_ratio and r.dead_ratio.value,
            r.preempt and r.preempt.value,
            r.track_link and r.track_link.value,
            r.broadcast and r.broadcast.value,
            sorted(str(p.value) for p in r.unicast_peers),
            str(r.multicast_group and r.multicast_group.value),
        )
        for r in net.virtual_routers
    )


def order(net: Net) -> dict[str, list[str]]:
    """Who wins each VIP, and in which order the others follow."""
    result: dict[str, list[str]] = {}
    hosts = {h.name: h for h in net.hosts}
    for router in sorted(net.virtual_routers, key=lambda r: rank(addressed(hosts[r.host], r)) or (0.0, 0)):
        for vip in (*router.addresses, *router.excluded):
            if vip.address.value is not None:
                result.setdefault(str(vip.address.value.ip), []).append(router.host)
    return result


def text(result: Conversion) -> list[tuple[str, str]]:
    """The files without what depends on where a thing is from: comments, the prefix of a VIP, which some launchers have no
    place for, its label, which is the name of the alias, and the plan."""
    left_out = r"(?m)[ \t]*#(?!!).*\n|/(?:24|32)(?= dev)| label \S+$"
    return [(f.path, re.sub(left_out, "", f.text)) for f in result.files if not f.path.startswith("PLAN")]


@settings(max_examples=20, deadline=None)
@given(clusters(), st.sampled_from([d for d in DIALECTS if d != "keepalived"]), st.sampled_from(CARP))
def test_between_the_dialects_of_carp(made: Made, source: str, target: str) -> None:
    """All is the same, or what is lost is said."""
    if source == target:
        return
    if source == "interfaces":
        made = made._replace(ignore_link=False, multicast="")
    with loaded(made, source) as net:
        ((result, there),) = steps(net, target)
        assert (facts(there) == facts(net)) is not stated(result)
        assert stated(result) is (target == "interfaces" and (made.ignore_link or bool(made.multicast)))


@early
@settings(max_examples=20, deadline=None)
@given(clusters(vips=3), st.sampled_from(list(DIALECTS)), st.sampled_from(CARP), st.booleans())
def test_there_and_back_and_there_again(made: Made, source: str, target: str, together: bool) -> None:
    """The order of the nodes is that of the source in every result, and what is lost is lost the first time."""
    first, second = (target, "keepalived") if source == "keepalived" else ("keepalived", target)
    if target == "interfaces" or source == "interfaces":
        made = made._replace(ignore_link=False, multicast="")
    with loaded(made, source) as net:
        (one, a), (two, b), (three, c), (four, d) = steps(net, first, second, first, second, together=together)
        assert order(a) == order(b) == order(c) == order(net)
        assert facts(c) == facts(a)
        assert facts(d) == facts(b)
        assert text(three) == text(one)
        assert text(four) == text(two)


@settings(max_examples=10, deadline=None)
@given(clusters(vips=3), st.sampled_from(("ucarp", "interfaces")))
def test_vips_that_stay_together_come_back_as_they_were(made: Made, target: str) -> None:
    made = made._replace(ignore_link=False, multicast="") if target == "interfaces" else made
    with loaded(made, "keepalived") as net:
        (_, _), (_, back) = steps(net, target, "keepalived", together=True)
        assert [f[:3] for f in facts(back)] == [f[:3] for f in facts(net)]
        assert order(back) == order(net)


EXAMPLES = (
    Made((Group(7, (100, 101, 102)),), (Node(0, 1, False), Node(0, 1, False), Node(100, 1, True)), 2),
    Made((Group(7, (100,)), Group(200, (110, 111))), (Node(0, 1, True), Node(20, 3, True)), 3, broadcast=True),
    Made((Group(9, (100,)), Group(10, (110,))), (Node(5, 2, True), Node(250, 2, False)), 5, False, True, "224.0.0.66"),
)


@needs("keepalived", "sh", "ifquery")
@needs_namespaces
@pytest.mark.parametrize("example", range(len(EXAMPLES)))
@pytest.mark.parametrize("source", DIALECTS)
def test_the_real_programs_take_every_result(source: str, example: int) -> None:
    """`keepalived -t`, `sh -n` and `ifquery` have nothing to say."""
    made = EXAMPLES[example]
    if source == "interfaces":
        made = made._replace(ignore_link=False, multicast="")
    with loaded(made, source) as net, namespace(["eth0", "eth1"]) as inside:
        for number, target in enumerate((t for t in TARGETS if t != source), example):
            for together in (False, True)[number % every(2) :: every(2)]:
                result = convert(net, target, Choices(auth="new", draw=draw, together=together))
                with written(result) as folder:
                    for words in commands(folder):
                        run = subprocess.run([*inside, *words], capture_output=True, text=True)
                        assert (run.returncode, run.stdout * (words[0] != "ifquery") + run.stderr) == (0, ""), words


def commands(folder: Path) -> Iterator[list[str]]:
    """What tries the files below a folder."""
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        if file.name == "keepalived.conf":
            yield ["keepalived", "-t", "-f", str(file)]
        elif file.name == "interfaces":
            yield ["ifquery", "-i", str(file), "--list"]
            for name in {line.split()[1] for line in file.read_text().splitlines() if line.startswith("iface")}:
                yield ["ifquery", "-i", str(file), name]
        elif file.suffix in (".sh", ".conf") or file.name.endswith(("-up", "-down")) or file.name.startswith("ifcfg-"):
            yield ["sh", "-n", str(file)]


def there_and_back(net: Net, folder: Path) -> Iterator[tuple[Conversion, Net]]:
    """A cluster of real files converted to the other protocol, back, and there again; nothing of one that is refused, as
    its nodes disagree about what it is."""
    formats = {r.format for r in net.virtual_routers}
    one, two = ("ucarp", "keepalived") if formats == {"keepalived"} else ("keepalived", "ucarp")
    for step, target in enumerate((one, two, one) if formats else ()):
        try:
            result = convert(net, target, Choices(auth="new", draw=draw))
        except RefusedError:
            assert step == 0 or (step == 1 and not net.virtual_routers)
            return
        assert not any(NEW[:8] in f.text for f in result.shown)
        for file in result.files:
            place = folder / str(step) / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.text.encode(file.encoding, "surrogateescape"))
        net = load([str(folder / str(step))])
        yield result, net


@early
@slow
@needs_corpus
def test_real_clusters_come_back_the_same(tmp_path: Path) -> None:
    """What a conversion gives is what comes back after two more: all that is lost is lost the first time, and said. The
    files are the same, too, but for a node's own address, which the interface's file says, and for what the way back
    says that it loses: unicast where the address of a peer is not known."""
    compared, files = 0, 0
    different = []
    for number, path in enumerate(real()):
        found = list(there_and_back(load([str(path)]), tmp_path / str(number)))
        if len(found) < 3:
            continue
        (first, there), (way_back, _), (last, again) = found
        if there.virtual_routers:
            compared += 1
            if [f[:9] for f in test_made_clusters.facts(there)] != [f[:9] for f in test_made_clusters.facts(again)]:
                different.append(f"{path.name}: facts")
        if not any(f.name == "migrate-nomcast" for f in way_back.report.findings):
            files += 1
            old, new = ([(p, re.sub("SOURCE_ADDRESS=.*", "", said)) for p, said in text(r)] for r in (first, last))
            if old != new:
                different.append(f"{path.name}: files")
    assert different == []
    assert compared > 80, compared
    assert files > 60, files
