"""`make fuzz`: try carplint's promises on made trees for a time, with each engine that is here, and keep each tree that breaks one.

Usage: python -m tests.fuzz [--seconds N] [--engine hypothesis|atheris] [--into FOLDER]

Without --engine all engines run at once, a process each. Exit 1 if a promise broke: FOLDER/N has the tree, and FOLDER/N.txt says
which promise.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
import traceback
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import SystemRandom

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz import trees

ENGINES = ("hypothesis", "atheris")


class Run:
    """A run of one engine: until when, how many trees were tried, and what broke, once for each kind."""

    def __init__(self, engine: str, seconds: int, into: Path) -> None:
        self.engine, self.until, self.into = engine, time.monotonic() + seconds, into
        self.tried = 0
        self.broken: dict[str, str] = {}
        self.last: tuple[str, trees.Tree, BaseException] | None = None

    def over(self) -> bool:
        """Return True if the time is up."""
        return time.monotonic() > self.until

    def one(self, choose: trees.Choose) -> None:
        """Try one tree; what breaks is raised, but for what broke before."""
        from tests.fuzz import promises  # not before atheris is ready for it

        self.tried += 1
        tree = trees.tree(choose)
        if choose(0, 1):
            tree = trees.with_secret(tree, choose)
        try:
            promises.kept(tree, choose)
        except Exception as error:
            kind = re.sub(r"tree/[^']*", "tree", str(error).split("\n")[0]) or type(error).__name__
            if kind not in self.broken:
                self.last = kind, tree, error
                raise

    def keep(self) -> None:
        """Keep the last tree that broke a promise."""
        if self.last is None:
            return
        kind, tree, error = self.last
        self.last = None
        name = f"{self.engine}-{os.getpid()}-{len(self.broken)}"
        self.broken[kind] = name
        for path, data in tree.items():
            file = os.path.join(os.fsencode(self.into / name), path)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            Path(os.fsdecode(file)).write_bytes(data)
        (self.into / f"{name}.txt").write_text("".join(traceback.format_exception(error)), "utf-8", "backslashreplace")
        print(f"{name}: {kind}", flush=True)

    def record(self) -> None:
        """Write down what was done, for the summary."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        record = {
            "engine": self.engine,
            "trees": self.tried,
            "cpu_seconds": round(used.ru_utime + used.ru_stime),
            "memory_mb": round(used.ru_maxrss / 1000),
            "broken": self.broken,
        }
        (self.into / f"{self.engine}-{os.getpid()}.json").write_text(json.dumps(record))


def with_hypothesis(run: Run) -> None:
    """Let hypothesis choose, a few hundred trees at a time, each time from another seed."""

    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.data())
    def some(data: st.DataObject) -> None:
        if not run.over():
            run.one(lambda first, last: data.draw(st.integers(first, last)))

    random = SystemRandom()
    while not run.over():
        try:
            seed(random.getrandbits(64))(some)()
        except Exception:
            run.keep()
    run.record()


def with_atheris(run: Run) -> None:
    """Let libFuzzer choose, guided by the lines of carplint that a tree reaches."""
    import atheris

    begun = time.monotonic()

    def one(data: bytes) -> None:
        if run.over():
            run.record()
            sys.stdout.flush()
            os._exit(0)
        provider = atheris.FuzzedDataProvider(data)
        try:
            run.one(provider.ConsumeIntInRange)
        except Exception:
            run.keep()

    with atheris.instrument_imports(include=["carplint"]):
        for file in sorted(Path("carplint").rglob("*.py")):
            if "tables" not in file.parts and file.stem not in ("__init__", "__main__"):
                import_module(".".join(file.with_suffix("").parts))
    run.until += time.monotonic() - begun
    options = [
        "-max_len=400",
        "-len_control=20",
        "-timeout=600",
        "-rss_limit_mb=4096",
        "-verbosity=0",
        "-print_final_stats=0",
    ]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _all(seconds: int, into: Path) -> int:
    here = [e for e in ENGINES if find_spec(e)]
    for missing in set(ENGINES) - set(here):
        print(f"{missing} is not installed here: left out")
    base = [sys.executable, "-m", "tests.fuzz", "--seconds", str(seconds), "--into", str(into)]
    children = [subprocess.Popen([*base, "--engine", engine]) for engine in here]
    codes = [child.wait() for child in children]
    records = [json.loads(p.read_text()) for p in sorted(into.glob("*.json"))]
    for record in records:
        print("{engine}: {trees} trees, {cpu_seconds} s of CPU, {memory_mb} MB at most".format(**record))
    broken = {kind for record in records for kind in record["broken"]}
    print(f"{len(broken)} promises broken" + (f": see {into}" if broken else ""))
    if any(codes) or len(records) < len(here):
        print("an engine ended before its time")
        return 1
    return 1 if broken else 0


def main() -> int:
    """Run one engine, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--into", type=Path, default=Path(".fuzz"))
    given = parser.parse_args()
    into: Path = given.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    if not given.engine:
        return _all(given.seconds, into)
    run = Run(given.engine, given.seconds, into)
    (with_hypothesis if given.engine == "hypothesis" else with_atheris)(run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
