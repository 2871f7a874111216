"""Whatever files are called, and whichever release they are for: every command ends with one of its exit codes. What they may hold
is tried in tests/fuzz."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.cli import main as cli
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from tests.oracles import every
from tests.trees import FIXTURES, below

CODES = {"check": {0, 1, 3}, "show": {0, 3}, "convert": {0, 1, 3}}
"""The documented exit codes: 2 is for a wrong command line only."""

COMMANDS = (
    ("check", "--format", "text"),
    ("check", "--format", "json"),
    ("show",),
    ("show", "--format", "json"),
    ("convert", "--to", "keepalived"),
    ("convert", "--to", "keepalived", "--output"),
    ("convert", "--to", "carp", "--allow-errors"),
)


def run(command: tuple[str, ...], path: str) -> tuple[int, str]:
    """A command over a path, in this process: its exit code and its output. What it writes goes to a folder of its
    own."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
        words = [*command, *([folder] if command[-1] == "--output" else [])]
        with contextlib.redirect_stderr(io.StringIO()):
            code = cli.main([words[0], "--isolated", path, *words[1:]])
    return code, out.getvalue()


def fill(top: bytes, tree: list[tuple[bytes, tuple[bytes, bytes]]]) -> None:
    for node, (name, data) in tree:
        path = os.path.join(top, node, name)
        with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", [b"line\nbreak", b"\xff\xfe", b"\x1b[31mred", "é\u202e".encode()])
def test_names_that_nobody_likes_do_not_reach_a_terminal(tmp_path: Path, name: bytes, command: tuple[str, ...]) -> None:
    """A node, its interface, its vip file and a link out of the tree, all of that name."""
    top = os.path.join(os.fsencode(tmp_path), b"tree")
    etc = os.path.join(name, b"etc", b"sysconfig")
    scripts = os.path.join(etc, b"network-scripts")
    fill(
        top,
        [
            (b".", (os.path.join(scripts, b"ifcfg-" + name), b"IPADDR=192.0.2.1\nONBOOT=yes\nPREFIX=24\n")),
            (b".", (os.path.join(scripts, b"ifcfg-eth0"), b"IPADDR=192.0.2.2\nONBOOT=yes\nPREFIX=24\n")),
            (
                b".",
                (
                    os.path.join(etc, b"carp", b"vip-" + name + b".conf"),
                    b"VIP_INTERFACE=eth0:" + name + b"\nPASSWORD=a\n",
                ),
            ),
        ],
    )
    os.symlink(b"/etc/hostname", os.path.join(top, scripts, b"ifcfg-link" + name))
    code, output = run(command, os.fsdecode(top))
    assert code in CODES[command[0]]
    if "json" in command:
        assert json.loads(output)["version"] == 1
    elif command[0] != "convert":  # which prints what the files are to hold
        assert all(c.isprintable() or c == "\n" for c in output)
        assert not any(line.startswith("break") for line in output.splitlines())


@pytest.mark.parametrize("command", [("check",), ("show",), ("fix", "--diff"), ("fix",)], ids=" ".join)
@pytest.mark.parametrize("data", [None, bytes(range(256)) * 10], ids=["pipe", "binary"])
def test_what_cannot_be_read_is_named_by_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, command: tuple[str, ...]
) -> None:
    path = tmp_path / "keepalived.conf"
    os.mkfifo(path) if data is None else path.write_bytes(data)
    assert cli.main([command[0], "--isolated", str(tmp_path), *command[1:]]) == 3
    said = capsys.readouterr()
    assert str(path) in said.out + said.err


RELEASES = [
    (1, 1, 13),
    (1, 2, 7),
    (1, 2, 13),
    (1, 2, 24),
    (1, 3, 5),
    (1, 4, 0),
    (2, 0, 0),
    (2, 0, 10),
    (2, 1, 5),
    (2, 3, 1),
]


@pytest.mark.parametrize("release", RELEASES, ids=lambda r: ".".join(map(str, r)))
def test_no_release_is_too_old_for_any_fixture(release: tuple[int, int, int]) -> None:
    """Words that a release does not have yet: each file is checked for one of the releases, and lines of routes for half of them."""
    files = [file for file in below(FIXTURES / "rules") if file.suffix == ".conf"]
    target = Settings(given=HostSettings(target=release))
    number = RELEASES.index(release)
    mine = files[number :: len(RELEASES)]
    assert mine
    lines = [f for f in files if "route" in str(f) or "line-" in str(f)]
    for file in (*mine, *lines[number % every(2) :: every(2)]):
        check(load([str(file)], settings=target))
