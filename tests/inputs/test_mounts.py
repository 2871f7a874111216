"""A keepalived.conf that a container has at another path than the one at which it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load

CONF = """vrrp_instance WEB {
    state BACKUP
    interface ens1
    virtual_router_id 7
    priority 90
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""
SERVICE = "services:\n  vip:\n    image: example/%s\n    network_mode: host\n    volumes:\n      %s\n"
POD = """apiVersion: v1
kind: Pod
metadata: {name: vip}
spec:
  hostNetwork: true
  containers:
    - name: vip
      image: example/keepalived
      volumeMounts: [{name: conf, mountPath: /etc/keepalived}]
  volumes: [{name: conf, hostPath: {path: /srv/ka}}]
"""


def codes(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = folder / "h1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [f.code for f in check(load([str(folder / "h1")])).findings if f.severity != "info"]


HELD = [
    {"compose.yaml": SERVICE % ("keepalived", "- ./etc:/etc/keepalived:ro"), "etc/keepalived.conf": CONF},
    {"compose.yaml": SERVICE % ("vip", "- ./etc:/etc/keepalived/"), "etc/keepalived.conf": CONF},
    {"compose.yaml": SERVICE % ("vip", "- {type: bind, source: ./etc, target: /etc/keepalived}"), "etc/keepalived.conf": CONF},
    {"compose.yaml": SERVICE % ("vip", "- ./etc/keepalived.conf:/etc/keepalived/keepalived.conf"), "etc/keepalived.conf": CONF},
    {"compose.yaml": SERVICE % ("vip", "- ./root/etc:/etc"), "compose.yml": SERVICE % ("keepalived", "- ./etc:/etc/keepalived"), "etc/keepalived.conf": CONF},
    {"Dockerfile": "FROM alpine\nCOPY etc/ /etc/keepalived/\nCMD [\"keepalived\", \"-n\"]\n", "etc/keepalived.conf": CONF},
    {"Dockerfile": "FROM alpine\nWORKDIR /etc/keepalived\nADD etc .\nCMD [\"keepalived\", \"-n\"]\n", "etc/keepalived.conf": CONF},
    {"run.sh": "docker run --net=host -v $PWD/etc:/etc/keepalived example/keepalived\n", "etc/keepalived.conf": CONF},
    {"run.sh": 'podman run --net=host -v "$(pwd)/etc":/etc/keepalived:z example/keepalived\n', "etc/keepalived.conf": CONF},
    {"run.sh": "docker run --net=host -v /srv/ka:/etc/keepalived example/keepalived\n", "srv/ka/keepalived.conf": CONF},
    {"etc/containers/systemd/v.container": "[Container]\nImage=example/vip\nNetwork=host\nVolume=/srv/ka:/etc/keepalived\n", "srv/ka/keepalived.conf": CONF},
    {"pod.yaml": POD, "srv/ka/keepalived.conf": CONF},
]  # fmt: skip


@pytest.mark.parametrize("files", HELD)
def test_a_folder_that_a_container_has_in_place_lacks_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    assert codes(tmp_path, files) == []
    wrong = {n: t.replace("priority 90", "priority 300") for n, t in files.items()}
    assert codes(tmp_path, wrong) == ["CL116"]


@pytest.mark.parametrize(
    "volume",
    ["- ./etc:/etc/other", "- ./etc:/etc/keepalived/conf.d", "- ./conf:/etc/keepalived", "- ka:/etc/keepalived"],
)
def test_a_folder_that_lies_elsewhere_there_is_not_read(tmp_path: Path, volume: str) -> None:
    files = {"compose.yaml": SERVICE % ("keepalived", volume), "etc/keepalived.conf": CONF}
    assert "CL353" in codes(tmp_path, files)


def test_a_copy_that_is_mounted_is_not_active(tmp_path: Path) -> None:
    volume = "- ./etc/keepalived:/etc/keepalived"
    files = {"compose.yaml": SERVICE % ("keepalived", volume), "etc/keepalived/keepalived.conf.rpmsave": CONF}
    assert "CL353" in codes(tmp_path, files)


@pytest.mark.parametrize(
    ("volumes", "include", "part"),
    [
        (["./conf:/etc/keepalived"], "/etc/keepalived/web.inc", "conf/web.inc"),
        (["./conf:/etc/keepalived"], "/etc/keepalived/web.d/*.conf", "conf/web.d/a.conf"),
        (["./conf:/etc/keepalived"], "web.inc", "conf/web.inc"),
        (["./conf/keepalived.conf:/etc/keepalived/keepalived.conf", "./web:/etc/keepalived/web.d"], "/etc/keepalived/web.d/*", "web/a"),
        (["./conf/keepalived.conf:/etc/keepalived/keepalived.conf", "./web:/etc/keepalived/web.d"], "web.d/*.conf", "web/a.conf"),
        (["./conf/keepalived.conf:/etc/keepalived/keepalived.conf", "./a.inc:/etc/keepalived/b.inc"], "b.inc", "a.inc"),
    ],
)  # fmt: skip
def test_includes_are_looked_for_where_the_container_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, volumes: list[str], include: str, part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    compose = SERVICE % ("keepalived", "\n      ".join(f"- {v}" for v in volumes))
    files = {"compose.yaml": compose, "conf/keepalived.conf": f"include {include}\n", part: CONF}
    assert codes(tmp_path, files) == []
    assert codes(tmp_path, {**files, part: CONF.replace("90", "300")}) == ["CL116"]


def test_what_no_container_has_is_missing_by_its_own_name(tmp_path: Path) -> None:
    files = {
        "compose.yaml": SERVICE % ("keepalived", "- ./conf:/etc/keepalived"),
        "conf/keepalived.conf": f"include /etc/keepalived/web.inc\n{CONF}",
    }
    assert codes(tmp_path, files) == ["CL131"]
    (finding,) = [f for f in check(load([str(tmp_path / "h1")])).findings if f.code == "CL131"]
    assert "/etc/keepalived/web.inc" in finding.message
