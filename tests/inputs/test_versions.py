"""Copies, versions and templates of a node's file: none is a further node of a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_foreign import put


def conf(
    priority: int = 100,
    source: str = "",
    state: str = "BACKUP",
    more: str = "",
    vrid: int = 51,
    vip: str = "192.0.2.10/24",
) -> str:
    """A node's file."""
    unicast = (
        f"    unicast_src_ip {source}\n    unicast_peer {{\n        192.0.2.{3 - int(source[-1])}\n    }}\n"
        if source
        else ""
    )
    return (
        f"vrrp_instance VI_1 {{\n    state {state}\n    interface eth0\n    virtual_router_id {vrid}\n    priority {priority}\n"
        f"{unicast}    virtual_ipaddress {{\n        {vip}\n    }}\n{more}}}\n"
    )


A, B, C = conf(150), conf(100), conf(90)
HOLES = conf().replace("{", "{{").replace("}", "}}").replace("state BACKUP", "state {}")

CASES = {
    "a version of the same name": ({"keepalived_master.conf": conf(150, "192.0.2.1"), "keepalived_backup.conf": conf(100, "192.0.2.2"),
        "keepalived_exerc3_master.conf": conf(150, "192.0.2.1", more="    nopreempt\n")}, {"keepalived_exerc3_master"}),
    "a variant with other checks": ({"keepalived.conf.master": A, "keepalived.conf.slave": B, "keepalived.conf.master.hc": A + "# hc\n"},
        {"keepalived.conf.master.hc"}),
    "a new version": ({"lb1.conf": A, "lb2.conf": B, "lb1-new.conf": A + "# x\n"}, {"lb1-new"}),
    "a copy elsewhere": ({"ansible/keepalived-master.conf": A, "ansible/keepalived-backup.conf": B,
        "terraform/files/keepalived_custom.conf": A}, {"keepalived_custom"}),
    "a copy deep below": ({"lb1/keepalived.conf": A, "lb2/keepalived.conf": B, "docker/images/lb/keepalived.conf": B}, {"lb"}),
    "a template above its nodes": ({"keepalived.conf": HOLES.format("@STATE@"), "node0/keepalived.conf": A, "node1/keepalived.conf": B},
        {"net"}),
    "a template in a folder of templates": ({"templates/keepalived.conf": HOLES.format("${STATE}"), "files/keepalived.conf": A},
        {"templates"}),
    "erb": ({"puppet/m/keepalived.conf": HOLES.format("<%= @state %>"), "hosts/lb1/keepalived.conf": A,
        "hosts/lb2/keepalived.conf": B}, {"m"}),
    "fetched by terraform": ({"lb1/keepalived.conf": A, "lb2/keepalived.conf": B, ".terraform/x/keepalived.conf": C}, {"x"}),
    "old": ({"lb1/keepalived.conf": A, "lb2/keepalived.conf": B, "lb1/old/keepalived.conf": C}, {"old"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_no_node(name: str, tmp_path: Path) -> None:
    files, gone = CASES[name]
    put(tmp_path / "net", files)
    report = check(load([str(tmp_path / "net")]))
    names = {h.name for h in report.net.hosts}
    assert len(names) == len(files) - 1, names
    assert not names & gone
    assert [f.state for f in report.net.listed if f.state != "read"] == ["passed over"]
    assert all(f.why for f in report.net.listed if f.state != "read")
    assert [f.code for f in report.findings if f.severity == "error"] == []


NODES = {
    "copied word by word": {"lb1/keepalived.conf": A, "lb2/keepalived.conf": A},
    "with one source address": {"lb1/keepalived.conf": conf(150, "192.0.2.1"), "lb2/keepalived.conf": conf(150, "192.0.2.1")},
    "named after nodes": {"keepalived-lb1.conf": A, "keepalived-lb2.conf": A},
    "a main file and one of a node": {"keepalived.conf": A, "keepalived-backup.conf": A},
    "told apart by master and backup": {"keepalived.conf.master": A, "keepalived.conf.backup": B},
    "numbered": {"keepalived1.conf": A, "keepalived2.conf": A},
    "in two places": {"dc1/lb/keepalived.conf": A, "dc2/lb/keepalived.conf": A},
    "with a hole that is forgotten": {"lb1/keepalived.conf": A, "lb2/keepalived.conf": HOLES.format("${STATE}")},
    "with definitions": {"x/keepalived.conf": "$STATE=BACKUP\n" + HOLES.format("${STATE}"), "lb1/y/keepalived.conf": A,
        "lb1/z/keepalived.conf": B},
    "on hosts": {"a/etc/keepalived/keepalived.conf": A, "old/etc/keepalived/keepalived.conf": A},
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_it_is_one(name: str, tmp_path: Path) -> None:
    put(tmp_path, NODES[name])
    assert len(load([str(tmp_path)]).hosts) == len(NODES[name])


def test_two_versions_of_a_cluster_are_two_clusters(tmp_path: Path) -> None:
    put(tmp_path, {"conf/2-node-setup/lb1.conf": A, "conf/2-node-setup/lb2.conf": B, "conf/3-node-setup/lb1.conf": A,
        "conf/3-node-setup/lb2.conf": B, "conf/3-node-setup/lb3.conf": C})  # fmt: skip
    report = check(load([str(tmp_path)]))
    assert sorted(len(c.routers) for c in report.net.clusters) == [2, 3]
    assert [f.code for f in report.findings if f.severity != "info" and f.code.startswith("CL4")] == []
    assert [n for n in report.net.not_checked if "versions of one cluster" in n]


@pytest.mark.parametrize("other", ["192.0.2.99/24", "198.51.100.10/24"])
def test_two_environments_are_as_before(other: str, tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "prod/lb1.conf": A,
            "prod/lb2.conf": B,
            "test/lb1.conf": conf(150, vip=other),
            "test/lb2.conf": conf(100, vip=other),
        },
    )
    assert all("versions of one" not in n for n in load([str(tmp_path)]).not_checked)


COPIES = (
    "Copy of keepalived.conf;keepalived (1).conf;keepalived - Copy.conf;keepalived-old.conf;old_keepalived.conf;keepalived.bak.conf"
    ";keepalived-2024-03-02.conf;keepalived_20240302.conf;Kopie von keepalived.conf;keepalived.orig.conf;._cfg0000_keepalived.conf;.keepalived.conf"
).split(";")
OTHERS = ["keepalived-backup.conf", "keepalived-gold.conf", "keepalived-2001.conf", "keepalived-lb2.conf"]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_the_file_by_its_name_is_no_node(name: str, tmp_path: Path) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": A, f"etc/keepalived/{name}": conf(70, vrid=43)})
    net = load([str(tmp_path)])
    assert [len(net.hosts), [f.state for f in net.listed if name in f.path]] == [1, ["passed over"]]


@pytest.mark.parametrize("name", OTHERS)
def test_what_may_be_another_node_beside_it_is_read(name: str, tmp_path: Path) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": A, f"etc/keepalived/{name}": conf(70, vrid=43)})
    assert len(load([str(tmp_path)]).hosts) == 2


def test_a_copy_that_is_included_or_alone_is_read(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"a/keepalived.conf": "include keepalived-old.conf\n", "a/keepalived-old.conf": A, "b/keepalived-old.conf": B},
    )
    net = load([str(tmp_path / "a")])
    assert [v.id.value for v in net.virtual_routers if v.id] == [51]
    assert len(load([str(tmp_path / "b")]).virtual_routers) == 1


@pytest.mark.parametrize(
    ("files", "hosts"),
    [
        ({"": A, ".master": A, ".slave": B}, ["keepalived.conf.master", "keepalived.conf.slave"]),
        ({"": B, "-lb1": A, "-lb2": B}, ["keepalived.conf-lb1", "keepalived.conf-lb2"]),
        ({"": C, ".master": A, ".slave": B}, ["k"]),  # what the others are is not known
        ({"": A, ".master": A}, ["k"]),
        ({"": A, ".bak": A, ".old": B}, ["k"]),
        ({"": A, ".master": A, ".hc": B}, ["k"]),
    ],
)  # fmt: skip
def test_files_of_nodes_beside_a_copy_of_one(files: dict[str, str], hosts: list[str], tmp_path: Path) -> None:
    put(tmp_path / "k", {f"keepalived.conf{end}": text for end, text in files.items()})
    net = load([str(tmp_path)])
    assert [h.name for h in net.hosts] == hosts
    assert len(net.listed) == len(files)


ASIDE = "docs/example;examples/two;tests/fixtures/ha;roles/lb/molecule/default/files;doc/samples;test/testdata".split(
    ";"
)


@pytest.mark.parametrize("folder", ASIDE)
@pytest.mark.parametrize("end", ["keepalived.conf", "lb9/etc/keepalived/keepalived.conf"])
def test_examples_and_tests_beside_nodes_are_none(folder: str, end: str, tmp_path: Path) -> None:
    own = {f"hosts/{n}/etc/keepalived/keepalived.conf": text for n, text in (("lb1", A), ("lb2", B))}
    put(tmp_path, {**own, f"{folder}/{end}": conf(70, vrid=43)})
    net = load([str(tmp_path)])
    assert [h.name for h in net.hosts] == ["lb1", "lb2"]
    assert [f.state for f in net.listed if folder in f.path] == ["passed over"]
    assert len(load([f"{tmp_path}/{folder}"]).hosts) == 1


def test_examples_alone_and_an_environment_called_test_are_read(tmp_path: Path) -> None:
    put(
        tmp_path / "a",
        {"docs/example/keepalived.conf": A, "etc/network/interfaces": "auto lo\niface lo inet loopback\n"},
    )
    assert len(load([str(tmp_path / "a")]).virtual_routers) == 1
    place = "etc/keepalived/keepalived.conf"
    put(tmp_path / "b", {f"prod/lb1/{place}": A, f"test/lb1/{place}": conf(150, vip="192.0.2.99/24", vrid=7)})
    assert len(load([str(tmp_path / "b")]).hosts) == 2


@pytest.mark.parametrize("end", ["tpl", "tftpl", "j2", "tmpl"])
def test_a_template_beside_bare_files_of_nodes_is_none(end: str, tmp_path: Path) -> None:
    put(
        tmp_path,
        {"lb1.conf": A, "lb2.conf": B, f"keepalived.conf.{end}": A.replace("priority 150", "priority ${prio}")},
    )
    net = load([str(tmp_path)])
    assert [h.name for h in net.hosts] == ["lb1", "lb2"]
    assert [f.state for f in net.listed if end in f.path] == ["passed over"]
