"""What rules look at, and which of them a run imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.rules import RULES
from carplint.rules.targets import TARGETS
from tests.checked import report
from tests.trees import CLUSTERS, ROOT, SEED
from tests.trees import RULES as FIXTURES

CHECKED = [rule for rule in RULES if rule.on]
EVERYTHING = Policy([rule._replace(needs="") for rule in RULES])
"""All rules, whatever is there."""
PARAMETERS = {
    "net": "net: Net",
    "several hosts": "net: Net",
    "cluster": "cluster: Cluster",
    "cluster and hosts": "cluster: Cluster, hosts: Mapping[str, Host]",
    "net with VRRP": "net: Net",
    "VRRP cluster and hosts": "cluster: Cluster, hosts: Mapping[str, Host]",
    "weighted cluster": "nodes: Sequence[Ranked]",
    "two with one id": "first: VirtualRouter, other: VirtualRouter",
    "segment": "net: Net",
    "sync group": "group: SyncGroup",
    "CARP cluster": "cluster: Cluster",
    "VRRP cluster": "cluster: Cluster",
    "host": "host: Host",
    "host with interfaces": "host: Host",
    "host with uCarp": "host: Host",
    "router": "router: VirtualRouter",
    "keepalived router": "router: VirtualRouter",
    "ucarp router": "router: VirtualRouter",
    "passfile and router": "file: PassFile, router: VirtualRouter",
    "script and host": "script: Script, host: Host",
    "launcher and host": "script: Script, host: Host",
    "up script and host": "script: Script, host: Host",
    "down script and host": "script: Script, host: Host",
    "started daemon and host": "own: Started, host: Host",
    "document": "document: Document",
    "interface": "interface: Interface",
    "stanza": "stanza: Stanza",
    "stanza and definitions": "stanza: Stanza, definitions: Definitions",
    "configuration": "configuration: Configuration",
    "whole configuration": "configuration: Configuration",
    "whole configuration with virtual servers": "configuration: Configuration",
    "whole sync group": "group: SyncGroup",
    "several instances": "configuration: Configuration",
    "instance": "instance: Instance",
    "instance and configuration": "instance: Instance, configuration: Configuration",
    "configuration with virtual servers": "configuration: Configuration",
    "bfd_instance": "block: Statement",
    "whole instance": "instance: Instance",
    "virtual server": "service: VirtualServer",
    "program": "program: Program",
    "program and configuration": "program: Program, configuration: Configuration",
    "program and host": "program: Program, host: Host",
}
"""What a check takes, by ON."""


def test_each_kind_of_target_has_its_parameters() -> None:
    assert PARAMETERS.keys() == TARGETS.keys()
    assert {rule.on for rule in CHECKED} == TARGETS.keys()


def test_a_check_takes_what_its_rule_is_on() -> None:
    for rule in CHECKED:
        module = import_module(rule.check.__module__)
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        check = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "check")
        assert ast.unparse(check.args) == PARAMETERS[rule.on], rule.name
        assert (rule.code, rule.name, rule.severity) == (module.CODE, module.NAME, module.SEVERITY)


@pytest.mark.parametrize("path", sorted([*FIXTURES.iterdir(), CLUSTERS]), ids=lambda p: p.name)
def test_a_rule_finds_nothing_without_what_it_needs(path: Path) -> None:
    """The rules that a run leaves out would have found nothing."""
    for fixture in sorted(p for p in path.iterdir() if p.is_dir() and path.name != "expansion-too-large"):
        found = report(fixture)
        assert found.findings == check(found.net, EVERYTHING).findings, fixture


def _modules(*words: str) -> set[str]:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from carplint.cli.main import main; main({list(words)!r}); "
    )
    program += "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60, check=True)
    families = ("cluster", "host", "lvs", "router", "security", "syntax")
    return {m for m in done.stderr.split() if m.startswith(tuple(f"carplint.rules.{f}." for f in families))}


def test_a_plain_check_imports_only_rules_that_can_find_something(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    vips = " virtual_ipaddress {\n  192.0.2.1\n }\n"
    imported = {}
    for text in (f" virtual_router_id 5\n{vips}", vips, " virtual_router_id 5\n"):
        path.write_text(f"vrrp_instance V {{\n interface eth0\n{text}}}\n")
        imported[text] = {name.rpartition(".")[2] for name in _modules("check", str(path))}
    sound, no_vrid, no_vip = imported.values()
    assert no_vrid - sound == {"vrid_missing"}
    assert no_vip - sound == {"no_vip"}
    assert not {"nopreempt_with_state_master", "lvs_no_real_server", "vip_set_mismatch", "ucarp_vhid_octal"} & sound
    assert len(sound) < 10


def test_a_list_and_a_page_import_no_rule() -> None:
    for words in (["rules"], ["explain", "no-vip"], ["explain", "--symptoms"]):
        assert _modules(*words) == set()


def test_a_vip_file_alone_is_not_compared() -> None:
    vip = next(SEED.glob("*/etc/sysconfig/carp/vip-001.conf"))
    assert not [m for m in _modules("check", str(vip)) if m.startswith("carplint.rules.cluster")]
