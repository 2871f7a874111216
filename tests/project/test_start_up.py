"""What a run imports, defines and compiles before it ends: counted, so that start-up does not creep up unseen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.trees import ROOT, SEED

VIP = SEED / "sl-0-extappdev1" / "etc" / "sysconfig" / "carp" / "vip-001.conf"
BROKEN = SEED.parent / "seed-broken"
CONF = """vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    advert_int 1
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""


class Load(NamedTuple):
    """Modules of carplint, classes of records in them, and patterns of the whole run."""

    modules: int
    records: int
    patterns: int


MOST = {
    "keepalived.conf": Load(modules=80, records=53, patterns=6),
    "vip-001.conf": Load(modules=67, records=44, patterns=11),
    "two nodes": Load(modules=76, records=46, patterns=19),
    "two broken nodes": Load(modules=89, records=46, patterns=22),
}
"""The most that `check` of each may need: a little more than it did on 2026-11-30 (80, 53, 5; 67, 44, 10; 76, 46, 19; 89, 45, 20: each run lists its files, and the two trees lie in a repository that excludes
some).
`make bench` measures what it costs."""

_PROGRAM = """
import os, sys
sys.path.insert(0, {root!r})
import re._compiler
patterns, compile, leave = [], re._compiler.compile, os._exit
def counted(pattern, flags=0):
    patterns.append(pattern)
    return compile(pattern, flags)
def report(code):
    modules = [m for name, m in sys.modules.items() if name.partition(".")[0] == "carplint"]
    records = [(m.__name__, k) for m in modules for k, v in vars(m).items()
               if isinstance(v, type) and hasattr(v, "_fields") and v.__module__ == m.__name__]
    print(len(modules), len(records), len(patterns), file=sys.stderr)
    sys.stderr.flush()
    leave(code)
re._compiler.compile, os._exit = counted, report
from carplint.cli.main import program
program()
"""


@pytest.mark.parametrize("name", MOST)
def test_a_check_needs_no_more(tmp_path: Path, name: str) -> None:
    conf = tmp_path / "keepalived.conf"
    conf.write_text(CONF, encoding="utf-8")
    path = {"keepalived.conf": conf, "vip-001.conf": VIP, "two nodes": SEED, "two broken nodes": BROKEN}[name]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROGRAM.format(root=str(ROOT)), "check", str(path)],
        env={k: v for k, v in os.environ.items() if k != "GITHUB_ACTIONS"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    load = Load(*map(int, done.stderr.split()))
    assert all(own <= most for own, most in zip(load, MOST[name], strict=True)), f"{load} of {MOST[name]}"
    assert min(load) > 0
