"""Which hosts there are where files start containers."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.checking.fix import fix
from carplint.model import Net

CONF = "vrrp_instance V {\n  State BACKUP\n  interface eth0\n  virtual_router_id 5\n  virtual_ipaddress {\n    192.0.2.10\n  }\n}\n"
RUN = (
    "#!/bin/sh\ndocker run --net=host -e KEEPALIVED_ROUTER_ID={id} -e KEEPALIVED_VIRTUAL_IPS={vip} osixia/keepalived\n"
)
ROUTER = '["ucarp", "-i", "eth0", "-s", "{own}", "-v", "{id}", "-p", "made-up", "-a", "192.0.2.10"]'
LOST = "FROM x\nCOPY {} /etc/keepalived/\nCMD keepalived; sleep infinity\n"


def net(folder: Path, files: dict[str, str]) -> Net:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return load([str(folder)])


BESIDE = {
    "an image whose root is a folder": {
        "Dockerfile": LOST.format("rootfs"),
        "rootfs/etc/keepalived/keepalived.conf": CONF,
    },
    "a compose file above the nodes": {
        "compose.yaml": "services:\n  vip:\n    image: x/keepalived\n",
        "lb1/keepalived.conf": CONF,
        "lb2/keepalived.conf": CONF.replace("eth0", "eth1"),
    },
    "a base and its overlays": {
        "base/vip.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: v, image: x/keepalived}]}\n",
        "overlays/a/keepalived.conf": CONF,
        "overlays/b/keepalived.conf": CONF.replace("eth0", "eth1"),
    },
    "several images": {"a/Dockerfile": LOST.format("a"), "b/Dockerfile": LOST.format("b"), "lb1/keepalived.conf": CONF},
}


@pytest.mark.parametrize("kind", BESIDE)
def test_what_starts_no_node_is_no_host_beside_others(tmp_path: Path, kind: str) -> None:
    files = BESIDE[kind]
    found = net(tmp_path, files)
    assert len(found.hosts) == sum(p.endswith("keepalived.conf") for p in files)
    assert {f.path for f in found.listed if f.state == "read"} >= {str(tmp_path / p) for p in files}
    assert found.files == len(files)


def test_alone_it_is_one(tmp_path: Path) -> None:
    found = net(tmp_path, {"a/Dockerfile": LOST.format("a"), "b/Dockerfile": LOST.format("b")})
    assert len(found.hosts) == 1
    assert [f.code for f in check(found).findings] == ["CL343", "CL343"]


def test_comments_in_it_count(tmp_path: Path) -> None:
    quiet = LOST.format("a").replace("CMD", "# carplint: ignore[CL343]\nCMD")
    report = check(net(tmp_path, {"Dockerfile": quiet, "lb1/keepalived.conf": CONF}))
    assert "CL343" not in [f.code for f in report.findings]
    assert "CL343" in [f.code for f in report.suppressed]


def test_fixing_others_changes_nothing_of_it(tmp_path: Path) -> None:
    report = check(net(tmp_path, {"Dockerfile": LOST.format("a"), "lb1/keepalived.conf": CONF}))
    outcome = fix(report, unsafe=True)
    assert [new.path for _, new in outcome.changes] == [str(tmp_path / "lb1" / "keepalived.conf")]
    assert [f.code for f in outcome.report.findings if f.code == "CL343"] == ["CL343"]


TWO = {
    "scripts": {"n1.sh": RUN.format(id=5, vip="192.0.2.10"), "n2.sh": RUN.format(id=6, vip="192.0.2.10")},
    "Dockerfiles": {
        "Dockerfile.a": f"FROM x\nCMD {ROUTER.format(own='192.0.2.11', id=5)}\n",
        "Dockerfile.b": f"FROM x\nCMD {ROUTER.format(own='192.0.2.12', id=6)}\n",
    },
    "compose files": {
        f"compose.{n}.yaml": f"services:\n  vip:\n    network_mode: host\n    command: {ROUTER.format(own=f'192.0.2.1{n}', id=n)}\n"
        for n in (5, 6)
    },
    "manifests": {
        f"{n}.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n  - name: vip\n"
        f"    command: {ROUTER.format(own=f'192.0.2.1{n}', id=n)}\n"
        for n in (5, 6)
    },
}


@pytest.mark.parametrize("kind", TWO)
def test_files_that_start_one_vip_are_nodes(tmp_path: Path, kind: str) -> None:
    found = net(tmp_path / "t", TWO[kind])
    assert [h.name for h in found.hosts] == [f"t/{name}" for name in sorted(TWO[kind])]
    assert {"CL403", "CL408"} & {f.code for f in check(found).findings}


def test_files_that_start_other_vips_are_of_one_host(tmp_path: Path) -> None:
    files = {"a.sh": RUN.format(id=5, vip="192.0.2.10"), "b.sh": RUN.format(id=6, vip="192.0.2.20")}
    found = net(tmp_path, files)
    assert len(found.hosts) == 1
    assert len(found.virtual_routers) == 2


def test_what_lies_beside_them_stays_a_host(tmp_path: Path) -> None:
    found = net(tmp_path, {**TWO["scripts"], "etc/keepalived/keepalived.conf": CONF.replace("2.10", "2.30")})
    assert len(found.hosts) == 3
