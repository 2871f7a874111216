"""Which virtual routers belong together, and which only look so."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.inputs.load import load

INSTANCE = """\
vrrp_instance {name} {{
    interface {interface}
    virtual_router_id {id}
    priority {priority}
    {more}
    virtual_ipaddress {{
        {vips}
    }}
}}
"""


def instance(vips: str, **other: object) -> str:
    """A vrrp_instance; its VIPs are separated by blanks."""
    facts = {"name": "VI", "interface": "eth0", "id": 51, "priority": 100, "more": ""} | other
    return INSTANCE.format(vips="\n        ".join(vips.split()), **facts)


def unicast(source: str, *peers: str) -> str:
    """The statements of unicast."""
    return "\n    ".join([f"unicast_src_ip {source}", "unicast_peer {", *peers, "}"])


def grouped(top: Path, **hosts: str) -> list[set[str]]:
    """The clusters of several hosts with one keepalived.conf each: "host.id" of each virtual router."""
    for name, text in hosts.items():
        folder = top / name
        folder.mkdir()
        (folder / "keepalived.conf").write_text(text, encoding="utf-8")
    net = load([], hosts=[(name, str(top / name)) for name in hosts])
    return [{f"{r.host}.{r.id.value if r.id else None}" for r in c.routers} for c in net.clusters]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (instance("10.0.0.9"), instance("10.0.0.9", id=52), True),
        (instance("10.0.0.9/24"), instance("10.0.0.8/24"), True),
        (instance("10.0.0.9/24"), instance("10.0.1.9/24"), False),
        (instance("10.0.0.9"), instance("10.0.1.9"), False),
        (instance("10.0.0.9"), instance("10.0.0.8"), True),
        (instance("10.0.0.9/32"), instance("10.0.0.8"), True),
        (instance("10.0.0.9/24"), instance("10.0.1.8"), False),
        (instance("10.0.0.9"), instance("10.0.0.8", id=52), False),
        (instance("fd00::9"), instance("fd00::8"), True),
        (instance("fe80::9"), instance("fe80::8"), False),
        (
            instance("10.0.0.9", more=unicast("10.0.0.1", "10.0.0.2")),
            instance("10.0.0.8", more=unicast("10.0.0.3", "10.0.0.4")),
            False,
        ),
        (instance("10.0.0.9/24"), instance("10.0.0.8/24", id=52), False),
        (instance("10.0.0.9"), instance("fd00::9"), False),
    ],
    ids=[
        "VIP",
        "id and subnet",
        "id in two subnets",
        "id, subnet unknown",
        "id and neighbours",
        "host prefix",
        "one subnet known",
        "neighbours",
        "IPv6 neighbours",
        "link-local",
        "unicast to others",
        "subnet",
        "families",
    ],
)
def test_pair(tmp_path: Path, first: str, second: str, together: bool) -> None:
    """A VIP joins; an id does on one segment only."""
    assert (len(grouped(tmp_path, a=first, b=second)) == 1) is together


def test_neighbours_are_guessed_of_two_only(tmp_path: Path) -> None:
    """Of three nodes with one id nobody knows which two belong together, and a node with a partner needs no other."""
    three = [f"10.0.0.{n}" for n in (7, 8, 9)]
    (tmp_path / "lone").mkdir()
    (tmp_path / "pair").mkdir()
    assert len(grouped(tmp_path / "lone", a=instance(three[0]), b=instance(three[1]), c=instance(three[2]))) == 3
    assert len(grouped(tmp_path / "pair", a=instance(three[0]), b=instance(three[0]), c=instance(three[1]))) == 2


def test_names_say_nothing(tmp_path: Path) -> None:
    """Each node is preferred for one VIP, and each calls its own instance the same."""
    mine = instance("10.0.0.1", name="MINE", id=1)
    yours = instance("10.0.0.2", name="MINE", id=2)
    other = instance("10.0.0.2", name="OTHER", id=2), instance("10.0.0.1", name="OTHER", id=1)
    assert grouped(tmp_path, a=mine + other[0], b=yours + other[1]) == [{"a.1", "b.1"}, {"a.2", "b.2"}]


def test_unicast_peers_without_a_common_vip(tmp_path: Path) -> None:
    """Nodes that send to each other are partners, whatever their VIPs; one direction is enough."""
    a = instance("10.0.0.9", more=unicast("10.0.0.1", "10.0.0.2"))
    b = instance("10.0.0.8", more=unicast("10.0.0.2", "10.0.0.7"))
    c = instance("10.0.0.7", id=52, more=unicast("10.0.0.3", "10.0.0.1"))
    assert grouped(tmp_path, a=a, b=b, c=c) == [{"a.51", "b.51"}, {"c.52"}]


def test_two_clusters_with_one_id_on_a_segment(tmp_path: Path) -> None:
    """They are one mistake, but not one cluster; a fifth node with the id belongs to the first of them."""
    one, two = instance("10.0.0.9/24"), instance("10.0.0.8/24")
    assert grouped(tmp_path, a=one, b=one, c=two, d=two) == [{"a.51", "b.51"}, {"c.51", "d.51"}]
    lonely = instance("10.0.0.7/24")
    (tmp_path / "five").mkdir()
    found = grouped(tmp_path / "five", a=one, b=one, c=two, d=two, e=lonely)
    assert found == [{"a.51", "b.51", "e.51"}, {"c.51", "d.51"}]


def test_two_unicast_nodes_that_send_to_others(tmp_path: Path) -> None:
    """The halves of two pairs are no pair, though they have id and segment in common."""
    a = instance("10.0.0.9/24", more=unicast("10.0.0.1", "10.0.0.11"))
    b = instance("10.0.0.8/24", more=unicast("10.0.0.2", "10.0.0.12"))
    assert grouped(tmp_path, a=a, b=b) == [{"a.51"}, {"b.51"}]


def test_link_local_vips_are_on_every_segment(tmp_path: Path) -> None:
    """The same link-local VIP on each VLAN joins nothing; where there is no other VIP the id decides."""
    vlans = "".join(instance(f"fe80::1/64 fd00:{n}::1/64", name=f"V{n}", interface=f"eth0.{n}", id=n) for n in (10, 20))
    assert grouped(tmp_path, a=vlans, b=vlans) == [{"a.10", "b.10"}, {"a.20", "b.20"}]
    bare = "".join(instance("fe80::1/64", name=f"V{n}", interface=f"eth0.{n}", id=n) for n in (10, 20))
    (tmp_path / "bare").mkdir()
    assert grouped(tmp_path / "bare", a=bare, b=bare) == [{"a.10", "b.10"}, {"a.20", "b.20"}]


def test_order_is_that_of_the_hosts(tmp_path: Path) -> None:
    """A third node that joins two others later does not reorder them."""
    a, b, c = instance("10.0.0.1"), instance("10.0.0.2"), instance("10.0.0.1 10.0.0.2")
    assert grouped(tmp_path, a=a, b=b, c=c) == [{"a.51", "b.51", "c.51"}]
