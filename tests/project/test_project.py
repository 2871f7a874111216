"""The project as others get it: the wheel, what a run imports, and the files that are generated."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import carplint
from carplint.report import FORMATS
from carplint.rules import RULES
from tests.oracles import slow
from tests.trees import ROOT, SEED

VIP = SEED / "sl-0-extappdev1" / "etc" / "sysconfig" / "carp" / "vip-001.conf"


def _environment() -> dict[str, str]:
    names = ("GITHUB_ACTIONS", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return {k: v for k, v in os.environ.items() if k not in names}


# What a run imports

FORBIDDEN = {
    "argparse", "asyncio", "click", "csv", "dataclasses", "difflib", "gettext", "html", "importlib.metadata",
    "importlib.resources", "inspect", "json", "lark", "locale", "logging", "multiprocessing", "pathlib", "pickle",
    "random", "rich", "shutil", "socket", "subprocess", "tempfile", "textwrap", "tomllib", "urllib", "xml", "yaml", "zlib",
}  # fmt: skip
"""What costs more time to import than a small file to check."""


def _imported(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", "-c", _PROGRAM.format(root=str(ROOT)), *words],
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    lines = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return set(lines)


_PROGRAM = "import sys; sys.path.insert(0, {root!r}); from carplint.cli.main import program; program()"


@pytest.mark.parametrize("name", ["vip-001.conf", "keepalived.conf"])
def test_a_plain_check_imports_nothing_heavy(tmp_path: Path, name: str) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("vrrp_instance V {\n    interface eth0\n    virtual_router_id 5\n    priority 150\n}\n")
    imported = _imported("check", str(VIP if name == "vip-001.conf" else path))
    assert "carplint.checking.lint" in imported
    assert imported & FORBIDDEN == set()
    assert "carplint.rules.conversion" not in imported
    assert "carplint.cli.options" not in imported
    assert ("carplint.dialects.keepalived.words.values" in imported) == (name == "keepalived.conf")


def test_no_command_needs_lark() -> None:
    for words in (["rules"], ["explain", "CL301"], ["check", "--format", "json", str(SEED)]):
        assert "lark" not in _imported(*words)


def test_importing_carplint_costs_nothing() -> None:
    program = "import sys; before = set(sys.modules); import carplint; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {m for m in done.stdout.split() if m.startswith("carplint")} == {"carplint"}


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made with what is installed here; the hooks are installed with what pyproject.toml says that it takes
    (test_pre_commit.py)."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ["build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, "-m", *words], check=True, capture_output=True)
    return next(folder.glob("carplint-*.whl"))


@slow
def test_the_wheel_holds_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"carplint/{name}" for name in ("py.typed", "text/tables/sysconfig.py", "text/tables/keepalived.py")}
    wanted |= {f"carplint/pages/{rule.name}.md" for rule in RULES}
    wanted |= {str(p.relative_to(ROOT)) for p in (ROOT / "carplint").rglob("*.py")}
    assert wanted - names == set()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"carplint", f"carplint-{carplint.__version__}.dist-info"}


@slow
def test_an_installed_wheel_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, capture_output=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--no-compile"]
    subprocess.run([*pip, "--quiet", "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(*words: str, program: str = "carplint") -> tuple[int, str]:
        done = subprocess.run(
            [str(home / "bin" / program), *words],
            cwd=elsewhere,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, out = run("check", str(SEED))
    assert code == 1
    assert "CL301" in out
    code, out = run("explain", "ifcfg-unknown-key")
    assert code == 0
    assert "## Example" in out
    assert run("rules")[0] == 0
    assert run("-m", "carplint", "check", str(SEED), program="python")[0] == 1
    assert run("-c", "import carplint; print(len(carplint.check(carplint.load([])).findings))", program="python") == (
        0,
        "0\n",
    )


# The project's files


def test_the_run_time_needs_rich_and_yaml_only() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert sorted(d.partition(">")[0] for d in project["dependencies"]) == ["PyYAML", "rich"]


def test_the_readme_names_the_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make demo", "make test", "carplint check", "carplint fix", "carplint convert", "carplint explain"):
        assert command in text
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_contributing_is_short_and_names_what_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert {s.partition("\n")[0] for s in sections} >= {
        "Add a rule",
        "Add a fixture",
        "Add a report format",
        "Add a dialect",
    }
    assert [s for s in sections if len(s.strip().splitlines()[2:]) >= 15] == []
    named = re.findall(
        r"`((?:carplint|tests|docs|fixtures|grammars)/[\w./]*)`", text + (ROOT / "docs" / "architecture.md").read_text()
    )
    gone = [path for path in named if "NAME" not in path and "FAMILY" not in path and not (ROOT / path).exists()]
    assert len(named) > 15
    assert gone == []


def test_every_report_format_is_documented() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \|", (ROOT / "docs/usage.md").read_text(encoding="utf-8"))
    assert set(FORMATS) <= set(rows)
