"""Manifests of Kubernetes: the containers of pods, and the files of keepalived that stand in config maps and elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from carplint import check, load
from carplint.checking.fix import fix
from carplint.conversion import RefusedError, convert
from carplint.model import Net
from tests.work import calls

CONF = """vrrp_instance V {{
  state BACKUP
  interface eth0
  virtual_router_id {id}
  priority {priority}
  authentication {{
    auth_type PASS
    auth_pass made-up
  }}
  virtual_ipaddress {{
    192.0.2.10/24
  }}
}}
"""


def conf(id: int = 51, priority: int = 100, by: int = 4) -> str:
    return "".join(" " * by + line + "\n" for line in CONF.format(id=id, priority=priority).splitlines())


def config_map(name: str = "vip", style: str = "|", **values: int) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  ID: '7'\n  keepalived.conf: {style}\n{conf(**values)}"


POD = """apiVersion: v1
kind: Pod
metadata: {{name: p}}
spec:
  hostNetwork: {host}
  containers:
  - name: vip
    image: {image}
{more}"""
ROUTER = "-i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10"
LIST = ", ".join(f'"{w}"' for w in ROUTER.split())


def pod(more: str, image: str = "example/x", host: str = "true") -> str:
    return POD.format(more=more, image=image, host=host)


def net(folder: Path, text: str, host: str = "n1", name: str = "vip.yaml") -> Net:
    path = folder / host / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / host)])


NODES = {
    "command": pod(f'    command: ["ucarp", {LIST}]\n'),
    "command and args": pod(f"    command: [/usr/sbin/ucarp]\n    args: [{LIST}]\n"),
    "variables": pod("    command: [ucarp, -i, eth0, -s, 192.0.2.11, -v, $(ID), -p, made-up, --addr=$(NET).10]\n"
                     "    env: [{name: NET, value: 192.0.2}, {name: ID, value: '7'}]\n"),
    "a variable of another one": pod("    command: [ucarp, -i, eth0, -s, 192.0.2.11, -v, '7', -p, made-up, -a, $(IP)]\n"
                                     "    env: [{name: NET, value: 192.0.2}, {name: IP, value: $(NET).10}]\n"),
    "a key of a config map": config_map() + "---\n" + pod(
        "    command: [sh, -c, 'exec ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a 192.0.2.10']\n"
        "    env: [{name: ID, valueFrom: {configMapKeyRef: {name: vip, key: ID}}}]\n"),
    "all of a config map": config_map() + "---\n" + pod(
        "    command: [ucarp, -i, eth0, -s, 192.0.2.11, -v, $(X_ID), -p, made-up, -a, 192.0.2.10]\n"
        "    envFrom: [{prefix: X_, configMapRef: {name: vip}}]\n"),
    "a daemon set in a list": "apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: DaemonSet\n  metadata: {name: d}\n"
                              "  spec:\n    template:\n      spec:\n        hostNetwork: true\n        containers:\n"
                              f'        - name: vip\n          command: [ucarp, {LIST}]\n',
    "a known image": pod("    env: [{name: UCARP_VHID, value: '7'}, {name: UCARP_ADDR, value: 192.0.2.10}]\n", "kubernetize/ucarp"),
}  # fmt: skip
OTHERS = {
    "not on its host's network": (pod(f"    command: [ucarp, {LIST}]\n", host="false"), "not on the network"),
    "an image": (pod("    args: [x]\n", "example/keepalived:1"), "what its image makes"),
    "variables from elsewhere": (pod("    envFrom: [{secretRef: {name: s}}]\n", "osixia/keepalived"), "its variables come from"),
    "a file from elsewhere": (pod("    command: [keepalived, -n, -f, /etc/k/ha.conf]\n"), "file of its own, /etc/k/ha.conf"),
    "broken": (pod(f"    command: [ucarp, {LIST}]\n   x: [\n"), "vip.yaml: "),
    "a file in quotes": (config_map().partition("keepalived.conf")[0] + 'keepalived.conf: "vrrp_instance V {\\n}\\n"\n---\n'
                         + pod("    command: [keepalived, -n, -f, /etc/k/keepalived.conf]\n"), "file of its own"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NODES)
def test_a_container_on_its_host_s_network_is_a_node(tmp_path: Path, kind: str) -> None:
    found = net(tmp_path, NODES[kind])
    (router,) = [r for r in found.virtual_routers if r.daemon == "ucarp"]
    assert router.id is not None
    assert (router.id.value, [str(a.address.value) for a in router.addresses]) == (7, ["192.0.2.10/32"])
    assert router.name.value == "vip"
    assert not [n for n in found.not_checked if "not read" in n]


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_a_container_starts_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    found = net(tmp_path, text)
    assert [r for r in found.virtual_routers if r.daemon == "ucarp"] == []
    assert any(why in n for n in found.not_checked)


@pytest.mark.parametrize(
    "value", ["valueFrom: {fieldRef: {fieldPath: status.hostIP}}", "valueFrom: {secretKeyRef: {name: s, key: k}}"]
)
def test_what_the_cluster_gives_is_unknown(tmp_path: Path, value: str) -> None:
    text = pod("    command: [ucarp, -i, eth0, -s, 192.0.2.11, -v, $(ID), -p, made-up, -a, 192.0.2.10]\n"
               f"    env: [{{name: ID, {value}}}]\n")  # fmt: skip
    found = net(tmp_path, text)
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.id.value is None
    assert check(found).findings == ()


def test_a_config_map_s_file_is_read_in_its_place(tmp_path: Path) -> None:
    text = config_map(priority=300)
    (finding,) = check(net(tmp_path, text)).findings
    assert finding.code == "CL116"
    assert finding.span.source.path.endswith("vip.yaml")
    assert finding.span.source.line(finding.span.source.position(finding.span.start)[0]).strip() == "priority 300"
    assert text[finding.span.start : finding.span.end] == "300"


@pytest.mark.parametrize("style", ["|", "|-", "|+", "|2", "| # the node"])
def test_each_kind_of_literal_block_is_read(tmp_path: Path, style: str) -> None:
    assert len(net(tmp_path, config_map(style=style, by=6)).virtual_routers) == 1


def test_several_are_nodes_of_their_own(tmp_path: Path) -> None:
    found = net(tmp_path, config_map("a") + "---\n" + config_map("b", id=52))
    assert sorted(r.host for r in found.virtual_routers) == ["n1/a", "n1/b"]
    assert "CL408" in [f.code for f in check(found).findings]


def test_a_mounted_config_map_is_a_file_at_hand(tmp_path: Path) -> None:
    mounts = (
        "    command: [keepalived, -n, -f, /etc/keepalived/keepalived.conf]\n"
        "    volumeMounts: [{name: c, mountPath: /etc/keepalived}]\n  volumes: [{name: c, configMap: {name: vip}}]\n"
    )
    found = net(tmp_path, config_map() + "---\n" + pod(mounts))
    assert len(found.virtual_routers) == 1
    assert not [n for n in found.not_checked if "not read" in n]


def test_a_static_pod_has_the_file_of_its_host(tmp_path: Path) -> None:
    etc = tmp_path / "n1" / "etc"
    (etc / "keepalived").mkdir(parents=True)
    (etc / "keepalived" / "keepalived.conf").write_text(CONF.format(id=51, priority=100))
    more = (
        "    volumeMounts: [{name: c, mountPath: /usr/local/etc/keepalived/keepalived.conf}]\n"
        "  volumes: [{name: c, hostPath: {path: /etc/keepalived/keepalived.conf}}]\n"
    )
    found = net(tmp_path, pod(more, "osixia/keepalived:2.0.17"), "n1", "etc/kubernetes/manifests/k.yaml")
    assert [r.host for r in found.virtual_routers] == ["n1"]
    assert not [n for n in found.not_checked if "not read" in n]


IN_OTHERS = {
    "Dockerfile": f'FROM alpine\nCOPY <<EOF /etc/keepalived/keepalived.conf\n{conf(by=0)}EOF\nCMD ["keepalived", "-n"]\n',
    "compose.yaml": f"services:\n  vip:\n    image: x/keepalived\nconfigs:\n  vip:\n    content: |\n{conf(by=6)}",
    "vip.yaml": config_map(),
}


@pytest.mark.parametrize("name", IN_OTHERS)
def test_a_file_within_another_is_not_written(tmp_path: Path, name: str) -> None:
    found = net(tmp_path, IN_OTHERS[name].replace("state BACKUP", "State BACKUP"), name=name)
    assert len(found.virtual_routers) == 1
    report = check(found)
    assert [f.code for f in report.findings if f.fix is not None] == []
    assert len(report.findings) == 1
    assert fix(report, None).changes == ()
    with pytest.raises(RefusedError, match="holds the configuration"):
        convert(net(tmp_path, IN_OTHERS[name], name=name), "ucarp")
    alone = check(net(tmp_path, conf(by=0).replace("state BACKUP", "State BACKUP"), "n2", "keepalived.conf"))
    assert [f.code for f in alone.findings if f.fix is not None] == [f.code for f in report.findings]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: ConfigMap\ndata: {keepalived.sh: 'x'}\n",
        "apiVersion: v1\nkind: Deployment\nmetadata: {labels: {app: ucarp}}\nspec: {template: {spec: {containers: [{image: nginx}]}}}\n",
        "- hosts: all\n  tasks:\n  - apt: {name: keepalived}\n",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  keepalived.conf: |\n    {{- range .x }}\n{{ end }}\n    vrrp_instance V {\n    }\n",
    ],
)
def test_what_starts_none_of_them_makes_no_host(tmp_path: Path, text: str) -> None:
    assert net(tmp_path, text).hosts == ()


def test_aliases_are_followed_once(tmp_path: Path) -> None:
    bombs = "".join(f"x{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    text = f"apiVersion: v1\nx0: &a0 [ucarp]\n{bombs}y:\n- keepalived\n"
    assert net(tmp_path, text).virtual_routers == ()


GROWING = {
    "pods": "---\n" + pod(f"    command: [ucarp, {LIST}]\n"),
    "config maps": "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m{n}}\ndata: {A: b}\n",
    "variables": "    - {name: V{n}, value: $(V)}\n",
}


@pytest.mark.parametrize("kind", GROWING)
def test_twice_the_text_is_at_most_about_twice_the_work(tmp_path: Path, kind: str) -> None:
    def text(number: int) -> str:
        return pod(f"    command: [ucarp, {LIST}]\n    env:\n    - {{name: V, value: x}}\n") + "".join(
            GROWING[kind].replace("{n}", str(i)) for i in range(number)
        )

    net(tmp_path, text(2), "warm")
    small, large = (calls(partial(net, tmp_path, text(n), f"h{n}")) for n in (40, 80))
    assert large <= 2.3 * small
