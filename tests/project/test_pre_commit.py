"""The hooks of .pre-commit-hooks.yaml, tried with pre-commit itself on a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.oracles import early, slow
from tests.trees import ROOT

ALIAS = "etc/sysconfig/network-scripts/ifcfg-eth0:0"
GOOD = "DEVICE=eth0:0\nBOOTPROTO=none\nONPARENT=no\nIPADDR=10.0.0.9\nNETMASK=255.255.255.0\n"
PARENT = "DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=10.0.0.{}\nNETMASK=255.255.255.0\n"
VIP = 'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\nPASSWORD="{}"\nOPTIONS="-z --advskew={}"\n'


class Scratch(NamedTuple):
    """A repository that uses the hooks, and the environment of its commands."""

    folder: Path
    environment: Mapping[str, str]

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.folder, env=self.environment, check=True, capture_output=True)

    def put(self, name: str, text: str) -> None:
        """Write a file and stage it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.git("add", "--", name)

    def hook(self, *words: str) -> tuple[int, str]:
        """Run pre-commit on what is staged."""
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--verbose", *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        return done.returncode, done.stdout


def _repository(folder: Path, environment: Mapping[str, str]) -> Scratch:
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Scratch(folder, environment)
    scratch.git("init", "--quiet")
    return scratch


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """A repository with both hooks, of a home that has nobody's settings. The hooks' own repository is a
    copy of this checkout as it is, committed or not."""
    home = tmp_path_factory.mktemp("home")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT", "PYTHONPATH"))}
    environment |= {"HOME": str(home), "PRE_COMMIT_HOME": str(home / "store"), "GIT_CONFIG_NOSYSTEM": "1"}
    environment |= {"PIP_NO_COMPILE": "1"}  # what is run is compiled then
    environment |= {
        f"GIT_{who}_{what}": "nobody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    hooks = _repository(home / "carplint", environment)
    for name in ("carplint", "docs/rules"):
        shutil.copytree(ROOT / name, hooks.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, hooks.folder / name)
    hooks.git("add", "--all")
    hooks.git("commit", "--quiet", "-m", "all")
    user = _repository(tmp_path_factory.mktemp("user"), environment)
    user.git("commit", "--quiet", "--allow-empty", "-m", "first")
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks.folder, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()
    user.put(
        ".pre-commit-config.yaml",
        f"repos:\n- repo: {hooks.folder}\n  rev: {revision}\n  hooks:\n  - id: carplint\n  - id: carplint-tree\n",
    )
    return user


@early
@slow
def test_hooks(scratch: Scratch) -> None:
    """One test, since each worker would have to install the hooks anew."""
    _changed_files(scratch)
    _whole_tree(scratch)


def _changed_files(scratch: Scratch) -> None:
    scratch.put("notes.txt", "BOOTPRO=none\n")
    code, out = scratch.hook("carplint")
    assert (code, "no files to check" in out) == (0, True), out
    assert scratch.hook("carplint-tree")[0] == 0, "a repository without such files is no failure"
    scratch.put("a/etc/sysctl.d/99-keepalived.conf", "net.ipv4.ip_nonlocal_bind = 1\n")
    code, out = scratch.hook("carplint")
    assert (code, "1 passed over" in out) == (0, True), out
    _part(scratch)
    for node in "ab":
        scratch.put(f"{node}/{ALIAS}", GOOD)
        scratch.put(f"{node}/etc/sysconfig/network-scripts/ifcfg-eth0", PARENT.format(ord(node) - 96))
        scratch.put(f"{node}/etc/sysconfig/carp/vip-001.conf", VIP.format("Hush37xk", 50 * (ord(node) - 97)))
    code, out = scratch.hook("carplint")
    assert code == 0, out
    assert "Passed" in out
    scratch.put("b/etc/keepalived/keepalived.conf", "vrrp_instance V {\n    interface eth0\n")
    code, out = scratch.hook("carplint")
    assert code == 1, out
    assert "missing-closing-brace" in out
    scratch.git("rm", "--quiet", "--cached", "b/etc/keepalived/keepalived.conf")
    (scratch.folder / "b/etc/keepalived/keepalived.conf").unlink()


def _part(scratch: Scratch) -> None:
    """What is included inside a block is staged alone, and belongs to no host of its own."""
    main = "vrrp_instance V {\n    interface eth0\n    virtual_router_id 5\n    virtual_ipaddress {\n        include conf.d/vips.conf\n    }\n}\n"
    scratch.put("k/keepalived/keepalived.conf", main)
    scratch.git("commit", "--quiet", "--no-verify", "-m", "main")
    scratch.put("k/keepalived/conf.d/vips.conf", "10.0.0.9/24\n")
    code, out = scratch.hook("carplint")
    assert code == 0, out
    assert out.count("1 virtual router") == 1, "it runs once"
    scratch.git("commit", "--quiet", "--no-verify", "-m", "part")
    scratch.git("rm", "--quiet", "-r", "k")


def _whole_tree(scratch: Scratch) -> None:
    code, out = scratch.hook("carplint-tree")
    assert code == 0, out
    assert "2 hosts" in out
    scratch.git("commit", "--quiet", "--no-verify", "-m", "good")
    scratch.put("b/etc/sysconfig/carp/vip-001.conf", VIP.format("Other37x", 50))
    assert scratch.hook("carplint")[0] == 0
    code, out = scratch.hook("carplint-tree")
    assert code == 1, out
    assert "ucarp-password-mismatch" in out
    assert "Other37x" not in out
