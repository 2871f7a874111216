"""The work of rules, counted in calls, grows with their input and no faster."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Net
from tests.conversion.plan.test_plan import tree
from tests.work import calls


def mesh(folder: Path, nodes: int) -> Net:
    """A cluster in which each node lists each other one, and one that nobody has."""
    for own in range(nodes):
        peers = "".join(f"10.0.0.{n + 1}\n" for n in (*range(nodes), 200 + own % 2) if n != own)
        tree(
            folder,
            {
                f"h{own}/etc/keepalived/keepalived.conf": f"vrrp_instance V {{\ninterface eth0\nvirtual_router_id 7\n"
                f"priority {own + 1}\nunicast_src_ip 10.0.0.{own + 1}\nunicast_peer {{\n{peers}}}\n"
                "virtual_ipaddress {\n10.9.9.9/16\n}\n}\n"
            },
        )
    return load([str(folder)])


def test_a_unicast_mesh_of_twice_the_nodes_has_four_times_the_peers(tmp_path: Path) -> None:
    check(mesh(tmp_path / "first", 2))  # what is imported and made once
    few, many = (calls(partial(check, mesh(tmp_path / str(n), n))) for n in (24, 48))
    assert many <= 4 * 1.1 * few, f"{few} calls for 24 nodes, {many} for 48"


def hooks(folder: Path, stanzas: int) -> Net:
    """A host whose interfaces all have a daemon by Debian's hook."""
    text = "".join(
        f"iface eth{n} inet static\n address 10.0.{n}.1/24\n ucarp-vid 1\n ucarp-vip 10.0.{n}.9\n ucarp-password x\n"
        for n in range(stanzas)
    )
    tree(folder, {"etc/network/interfaces": text})
    return load([str(folder)])


def test_twice_the_stanzas_of_a_hook_take_twice_the_calls(tmp_path: Path) -> None:
    check(hooks(tmp_path / "first", 2))  # what is imported and made once
    few, many = (calls(partial(check, hooks(tmp_path / str(n), n))) for n in (100, 200))
    assert many <= 2.2 * few, f"{few} calls for 100 stanzas, {many} for 200"
