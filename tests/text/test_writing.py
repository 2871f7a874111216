"""What convert writes: all of it or nothing, nothing over what is there, nothing elsewhere, and modes that stay."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from carplint.cli import main as cli
from carplint.conversion import RefusedError, convert
from carplint.inputs.load import load
from carplint.text import writing
from carplint.text.writing import NewFile
from tests.trees import SEED

NODE = "sl-0-extappdev1"


def snapshot(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """All that lies below a folder, with modes."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in folder.rglob("*"):
        content = str(path.readlink()) if path.is_symlink() else "" if path.is_dir() else path.read_bytes()
        found[str(path.relative_to(folder))] = path.lstat().st_mode, content
    return found


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the seed in it."""
    shutil.copytree(SEED, tmp_path / "seed")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The message of a conversion that writes nothing."""
    before = snapshot(Path())
    assert cli.main(["convert", *words, "--fail-on", "never"]) in (2, 3)
    assert snapshot(Path()) == before
    message = capsys.readouterr().err.splitlines()[-1]
    assert message.startswith("carplint: ")
    return message


SEED_TO = ("seed", "--to", "keepalived")


@pytest.mark.parametrize("name", ["..", "../x", "a/../../x"])
def test_no_name_of_a_host_leads_out(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    host = f"{name}=seed/{NODE}"
    assert "would lie outside of new" in refused(capsys, "--host", host, "--to", "keepalived", "-o", "new", "--force")


def test_no_two_hosts_share_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [f"--host=a/../{NODE}=seed/sl-0-extappdev2", f"--host={NODE}=seed/{NODE}"]
    assert "would be written for two hosts" in refused(capsys, *words, "--to", "keepalived", "-o", "new", "--force")


@pytest.mark.parametrize("link", [NODE, f"{NODE}/etc", f"{NODE}/etc/keepalived/keepalived.conf", "PLAN.md"])
def test_no_link_in_the_folder_leads_out(link: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "away").mkdir()
    (place / "away" / "file").write_text("theirs\n")
    path = place / "new" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(place / "away" / ("file" if "." in link else ""))
    assert "would lie outside of new" in refused(capsys, *SEED_TO, "-o", "new", "--force")


@pytest.mark.parametrize("folder", ["seed", "seed/new", f"seed/{NODE}/etc", "."])
def test_the_result_is_not_put_among_the_sources(folder: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = "." if folder == "." else "seed"
    assert f"{folder} lies in {source}" in refused(capsys, source, "--to", "keepalived", "-o", folder, "--force")


def test_what_was_read_is_not_written_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = place / "k/lb1/etc/keepalived/keepalived.conf"
    file.parent.mkdir(parents=True)
    file.write_text("vrrp_instance VI_1 {\n    interface eth0\n    virtual_router_id 51\n}\n")
    source = "k/lb1/etc/keepalived/keepalived.conf"
    words = (f"--host=lb1={source}", "--to", "keepalived", "--target", "keepalived=2.0.7", "--force")
    assert "is what was read" in refused(capsys, *words, "-o", "k")


def test_an_empty_word_is_no_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--output takes a folder" in refused(capsys, *SEED_TO, "-o", "")


@pytest.mark.parametrize("last", [True, False])
def test_a_folder_in_the_place_of_a_file(last: bool, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "new" / ("PLAN.md" if last else f"{NODE}/etc/keepalived/keepalived.conf")).mkdir(parents=True)
    other = place / "new/sl-0-extappdev2/etc/keepalived/keepalived.conf"
    other.parent.mkdir(parents=True)
    other.write_text("an older one\n")
    assert "Is a directory. Nothing was written" in refused(capsys, *SEED_TO, "-o", "new", "--force")


def test_a_file_in_the_place_of_the_folder(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "new").write_text("a file\n")
    assert "Not a directory. Nothing was written" in refused(capsys, *SEED_TO, "-o", "new")


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("name", ["write", "place"])
def test_a_failure_in_the_middle_leaves_nothing_behind(
    name: str, number: int, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the first, second or third file is written, or put in place."""
    (place / "new/sl-0-extappdev2/etc/keepalived").mkdir(parents=True)
    old = place / "new/sl-0-extappdev2/etc/keepalived/keepalived.conf"
    old.write_text("an older one\n")
    done = []

    def failing(function: str, suffix: str) -> None:
        real = getattr(os, function)

        def fake(*arguments: object) -> object:
            if suffix not in str(arguments[0]):
                done.append(arguments)
                if len(done) == number + 1:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments)

        monkeypatch.setattr(os, function, fake)

    if name == "write":
        failing("fsync", "nothing")
    else:
        failing("link", ".old")
        failing("replace", ".old")
    message = refused(capsys, *SEED_TO, "-o", "new", "--force")
    assert "No space left on device. Nothing was written" in message
    assert old.read_text() == "an older one\n"


def test_modes_are_kept_and_secrets_are_private(tmp_path: Path) -> None:
    public, wide, secret = (tmp_path / n for n in ("public", "wide", "secret"))
    for path, mode in ((public, 0o640), (wide, 0o664), (secret, 0o644)):
        path.write_text("before\n")
        path.chmod(mode)
    files = [NewFile(str(p), b"after\n", m) for p, m in ((public, 0o644), (wide, 0o644), (secret, 0o600))]
    files.append(NewFile(str(tmp_path / "a/b/new"), b"after\n", 0o600))
    writing.create(files, force=True)
    modes = [Path(f.path).stat().st_mode & 0o777 for f in files]
    assert modes == [0o640, 0o664, 0o600, 0o600]
    assert {Path(f.path).read_bytes() for f in files} == {b"after\n"}


def test_a_file_that_turns_up_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("theirs\n")
    before = snapshot(tmp_path)
    with pytest.raises(FileExistsError) as error:
        writing.create([NewFile(str(tmp_path / n), b"mine\n") for n in "abc"])
    assert error.value.filename == str(tmp_path / "b")
    assert snapshot(tmp_path) == before


def test_a_name_with_a_line_end_becomes_no_line_of_a_file(tmp_path: Path) -> None:
    shutil.copytree(SEED / NODE, tmp_path / "x\ninclude /etc/shadow\n")
    with pytest.raises(RefusedError, match="control character"):
        convert(load([str(tmp_path)]), "keepalived")
