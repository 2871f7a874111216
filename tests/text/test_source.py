"""Reading: what comes back is what was on disk, and whatever cannot be read is a finding with its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import FEW_NULS, decode, from_bytes, read
from carplint.text.source import Source
from tests.trees import ROOT

NAMED = "etc/keepalived/keepalived.conf"
PLAIN = "vrrp_instance V {\n    state BACKUP\n}\n"


def a_file(path: Path, text: str | bytes = PLAIN) -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def carplint(*words: str | bytes | Path, data: bytes = b"") -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON report of a check in a process of its own. It must say nothing else."""
    run = subprocess.run(
        [sys.executable, "-m", "carplint", "check", "--format", "json", "--fail-on", "never", *words],
        cwd=ROOT,
        input=data,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert run.stderr == b""
    return run.returncode, json.loads(run.stdout)


def read_findings(report: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    """Name and place of the findings about reading."""
    found = [f for f in report["findings"] if f["code"].startswith("CL0")]
    return [(f["name"], f["file"], f["line"], f["column"]) for f in found]


# ---- text


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"", "", "utf-8"),
        (b"a\r\nb", "a\r\nb", "utf-8"),
        (b"\xef\xbb\xbfa\n", "\ufeffa\n", "utf-8"),
        ("é€\U0001f600".encode(), "é€\U0001f600", "utf-8"),
        (b"caf\xe9\n", "café\n", "latin-1"),
        (b"\xed\xa0\x80", "í\xa0\x80", "latin-1"),
        (b"\x85\x0b\x1c", "\x85\x0b\x1c", "latin-1"),
    ],
)
def test_decoding(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)
    assert Source("x", text, encoding=encoding).data == data


@given(st.binary())
def test_the_bytes_come_back(data: bytes) -> None:
    found = from_bytes(data, "x")
    if data.count(0) > FEW_NULS:
        assert isinstance(found, Finding)
        assert found.span.text == "\0"
    else:
        assert isinstance(found, Source)
        assert found.data == data


@given(st.text("ab\n\r\x0b\x85\u2028é\U0001f600"), st.data())
def test_positions_are_those_of_a_naive_count(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    source = Source("x", text)
    before = text[:offset].split("\n")
    line, column = source.position(offset)
    assert (line, column) == (len(before), len(before[-1]) + 1)
    assert source.line(line) == text.split("\n")[line - 1].rstrip("\r")


def test_lines_beyond_the_file_are_empty() -> None:
    source = Source("x", "a\nb")
    assert [source.line(n) for n in (-1, 0, 1, 2, 3)] == ["", "", "a", "b", ""]
    assert source.position(3) == (2, 2)


def test_sources_are_the_same_only_if_they_are_one_object() -> None:
    assert Source("x", "a") != Source("x", "a")
    assert repr(Source("x", "a")) == "Source('x')"


# ---- files that cannot be read


def _as_nobody(call: Callable[[], Any]) -> Any:
    """What a call gives without the rights of root."""
    if os.geteuid() != 0:
        return call()
    os.seteuid(65534)
    try:
        return call()
    finally:
        os.seteuid(0)


def test_missing(tmp_path: Path) -> None:
    path = str(tmp_path / "none.conf")
    assert carplint(path)[0] == 3
    assert read_findings(carplint(path)[1]) == [("file-unreadable", path, 1, 1)]
    found = read(path)
    assert isinstance(found, Finding)
    assert found.message == "cannot be read: No such file or directory"


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    found = read(str(tmp_path))
    assert isinstance(found, Finding)
    assert "directory" in found.message


def test_a_name_that_no_file_can_have() -> None:
    found = read("a\0b")
    assert isinstance(found, Finding)
    assert found.name == "file-unreadable"


def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    os.mkfifo(path)
    for argument in (path, tmp_path):
        code, report = carplint(argument)
        assert (code, read_findings(report)) == (3, [("file-unreadable", str(path), 1, 1)])


@pytest.mark.parametrize(
    ("other", "again"),
    [
        (os.mkfifo, False),
        (os.mkfifo, True),
        (lambda p: p.symlink_to("/etc/hostname"), True),
        (lambda p: p.write_text("b"), False),
    ],
)
def test_what_takes_the_place_of_a_file_that_was_looked_at_is_not_read(
    other: Callable[[Path], object], again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, opens = a_file(tmp_path / "keepalived.conf"), os.open

    def late(name: str, *flags: int) -> int:
        path.unlink() if again else path.rename(tmp_path / "before")  # the number of a file is given anew
        other(path)
        return opens(name, *flags)

    monkeypatch.setattr(os, "open", late)
    found = read(str(path))
    assert isinstance(found, Finding)
    assert (found.name, found.message) == ("file-unreadable", reading.REPLACED)


def test_a_file_below_a_folder_that_may_not_be_searched_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a name that does not lead through that folder: where it lies cannot be told."""
    a_file(tmp_path / "keepalived.conf")
    monkeypatch.chdir(tmp_path)

    def refuse(path: str) -> os.stat_result:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "lstat", refuse)
    assert isinstance(read("keepalived.conf", inside=str(tmp_path)), Source)


def test_a_file_outside_is_not_read_although_its_path_may_not_be_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder may become a link to elsewhere after it was listed, and one without rights once the file is open."""
    a_file(tmp_path / "keepalived.conf")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "n1").symlink_to(tmp_path)
    opened = os.fstat

    def late(number: int) -> os.stat_result:
        (tmp_path / "tree" / "n1").unlink()
        (tmp_path / "tree" / "n1").mkdir(0)
        monkeypatch.setattr(os, "fstat", opened)
        return opened(number)

    def refuse(path: str) -> os.stat_result:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "fstat", late)
    monkeypatch.setattr(os, "lstat", refuse)
    assert isinstance(read(str(tmp_path / "tree" / "n1" / "keepalived.conf"), inside=str(tmp_path / "tree")), Finding)


def test_a_device_is_not_opened() -> None:
    found = read("/dev/zero")
    assert isinstance(found, Finding)
    assert "not a regular file" in found.message


def test_unreadable_for_the_user(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.geteuid() and not parent.stat().st_mode & 1:
            parent.chmod(parent.stat().st_mode | 0o001)
    path = a_file(tmp_path / "keepalived.conf")
    path.chmod(0)
    found = _as_nobody(lambda: read(str(path)))
    path.chmod(0o644)
    assert isinstance(found, Finding)
    assert found.message == "cannot be read: Permission denied"


def test_a_binary_file_is_no_text(tmp_path: Path) -> None:
    path = a_file(tmp_path / NAMED, b"vrrp\n a\0b\n" * 9)
    code, report = carplint(path)
    assert (code, read_findings(report)) == (3, [("file-not-text", str(path), 2, 3)])


def test_an_empty_file_that_was_named(tmp_path: Path) -> None:
    path = a_file(tmp_path / NAMED, " \n\n")
    code, report = carplint(path)
    assert (code, read_findings(report)) == (3, [("file-empty", str(path), 1, 1)])


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = a_file(tmp_path / NAMED)
    os.truncate(path, reading.LIMIT + 1)
    code, report = carplint(path)
    assert (code, read_findings(report)) == (3, [("file-too-large", str(path), 1, 1)])


def test_standard_input_over_the_limit_is_not_read() -> None:
    code, report = carplint("-", data=b"#" * (reading.LIMIT + 1))
    assert (code, read_findings(report)) == (3, [("file-too-large", "<stdin>", 1, 1)])


@pytest.mark.parametrize("name", ["keepalived.conf", "carp/vip-001.conf", "ifcfg-eth0"])
def test_a_file_of_the_largest_size_is_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT", 100)
    path = a_file(tmp_path / name, "#" * 100)
    assert isinstance(read(str(path)), Source)
    a_file(path, "#" * 101)
    assert isinstance(read(str(path)), Finding)


def test_a_loop_of_links(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.symlink_to(path)
    for argument in (path, tmp_path):
        code, report = carplint(argument)
        assert (code, read_findings(report)) == (3, [("file-unreadable", str(path), 1, 1)])


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.symlink_to(tmp_path / "gone")
    code, report = carplint(tmp_path)
    assert (code, read_findings(report)) == (3, [("file-unreadable", str(path), 1, 1)])


def test_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    a_file(tmp_path / "a" / NAMED)
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    code, report = carplint(tmp_path)
    assert (code, report["summary"]["files"]) == (0, 1)


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_a_link_out_of_the_tree_is_not_followed_and_that_is_said(tmp_path: Path, linked: str) -> None:
    outside, tree = a_file(tmp_path / "outside" / "keepalived.conf"), tmp_path / "tree"
    a_file(tree / "ifcfg-eth0", "DEVICE=eth0\n")
    link = tree / "keepalived.conf" if linked == "file" else tree / "keepalived"
    link.symlink_to(outside if linked == "file" else outside.parent)
    code, report = carplint(tree)
    assert (code, report["summary"]["files"]) == (0, 1)
    assert (
        f"{link}: a symbolic link that leads out of {tree}: it is not followed without --follow"
        in report["summary"]["not_checked"]
    )


def test_a_link_to_a_folder_without_anything_to_read_is_not_worth_a_word(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    a_file(tmp_path / "tree" / NAMED)
    (tmp_path / "tree" / "rc3.d").symlink_to(tmp_path / "outside")
    _, report = carplint(tmp_path / "tree")
    assert not [n for n in report["summary"]["not_checked"] if "rc3.d" in n]


def test_a_link_that_was_named_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "tree" / "keepalived.conf"
    path.parent.mkdir()
    path.symlink_to(a_file(tmp_path / "outside.txt"))
    code, report = carplint(path)
    assert (code, report["summary"]["files"]) == (0, 1)


NAMES = [b"line\nbreak", b"caf\xe9", b"\xff\xfe", b"tab\there", b"\x1b[31mred", "é\u202e".encode()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["json", "text", "concise", "github"])
def test_names_that_no_terminal_likes(tmp_path: Path, name: bytes, format: str) -> None:
    """Whatever the bytes of a name, the report is UTF-8 and the name is on one line. A report for people shows
    no control character; one for a program has the name as it is."""
    folder = os.path.join(os.fsencode(tmp_path), name)
    os.makedirs(folder)
    path = os.path.join(folder, b"keepalived.conf")
    Path(os.fsdecode(path)).write_bytes(b"\0" * 9)
    run = subprocess.run(
        [sys.executable, "-m", "carplint", "check", "--format", format, path],
        cwd=ROOT,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert (run.returncode, run.stderr) == (3, b"")
    text = run.stdout.decode("utf-8")
    if format == "json":
        assert os.fsencode(json.loads(text)["findings"][0]["file"]) == path
    else:
        assert sum("keepalived.conf" in line for line in text.splitlines()) == 1
        assert "\x1b" not in text or format == "github"


def test_a_tree_without_anything_to_read(tmp_path: Path) -> None:
    a_file(tmp_path / "notes.txt", "nothing")
    run = subprocess.run(
        [sys.executable, "-m", "carplint", "check", tmp_path], cwd=ROOT, capture_output=True, timeout=20, check=False
    )
    assert run.returncode == 3
    assert b"nothing to check" in run.stderr
    assert run.stdout == b""


def test_what_cannot_be_read_does_not_hide_the_rest(tmp_path: Path) -> None:
    a_file(tmp_path / "one" / NAMED, b"\0" * 9)
    a_file(tmp_path / "two" / NAMED, PLAIN.replace("BACKUP", "MASTER") + "priorty 5\n")
    code, report = carplint(tmp_path)
    assert (code, report["summary"]["files"]) == (3, 1)
    assert {f["host"] for f in report["findings"] if not f["code"].startswith("CL0")} == {"two"}
