"""Rules that compare what a daemon assumes: a value that no file says counts as much as one that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load

INSTANCE = """vrrp_instance VI_1 {{
    state {state}
    interface eth0
    virtual_router_id 21
    {priority}
    virtual_ipaddress {{
        192.0.2.10/24
    }}
}}
"""
MASTER, OWNER, BACKUP = ("MASTER", ""), ("BACKUP", "priority 255"), ("BACKUP", "priority 100")


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ([MASTER, MASTER], 1),
        ([MASTER, OWNER], 1),
        ([OWNER, MASTER], 1),
        ([OWNER, OWNER, MASTER], 2),
        ([OWNER, BACKUP], 1),
        ([MASTER, BACKUP], 0),  # state-master-without-priority says it
        ([("BACKUP", ""), BACKUP], 0),
    ],
)
def test_the_priority_of_an_owner(tmp_path: Path, nodes: list[tuple[str, str]], found: int) -> None:
    for number, (state, priority) in enumerate(nodes):
        folder = tmp_path / f"lb{number}"
        folder.mkdir()
        (folder / "keepalived.conf").write_text(INSTANCE.format(state=state, priority=priority), encoding="utf-8")
    names = [f.name for f in check(load([str(tmp_path / f"lb{n}") for n in range(len(nodes))])).findings]
    assert names.count("priority-255-not-owner") == found
    assert names.count("state-master-without-priority") == nodes.count(MASTER)
