"""Files over which keepalived 2.2.7 crashes, hangs or kills itself: carplint answers, and names the cause."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

SECURE = "global_defs {\n enable_script_security\n script_user root\n}\n"
SCRIPT = "vrrp_script S {\n script /bin/true\n}\n"
INSTANCE = "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n 10.1.0.9\n }\n %s\n}\n"
SERVER = "virtual_server 10.0.0.1 80 {\n protocol TCP\n lb_algo rr\n lb_kind NAT\n %s\n real_server 10.0.0.2 80 {\n %s\n }\n}\n"
CHECK = "MISC_CHECK {\n misc_path /bin/true\n %s\n }"

KILLS = {
    "script": SCRIPT.replace("/bin/true", "/bin/true\n user nobody") + INSTANCE % "",
    "group": SCRIPT.replace("/bin/true", "/bin/true\n user root nogroup") + INSTANCE % "",
    "path": SCRIPT.replace("/bin/true", "true\n user nobody") + INSTANCE % "",
    "test": SCRIPT.replace("/bin/true", '"</etc/passwd"\n user nobody') + INSTANCE % "",
    "root": SCRIPT + INSTANCE % "notify /bin/true root",
    "notify": SCRIPT + INSTANCE % "notify /bin/true nobody",
    "default": SCRIPT.replace("S", "T") + "global_defs {\n script_user nobody\n}\n" + INSTANCE % "",
    "none": "global_defs {\n script_user nobody\n}\n" + SCRIPT,
    "group-notify": SCRIPT + INSTANCE % "" + "vrrp_sync_group G {\n group {\n A\n }\n notify /bin/true nobody\n}\n",
    "quorum": SERVER % ("quorum_up /bin/true nobody", ""),
    "misc": SERVER % ("", CHECK % "user nobody"),
    "misc-root": SERVER % ("", CHECK % ""),
}

CRASHES = {
    "no brace": "virtual_server 10.0.0.300 22\nlb_algo rr\n",
    "no end": "virtual_server 10.0.0.300 22 {\nlb_algo rr\n",
    "port": "virtual_server 10.0.0.3 x\nlb_algo rr\n}\n",
    "fwmark": "virtual_server fwmark\nlb_algo rr\n}\n",
    "whole": "virtual_server 10.0.0.300 22 {\n lb_algo rr\n}\n",
}


def found(path: Path) -> dict[str, str]:
    settings = Settings(default=HostSettings(target=(2, 2, 7)))
    return {f.name: f.message for f in check(load([str(path)], settings=settings)).findings}


def status(path: Path, *prefix: str) -> int:
    words = [*prefix, "keepalived", "-t", "-f", str(path)]
    return subprocess.run(words, capture_output=True, check=False, timeout=10).returncode


@needs("keepalived")
@needs_namespaces
@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: scripts of other users need root")
@pytest.mark.parametrize("name", KILLS)
def test_scripts_that_end_the_test_of_a_configuration(tmp_path: Path, name: str) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(SECURE + KILLS[name])
    with namespace(["eth0"]) as prefix:
        killed = status(path, *prefix) in (-15, 143)
    assert ("config-test-killed" in found(path)) == killed


@needs("keepalived")
@pytest.mark.parametrize("name", CRASHES)
def test_refused_servers_without_their_braces(tmp_path: Path, name: str) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(CRASHES[name])
    assert ("crashes" in found(path).get("lvs-server-address", "")) == (status(path) in (-11, -6, 134, 139))


@pytest.mark.parametrize("text", ["$A=${A}\nvrrp_instance ${A} {\n}\n", "$A=$B\n$B=$A\nvrrp_instance $A {\n}\n"])
def test_a_definition_by_itself(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text(text)
    assert "would never finish" in found(path)["definition-loop"]
