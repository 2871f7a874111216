"""Whatever the files hold: every command ends with one of its exit codes, and never with an exception.

The trees are made of the project's fixtures, mutated, and of noise, under names that readers and people trip over.
FUZZ=1000 in the environment tries that many; a few run in the ordinary tests.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carplint.checking.lint import check
from carplint.cli import main as cli
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from tests.trees import FIXTURES

EXAMPLES = int(os.environ.get("FUZZ", "25"))

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

_NODES = (b"lb1", b"lb2", b"line\nbreak", b"\xff\xfe", b"caf\xe9", b"a b'\"$(x)")
_PIECES = (
    b"'", b'"', b"`", b"$(", b"${", b"\\", b"\\\n", b"\n", b"\r\n", b"{", b"}", b"#", b"=", b"+=", b" ", b"\t", b"\0",
    b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"source *", b". ./x", b"include *", b"-p", b"--upscript", b"08", b"0x1ff",
    b"99999999999999999999", b"-1", b"$A$A$A", b"~SEQ(a,1,9999)", b"@x ", b"if x; then", b"done", b"<<EOF", b"\x1b[31m",
    b"auto eth0:ucarp", b"iface eth0 inet static", b"[Match]", b"network:", b"&a *a", b"- - -", b"IPADDR255=1.2.3.4",
    "é\u202e".encode(), "²".encode(), "٣".encode(),
)  # fmt: skip


@cache
def _samples() -> tuple[tuple[bytes, bytes], ...]:
    """Every fixture: its path below its node, and its bytes; each content once."""
    found: dict[bytes, bytes] = {}
    for path in sorted(p for p in FIXTURES.rglob("*") if p.is_file() and p.suffix != ".md"):
        parts = path.relative_to(FIXTURES).parts
        start = parts.index("etc") if "etc" in parts else min(3, len(parts) - 1)
        found.setdefault(path.read_bytes(), os.fsencode(os.path.join(*parts[start:])))
    return tuple((name, data) for data, name in found.items())


@st.composite
def mutated(draw: Callable[..., object], data: bytes) -> bytes:
    """The bytes of a file after a few accidents: pieces lost, doubled, put in, moved."""
    result = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):  # type: ignore[call-overload]
        at, length = draw(st.integers(0, len(result))), draw(st.integers(0, 30))
        assert isinstance(at, int)
        assert isinstance(length, int)
        cut = bytes(result[at : at + length])
        kind = draw(st.sampled_from(("lose", "double", "insert", "cut off", "move")))
        if kind == "insert":
            piece = draw(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=8)))
            assert isinstance(piece, bytes)
            result[at:at] = piece
        elif kind == "double":
            result[at:at] = cut
        elif kind == "cut off":
            del result[at:]
        else:
            del result[at : at + length]
            if kind == "move":
                other = draw(st.integers(0, len(result)))
                assert isinstance(other, int)
                result[other:other] = cut
    return bytes(result)


_FILE = st.deferred(lambda: st.sampled_from(_samples())).flatmap(
    lambda s: st.tuples(st.just(s[0]), st.one_of(mutated(s[1]), st.binary(max_size=60)))
)
_TREE = st.lists(st.tuples(st.sampled_from(_NODES), _FILE), min_size=1, max_size=6)


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


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=_TREE, command=st.sampled_from(COMMANDS))
def test_every_command_ends_with_one_of_its_exit_codes(
    tree: list[tuple[bytes, tuple[bytes, bytes]]], command: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(os.fsencode(folder), tree)
        code, output = run(command, folder)
        assert code in CODES[command[0]]
        if "json" in command and output:
            assert json.loads(output)["version"] == 1
        elif command[0] == "show":
            assert all(c.isprintable() or c == "\n" for c in output)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=_FILE, command=st.sampled_from(COMMANDS))
def test_a_file_that_is_named_ends_with_one_of_the_exit_codes(
    file: tuple[bytes, bytes], command: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(os.fsencode(folder), [(b"lb1", file)])
        path = os.fsdecode(os.path.join(os.fsencode(folder), b"lb1", file[0]))
        code, _ = run(command, path)
        assert code in CODES[command[0]]


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
    """Words that a release does not have yet: each file is checked for one of the releases, and routes for all."""
    files = sorted((FIXTURES / "rules").rglob("*.conf"))
    target = Settings(given=HostSettings(target=release))
    mine = files[RELEASES.index(release) :: len(RELEASES)]
    assert mine
    for file in (*mine, *(f for f in files if "route" in str(f) or "line-" in str(f))):
        check(load([str(file)], settings=target))
