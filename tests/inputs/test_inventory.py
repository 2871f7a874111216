"""Hosts that are stated: by `path`, `segment` and `clusters` of `.carplint.yaml`, and by an Ansible inventory."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.cli.main import main
from carplint.inputs.config import ConfigurationError, Settings, read, with_inventory
from carplint.inputs.hosts import Places
from carplint.inputs.inventory import Stated
from carplint.inputs.inventory import read as read_inventory
from carplint.inputs.load import load
from carplint.model import Net

INSTANCE = """vrrp_instance VI_1 {{
    state BACKUP
    interface eth0
    virtual_router_id {id}
    priority {priority}
    virtual_ipaddress {{
        {vip}
    }}
}}
"""


def node(top: Path, place: str, vip: str = "10.0.0.9", id: int = 51, priority: int = 100) -> None:
    path = top / place / "keepalived.conf"
    path.parent.mkdir(parents=True)
    path.write_text(INSTANCE.format(vip=vip, id=id, priority=priority))


def clusters(net: Net) -> list[set[str]]:
    return [{r.host for r in c.routers} for c in net.clusters]


def configured(top: Path, text: str) -> Settings:
    (top / "carplint.yaml").write_text(text)
    return read(str(top / "carplint.yaml"))


def inventory(top: Path, text: str) -> Settings:
    (top / "hosts.yml").write_text(text)
    return with_inventory(Settings(), str(top / "hosts.yml"))


# Names


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", [".", "nodes", "nodes/one/files/keepalived.conf"])
def test_a_path_gives_the_files_below_it_to_its_host(here: Path, path: str) -> None:
    node(here, "nodes/one/files")
    settings = configured(here, "hosts:\n  lb1: {path: nodes/one}\n")
    assert [h.name for h in load([path], settings=settings).hosts] == ["lb1"]


def test_the_nearest_path_counts(here: Path) -> None:
    node(here, "nodes")
    node(here, "nodes/two/etc/keepalived")
    settings = configured(here, "hosts:\n  outer: {path: nodes}\n  inner: {path: nodes/two}\n")
    assert [h.name for h in load(["."], settings=settings).hosts] == ["inner", "outer"]


def test_a_path_may_be_a_file(here: Path) -> None:
    for name in ("a", "b"):
        (here / f"{name}.conf").write_text(INSTANCE.format(vip="10.0.0.9", id=51, priority=100))
    settings = configured(here, "hosts:\n  lb1: {path: a.conf}\n  lb2: {path: b.conf}\n")
    assert clusters(load(["a.conf", "b.conf"], settings=settings)) == [{"lb1", "lb2"}]


def test_a_name_that_is_given_wins(here: Path) -> None:
    node(here, "one")
    settings = configured(here, "hosts:\n  lb1: {path: one}\n")
    assert [h.name for h in load([], hosts=[("other", "one")], settings=settings).hosts] == ["other"]


def test_folders_are_named_as_hosts_or_addresses(here: Path) -> None:
    node(here, "files/lb1/keepalived")
    node(here, "files/192.0.2.2/x/y")
    node(here, "files/else")
    settings = inventory(here, "all:\n  hosts:\n    lb1:\n    lb2: {ansible_host: 192.0.2.2}\n")
    assert [h.name for h in load(["files"], settings=settings).hosts] == ["else", "lb1", "lb2"]


def test_a_name_that_two_places_have_is_no_name(here: Path) -> None:
    """Two trees that have a host of the same name do not have one host."""
    for tree in ("new", "west"):
        node(here, f"{tree}/lb1/etc/keepalived")
    settings = inventory(here, "all:\n  hosts:\n    lb1:\n")
    assert [h.name for h in load(["."], settings=settings).hosts] == ["new/lb1", "west/lb1"]


def test_folders_above_the_given_path_do_not_count(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node(here, "lb1/sub/files")
    monkeypatch.chdir(here / "lb1" / "sub")
    assert Places({}, {"lb1": "lb1"}).of("files/keepalived.conf") is None
    assert Places({}, {"files": "lb1"}).of("files/keepalived.conf") == str(here / "lb1" / "sub" / "files")


@pytest.mark.parametrize("stated", ["configuration", "inventory"])
def test_without_a_path_the_stated_ones_are_checked(
    here: Path, capsys: pytest.CaptureFixture[str], stated: str
) -> None:
    for number, vip in ((1, "10.0.0.9"), (2, "10.0.0.9 10.0.0.8")):
        node(here, f"nodes/{number}", vip="\n".join(vip.split()), priority=100 + number)
    node(here, "elsewhere")
    if stated == "configuration":
        (here / ".carplint.yaml").write_text("hosts:\n  lb1: {path: nodes/1}\n  lb2: {path: nodes/2}\n")
        words = []
    else:
        lines = "".join(f"    lb{n}: {{carplint_path: 'nodes/{n}'}}\n" for n in (1, 2))
        (here / "hosts.yml").write_text(f"all:\n  hosts:\n{lines}")
        words = ["--inventory", "hosts.yml"]
    assert main(["check", *words, "--select", "vip-set-mismatch"]) == 1
    out = capsys.readouterr().out
    assert "VI_1 on lb2 has 10.0.0.8 more" in out
    assert "2 hosts" in out


# Segments and clusters


def test_the_same_vip_on_other_segments_is_another_one(tmp_path: Path) -> None:
    """Two sites with the same private addresses; and a node of which nobody said where it is."""
    for name in ("a1", "a2", "b1", "b2", "x"):
        node(tmp_path, name)
    segments = "".join(f"  {n}: {{segment: site-{n[0]}}}\n" for n in ("a1", "a2", "b1", "b2"))
    assert clusters(load([str(tmp_path)])) == [{"a1", "a2", "b1", "b2", "x"}]
    settings = configured(tmp_path, f"hosts:\n{segments}")
    assert clusters(load([str(tmp_path)], settings=settings)) == [{"a1", "a2", "x"}, {"b1", "b2"}]


def test_clusters_are_stated_by_their_hosts(tmp_path: Path) -> None:
    for name in ("a1", "a2", "b1", "b2"):
        node(tmp_path, name)
    settings = configured(tmp_path, "clusters: [[a1, b1], [a2, b2]]\n")
    assert clusters(load([str(tmp_path)], settings=settings)) == [{"a1", "b1"}, {"a2", "b2"}]


@pytest.mark.parametrize("text", ["clusters: [[a, b]]\n", "hosts: {a: {segment: s}, b: {segment: s}}\n"])
def test_an_id_is_one_virtual_router_where_it_is_stated(tmp_path: Path, text: str) -> None:
    """No subnet is known and no VIP is shared: only what is stated tells that the two belong together."""
    node(tmp_path, "a", vip="10.0.0.9")
    node(tmp_path, "b", vip="10.0.1.8")
    assert clusters(load([str(tmp_path)])) == [{"a"}, {"b"}]
    net = load([str(tmp_path)], settings=configured(tmp_path, text))
    assert clusters(net) == [{"a", "b"}]
    assert "vip-set-mismatch" in {f.name for f in check(net).findings}


def test_an_id_on_two_interfaces_says_nothing(tmp_path: Path) -> None:
    """Each node has 51 on two interfaces: they are on two segments, whatever is stated for the node."""
    for name in ("a", "b"):
        path = tmp_path / name / "keepalived.conf"
        path.parent.mkdir()
        inside = INSTANCE.format(vip="10.1.0.9", id=51, priority=100).replace("eth0", "eth1").replace("VI_1", "IN")
        path.write_text(inside + INSTANCE.format(vip=f"10.0.0.{ord(name) % 9}", id=51, priority=100))
    settings = configured(tmp_path, "clusters: [[a, b]]\n")
    net = load([str(tmp_path)], settings=settings)
    assert [{f"{r.host}.{r.name.value}" for r in c.routers} for c in net.clusters] == [
        {"a.IN", "b.IN"},
        {"a.VI_1"},
        {"b.VI_1"},
    ]


def test_rules_that_look_beyond_clusters_know_the_segments(tmp_path: Path) -> None:
    """A VIP of one site is the address of a host at the other one; VRIDs are used again there."""
    node(tmp_path, "a1", vip="10.0.0.9/24")
    node(tmp_path, "a2", vip="10.0.0.9/24")
    node(tmp_path, "b1/etc/keepalived", vip="10.0.0.7/24")
    node(tmp_path, "b2/etc/keepalived", vip="10.0.0.7/24")
    scripts = tmp_path / "b1" / "etc" / "sysconfig" / "network-scripts"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-eth1").write_text("DEVICE=eth1\nONBOOT=yes\nIPADDR=10.0.0.9\nPREFIX=24\n")
    wanted = {"ifcfg-vip-static-elsewhere", "vrid-reused-other-cluster"}
    assert wanted <= {f.name for f in check(load([str(tmp_path)])).findings}
    apart = "hosts: {a1: {segment: a}, a2: {segment: a}, b1: {segment: b}, b2: {segment: b}}\n"
    net = load([str(tmp_path)], settings=configured(tmp_path, apart))
    assert not wanted & {f.name for f in check(net).findings}
    net = load([str(tmp_path)], settings=configured(tmp_path, "clusters: [[a1, a2], [b1, b2]]\n"))
    assert wanted <= {f.name for f in check(net).findings}, "two clusters may be on one segment"


def test_a_partner_that_is_not_there_is_said(tmp_path: Path) -> None:
    node(tmp_path, "lb1")
    settings = configured(tmp_path, "clusters: [[lb1, lb2], [lb3, lb4]]\n")
    text = "; ".join(load([str(tmp_path)], settings=settings).not_checked)
    assert "lb2 (stated to be with the others, but not among the inputs)" in text
    assert "lb3" not in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clusters: lb1\n", "clusters must be a list of lists"),
        ("clusters: [[lb1, lb2], [lb2, lb3]]\n", "lb2 is in two clusters"),
        ("clusters: [[lb1, [lb2]]]\n", "clusters[1] must be a list of words"),
        ("hosts: {lb1: {segments: x}}\n", "did you mean segment?"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        configured(tmp_path, text)
    assert message in str(error.value)


# The inventory

INVENTORY = """
all:
  vars: {ansible_user: root, secret: !vault "$ANSIBLE_VAULT;1.1;AES256 61"}
  hosts:
    lone:
    lb3: {carplint_segment: own}
  children:
    dmz:
      vars: {carplint_segment: dmz}
      hosts:
        lb[1:2].example.org:
          carplint_path: "nodes/{{ inventory_hostname }}"
        lb3:
      children:
        inner:
          vars: {carplint_segment: inner}
          hosts:
            db[08:10:2]: {ansible_host: 192.0.2.9}
            web[a:b]: {ansible_host: "{{ address }}"}
"""


def test_an_inventory(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text(INVENTORY)
    path = f"{tmp_path}/nodes"
    assert read_inventory(str(tmp_path / "hosts.yml")) == {
        "lone": Stated(),
        "lb3": Stated(segment="own"),
        "lb1.example.org": Stated(path=f"{path}/lb1.example.org", segment="dmz"),
        "lb2.example.org": Stated(path=f"{path}/lb2.example.org", segment="dmz"),
        "db08": Stated("192.0.2.9", segment="inner"),
        "db10": Stated("192.0.2.9", segment="inner"),
        "weba": Stated(segment="inner"),
        "webb": Stated(segment="inner"),
    }


def test_an_address_of_two_hosts_names_neither(tmp_path: Path) -> None:
    settings = inventory(tmp_path, INVENTORY)
    assert "192.0.2.9" not in settings.places.folders
    assert settings.places.folders["db08"] == "db08"


def test_the_configuration_goes_before_the_inventory(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text(INVENTORY)
    own = configured(tmp_path, "hosts:\n  lb1.example.org: {path: mine, segment: mine, target: keepalived=2.2.7}\n")
    settings = with_inventory(own, str(tmp_path / "hosts.yml"))
    assert settings.of("lb1.example.org").segment == "mine"
    assert settings.of("lb1.example.org").target == (2, 2, 7)
    assert settings.of("lb2.example.org").segment == "dmz"
    assert settings.places.paths[str(tmp_path / "mine")] == "lb1.example.org"
    assert f"{tmp_path}/nodes/lb1.example.org" not in settings.places.paths


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[lb]\nlb1 ansible_host=192.0.2.1\n", "the inventory is in INI, but carplint reads YAML"),
        ("[lb]\nlb1\n", "the inventory is in INI"),
        ("[lb]\n", "the inventory is in INI"),
        ("lb1 ansible_host=192.0.2.1 ; first\n", "the inventory is in INI"),
        ("all: [\n", "not valid YAML"),
        ("- lb1\n", "an inventory must be a mapping of groups"),
        ("all:\n  hosts: [lb1]\n", "all.hosts must be a mapping"),
        ("all:\n  hosts:\n    lb1: {carplint_path: '{{ base }}/lb1'}\n", "no template other than inventory_hostname"),
        (
            "all:\n  hosts:\n    a: {carplint_path: x}\n    b: {}\n    a: {carplint_path: y}\n",
            "a is there twice, the second time in line 5",
        ),
        ("all:\n  hosts:\n    a: {carplint_path: x}\n    a: {carplint_segment: y}\n", "its carplint_path is lost"),
        (
            "all:\n  hosts:\n    a: {}\n  hosts:\n    b: {}\n",
            "hosts is there twice, the second time in line 4: a is lost",
        ),
        (
            "g: {hosts: {a: {carplint_path: x}}}\nh: {hosts: {a: {carplint_path: y}}}\n",
            "a is there twice, with two values",
        ),
        ("all:\n  hosts:\n    a: {carplint_path: x}\n    b: {carplint_path: ./x}\n", "a and b have one carplint_path"),
    ],
)
def test_an_inventory_that_makes_no_sense(here: Path, text: str, message: str) -> None:
    (here / "hosts.yml").write_text(text)
    with pytest.raises(ConfigurationError) as error:
        with_inventory(Settings(), "hosts.yml")
    assert message in str(error.value)
    assert "hosts.yml" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "g: {hosts: {a: {carplint_path: x}}}\nh: {hosts: {a: {}, b: {}}}\n",
        "g: {hosts: {a: {carplint_path: x}}}\nh: {hosts: {a: {carplint_path: x}, b: {}}}\n",
        "all:\n  vars: {x: 1, x: 2}\n  hosts:\n    a: {carplint_path: x}\n    a: {carplint_path: x, x: 1}\n    b: {}\n",
        "all:\n  hosts:\n    a: {carplint_path: x}\n    b:\n    b:\n",
    ],
)
def test_a_host_that_is_there_twice_and_says_the_same(here: Path, text: str) -> None:
    (here / "hosts.yml").write_text(text)
    found = read_inventory("hosts.yml")
    assert [(name, Path(h.path).name) for name, h in found.items()] == [("a", "x"), ("b", "")]


def _lists(count: int, inner: str) -> str:
    """A mapping of groups, each of which holds the one before ten times by its alias."""
    groups = ["all: &g0 {hosts: {lb1: {}}}"]
    for number in range(1, count):
        children = ", ".join(f"c{n}: *g{number - 1}" for n in range(10))
        groups.append(f"g{number}: &g{number} {{children: {{{children}}}}}")
    return "\n".join(groups) + inner


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("all: {hosts: {'lb[1:1000000000]': {}}}\n", "more than 10,000 hosts"),
        ("all: {hosts: {'lb[1:1000][1:1000][1:1000]': {}}}\n", "more than 10,000 hosts"),
        ("all: {hosts: {'lb[1:999999999999][5:1]': {}}}\n", "more than 10,000 hosts"),
        ("all: {hosts: {'" + "x[1:2]" * 160 + "': {}}}\n", "more than 10,000 hosts"),
        ("all:\n  hosts:\n    ? " + "x[1:1]" * 5000 + "\n    : {}\n", "a host's name has more than 1,000 characters"),
        (_lists(10, "\n"), "more than 10,000 groups"),
        ("all: {hosts: {lb1: {carplint_path: [a, b]}}}\n", "carplint_path of lb1 must be a word"),
        ("all: &a {children: {b: *a}}\n", "an alias without an anchor before it in line 1"),
        ("all: " + "{children: {a: " * 200 + "}}" * 200, "more than 100 levels"),
        ("[" * 20000, "not valid YAML"),
    ],
)
def test_an_inventory_without_end_is_refused(here: Path, text: str, message: str) -> None:
    (here / "hosts.yml").write_text(text)
    with pytest.raises(ConfigurationError) as error:
        with_inventory(Settings(), "hosts.yml")
    assert message in str(error.value)


def test_many_ranges_in_a_name(tmp_path: Path) -> None:
    assert list(inventory(tmp_path, f"all: {{hosts: {{'{'x[1:1]' * 160}': {{}}}}}}\n").hosts) == ["x1" * 160]


@pytest.mark.parametrize(
    "text",
    ["all: {hosts: {'lb[01:03]': {}, 'db[a:c]': {}, 'x[1:9:4]': {}, 'y[1:2][a:b]': {}, 'no[5:1][1:9999]': {}}}\n"],
)
def test_ranges_of_hosts(tmp_path: Path, text: str) -> None:
    names = "lb01 lb02 lb03 dba dbb dbc x1 x5 x9 y1a y1b y2a y2b".split()
    assert list(inventory(tmp_path, text).hosts) == names


@pytest.mark.parametrize(
    "line", ['ansible_password: "X7kq', "ansible_become_password: X7kq: y", "p: !X7kq!a b", "p: *X7kq"]
)
def test_a_broken_inventory_shows_no_word_of_it(here: Path, line: str) -> None:
    (here / "hosts.yml").write_text(f"all:\n  vars:\n    {line}\n")
    with pytest.raises(ConfigurationError) as error:
        with_inventory(Settings(), "hosts.yml")
    assert "in line" in str(error.value)
    assert "X7kq" not in str(error.value)


def test_words_with_tags_and_aliases(tmp_path: Path) -> None:
    text = """all:
  vars: &v {carplint_segment: dmz}
  hosts:
    lb1: {ansible_password: !vault "abc", ansible_host: !!str 192.0.2.1}
    lb2: {<<: *v, ansible_host: 2024-99-99, x: !!bool abc, y: !!timestamp abc, z: !!int abc}
"""
    settings = inventory(tmp_path, text)
    assert settings.of("lb2").segment == "dmz"
    assert settings.places.folders["2024-99-99"] == "lb2"
    assert settings.places.folders["192.0.2.1"] == "lb1"


def test_an_inventory_that_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", ".", "--inventory", "none.yml"]) == 2
    assert "none.yml: the inventory cannot be read" in capsys.readouterr().err
