"""Measure carplint against its budgets: `make bench`. Exit 1 where one is exceeded.

All budgets are ratios of two processor times of one run, and the two are measured in turns, so that a busy
machine slows both. The minimum counts; the median is shown beside it.
"""

from __future__ import annotations

import gc
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

PAIR = ROOT / "fixtures/clusters/seed"
SMALL = PAIR / "sl-0-extappdev1/etc/sysconfig/carp/vip-001.conf"
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
YAML = "---\nservers:\n  - name: lb1\n    address: 10.0.0.1\n  - name: lb2\n    address: 10.0.0.2\n"
INSTANCE = """
vrrp_instance VI_{n} {{
    state BACKUP
    interface eth{segment}
    virtual_router_id {id}
    priority {priority}
    advert_int 1
    nopreempt
    authentication {{
        auth_type PASS
        auth_pass k{n:06d}
    }}
    virtual_ipaddress {{
        10.{a}.{b}.{c}/16 dev eth{segment} label eth{segment}:{id}
    }}
}}
"""


VIP = "VIP_INTERFACE=eth0:0\nVIP_UP_SCRIPT=/etc/sysconfig/carp/vip-up\n"
HOOK = "iface eth{n} inet static\n address 10.0.{n}.1/24\n ucarp-vid 1\n ucarp-vip 10.0.0.9\n ucarp-password x\n"
MISSPELT = "vrrp_instance V{n} {{\n sate BACKUP\n interface eth0\n virtual_router_id {n}\n}}\n"
HOSTILE: Mapping[str, tuple[Sequence[str], int, Callable[[int], Mapping[str, str]]]] = {
    "ignore comments": (["check"], 500, lambda n: {"keepalived.conf": "# carplint: ignore[CL106]\nfoo bar\n" * n}),
    "sections without end": (["check", "x.txt"], 20_000, lambda n: {"x.txt": "[Match]\n" * n}),
    "continuation lines": (["check"], 20_000, lambda n: {"etc/sysconfig/carp/vip-1.conf": VIP + "A=\\\n" * n}),
    "hook's stanzas": (
        ["check"],
        500,
        lambda n: {"etc/network/interfaces": "".join(HOOK.format(n=k) for k in range(n))},
    ),
    "patterns of includes": (["check"], 500, lambda n: {"keepalived.conf": f"include {'{a,b}' * 9}\n" * n}),
    "one long word": (["check"], 20_000, lambda n: {"keepalived.conf": "secret" * n}),
    "instances": (["show"], 1_000, lambda n: {"keepalived.conf": keepalived_conf(n)}),
    "misspelt words": (
        ["fix", "--diff", "--unsafe"],
        500,
        lambda n: {"keepalived.conf": "".join(MISSPELT.format(n=k) for k in range(n))},
    ),
}
"""Inputs that took more than linear time once: the command, a number, and the files of that many."""
_CONVERT = ["convert", "--allow-errors", "--to"]
GROWN: Sequence[tuple[str, Sequence[str], int]] = (
    ("errors", ["check", "--format", "json"], 1_000),
    ("errors", ["check", "--statistics"], 1_000),
    ("wildcards of includes", ["check"], 500),
    ("uCarp fleets", [*_CONVERT, "keepalived"], 200),
    ("hook stanzas", [*_CONVERT, "carp"], 400),
    ("instances", [*_CONVERT, "interfaces"], 500),
)
"""Kinds of tests/grown.py that took more than linear time once, with a command and a number."""


class Budget(NamedTuple):
    """At most `limit` times as long does `subject` take as `reference`; `binding` where it counts."""

    subject: str
    reference: str
    limit: float
    binding: bool = True


def keepalived_conf(instances: int) -> str:
    """A configuration of many instances, as a generator of a provider writes it: 290 bytes each."""
    return "global_defs {\n    router_id bench\n}\n" + "".join(
        INSTANCE.format(
            n=n,
            segment=n // 255,
            id=n % 255 + 1,
            priority=100 + n % 100,
            a=n // 62500,
            b=n // 250 % 250,
            c=n % 250 + 1,
        )
        for n in range(instances)
    )


def process(*words: str | Path) -> Callable[[], float]:
    """Measures a process from its start to its end, with its output into a pipe that is read."""
    left_out = ("GITHUB_ACTIONS", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    environment = {k: v for k, v in os.environ.items() if k not in left_out}

    def once() -> float:
        started = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([str(w) for w in words], cwd=ROOT, env=environment, capture_output=True, timeout=120)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        if b"Traceback" in done.stderr:
            raise SystemExit(f"{words[0]} crashed: there is nothing to measure")
        return ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime

    return once


def call(function: Callable[[], object]) -> Callable[[], float]:
    """Measures a function in this process, the collector off."""

    def once() -> float:
        gc.collect()
        gc.disable()
        started = time.process_time()
        function()
        taken = time.process_time() - started
        gc.enable()
        return taken

    return once


def measure(title: str, subjects: Mapping[str, Callable[[], float]], budgets: Sequence[Budget], rounds: int) -> bool:
    """Measure some subjects in turns, print their table, and say whether all budgets are kept."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for once in subjects.values():
        once()
    for _ in range(rounds):
        for name, once in subjects.items():
            times[name].append(once())
    print(f"\n{title} ({rounds} rounds)\n")
    print(f"{'':42} {'min ms':>9} {'median ms':>10}")
    for name, taken in times.items():
        print(f"{name:42} {min(taken) * 1000:9.1f} {statistics.median(taken) * 1000:10.1f}")
    kept = True
    for budget in budgets:
        ratio = min(times[budget.subject]) / min(times[budget.reference])
        within = ratio <= budget.limit
        word = "kept" if within else "EXCEEDED" if budget.binding else "exceeded, for information only"
        print(f"{budget.subject} / {budget.reference}: {ratio:.2f}, budget {budget.limit:.2f}: {word}")
        kept &= within or not budget.binding
    return kept


def installed(folder: Path) -> Path:
    """Install carplint as users get it, a wheel in a virtual environment with bytecode by pip, and return its `bin`."""
    home = folder / "installed"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
    pip = (str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, str(ROOT)], check=True, capture_output=True)
    return home / "bin"


def start_up(folder: Path) -> bool:
    """Cold runs of one small file, of a small cluster, and of the commands that read none, against a bare interpreter and
    against yamllint."""
    programs = installed(folder)
    carplint, bare = programs / "carplint", "python -I -c pass"
    yaml, conf = folder / "small.yaml", folder / "small" / "keepalived.conf"
    yaml.write_text(YAML)
    conf.parent.mkdir()
    conf.write_text(CONF)
    subjects = {
        bare: process(programs / "python", "-I", "-c", "pass"),
        "check keepalived.conf": process(carplint, "check", conf),
        "check vip-001.conf": process(carplint, "check", SMALL),
        "check two nodes": process(carplint, "check", PAIR),
        "explain CL301": process(carplint, "explain", "CL301"),
        "rules": process(carplint, "rules"),
        "yamllint small.yaml": process(Path(sys.executable).parent / "yamllint", yaml),
    }
    budgets = [
        Budget("check keepalived.conf", bare, 4),
        Budget("check vip-001.conf", bare, 4),
        Budget("check two nodes", bare, 4),
        Budget("explain CL301", bare, 5),
        Budget("rules", bare, 5),
        Budget("check vip-001.conf", "yamllint small.yaml", 0.5),
    ]
    return measure("Cold start, whole process", subjects, budgets, rounds=30)


def parsing() -> bool:
    """The tables against stock lark with the same grammar."""
    from gen_tables import build

    from carplint.text.parse import parse

    text = keepalived_conf(3000)
    lark = build((ROOT / "grammars" / "keepalived.lark").read_text(encoding="utf-8"))
    subjects = {
        "carplint's tables": call(lambda: parse(text, "keepalived")),
        "stock lark": call(lambda: lark.parse(text)),
    }
    title = f"Parsing {len(text) / 1e6:.2f} MB of keepalived.conf"
    return measure(title, subjects, [Budget("carplint's tables", "stock lark", 1 / 3)], rounds=7)


def large(folder: Path) -> bool:
    """Ten thousand instances, all rules, against the daemon's own test of a configuration."""
    path = folder / "keepalived.conf"
    path.write_text(keepalived_conf(10_000))
    ours, theirs = "carplint check, 10,000 instances", "keepalived -t, 10,000 instances"
    subjects = {ours: process(Path(sys.executable).parent / "carplint", "check", path)}
    budgets = []
    daemon = shutil.which("keepalived", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if daemon is not None:
        subjects[theirs] = process(daemon, "-t", "-f", path)
        binding = os.geteuid() == 0  # else the daemon ends before it has read everything
        budgets.append(Budget(ours, theirs, 1, binding))
    else:
        print("\nkeepalived is not installed: nothing to compare a large file with")
    return measure(f"One file of {path.stat().st_size / 1e6:.2f} MB, whole process", subjects, budgets, rounds=9)


def linear(folder: Path) -> bool:
    """Inputs that are made to take long: twice as much of them takes at most a little more than twice the time."""
    subjects, budgets = {}, []
    from tests.grown import KINDS

    grown = {f"{' '.join(words)}: {kind}": (words, number, KINDS[kind]) for kind, words, number in GROWN}
    for title, (words, number, made) in {**HOSTILE, **grown}.items():
        names = [f"{title}, {n:,}" for n in (number, 2 * number)]
        for name, n in zip(names, (number, 2 * number), strict=True):
            top = folder / re.sub(r"[^\w-]", "-", name)
            for path, text in made(n).items():
                (top / path).parent.mkdir(parents=True, exist_ok=True)
                (top / path).write_text(text)
            paths = [top / w for w in words if w in made(n)] or [top]
            options = [w for w in words if w not in made(n)]
            subjects[name] = process(Path(sys.executable).parent / "carplint", *options, *paths)
        budgets.append(Budget(names[1], names[0], 2.2))
    return measure("Hostile input, twice as much", subjects, budgets, rounds=9)


def main() -> int:
    """Run all benchmarks."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = [start_up(folder), parsing(), large(folder), linear(folder)]
    print("\nall budgets kept" if all(kept) else "\na budget is exceeded")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
