"""What convert writes: all of it or nothing, nothing over what is there, nothing elsewhere, and modes that stay."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from carplint.cli import main as cli
from carplint.conversion import RefusedError, convert
from carplint.inputs.load import load
from carplint.text import writing
from carplint.text.reading import read
from carplint.text.source import Source
from carplint.text.writing import NewFile
from tests.trees import SEED

NODE = "sl-0-extappdev1"


def snapshot(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """All that lies below a folder, with modes."""
    found: dict[str, tuple[int, bytes | str]] = {}
    for path in folder.rglob("*"):
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
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

        def fake(*arguments: object, **named: object) -> object:
            if suffix not in str(arguments[:2]):
                done.append(arguments)
                if len(done) == number + 1:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **named)

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
    writing.write(files, force=True)
    modes = [Path(f.path).stat().st_mode & 0o777 for f in files]
    assert modes == [0o640, 0o664, 0o600, 0o600]
    assert {Path(f.path).read_bytes() for f in files} == {b"after\n"}


def test_a_file_that_turns_up_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("theirs\n")
    before = snapshot(tmp_path)
    with pytest.raises(writing.WriteError) as error:
        writing.write([NewFile(str(tmp_path / n), b"mine\n") for n in "abc"])
    assert (error.value.errno, error.value.filename) == (errno.EEXIST, str(tmp_path / "b"))
    assert snapshot(tmp_path) == before


def test_a_name_with_a_line_end_becomes_no_line_of_a_file(tmp_path: Path) -> None:
    shutil.copytree(SEED / NODE, tmp_path / "x\ninclude /etc/shadow\n")
    with pytest.raises(RefusedError, match="control character"):
        convert(load([str(tmp_path)]), "keepalived")


# A file that was read and is replaced by its own new text


def sources(*paths: Path) -> list[Source]:
    found = [read(str(path)) for path in paths]
    assert all(isinstance(source, Source) for source in found)
    return [source for source in found if isinstance(source, Source)]


def replaced(*old: Source) -> None:
    writing.write([NewFile(source.real or "", b"after\n", before=source) for source in old])


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two files to replace."""
    paths = tmp_path / "a", tmp_path / "b"
    for path in paths:
        path.write_text("before\n")
    return paths


def _saved(path: Path) -> None:
    path.write_text("before\nand a line of theirs\n")


def _linked(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("before\n")
    path.unlink()
    path.symlink_to(victim)


def _other(path: Path) -> None:
    new = path.with_name("victim")
    new.write_text("before\n")
    new.replace(path)


def _private(path: Path) -> None:
    path.chmod(0o600)


def _gone(path: Path) -> None:
    path.unlink()


def _named(path: Path) -> None:
    os.link(path, path.with_name("other name"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


MEANWHILE: dict[Callable[[Path], None], str] = {
    _saved: "it has changed since it was read",
    _linked: "it has changed since it was read",
    _other: "it has changed since it was read",
    _gone: "it is not there any more",
    _named: "it has other names (hard links), under which the old text would stay",
    _folder: "Is a directory",
    _fifo: "it is not a regular file",
}


@pytest.mark.parametrize("happens", MEANWHILE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("which", [0, 1])
def test_what_changed_meanwhile_is_not_replaced(
    two: tuple[Path, Path], happens: Callable[[Path], None], which: int
) -> None:
    old = sources(*two)
    happens(two[which])
    before = snapshot(two[0].parent)
    with pytest.raises(writing.WriteError) as error:
        replaced(*old)
    assert (error.value.filename, error.value.strerror) == (str(two[which]), MEANWHILE[happens])
    assert snapshot(two[0].parent) == before


@pytest.mark.parametrize("happens", [_saved, _linked, _other, _gone, _private], ids=lambda f: f.__name__)
def test_what_changes_while_another_file_takes_its_place_is_not_replaced(
    two: tuple[Path, Path], happens: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one has taken its place already, and is put back."""
    old, real, calls = sources(*two), os.replace, []

    def fake(*words: Any, **more: Any) -> None:
        real(*words, **more)
        calls.append(words)
        if len(calls) == 1:
            happens(two[1])

    monkeypatch.setattr(os, "replace", fake)
    with pytest.raises(writing.WriteError) as error:
        replaced(*old)
    assert error.value.filename == str(two[1])
    assert two[0].read_bytes() == b"before\n"
    assert b"after\n" not in [content for _, content in snapshot(two[0].parent).values()]


@pytest.mark.parametrize("happens", [_saved, _linked, _other, _gone], ids=lambda f: f.__name__)
def test_what_changes_while_the_new_files_are_written_is_not_replaced(
    two: tuple[Path, Path], happens: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = sources(*two)
    real, calls = os.fsync, []

    def fake(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            happens(two[0])
        real(handle)

    monkeypatch.setattr(os, "fsync", fake)
    with pytest.raises(writing.WriteError):
        replaced(*old)
    happened = snapshot(two[0].parent)
    assert happened.keys() <= {"a", "b", "victim"}
    assert happened["b"][1] == b"before\n"
    assert b"after\n" not in [content for _, content in happened.values()]


def test_a_link_stays_a_link_and_its_file_keeps_what_it_has(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("before\n")
    target.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(target, 12345, 23456)
    link.symlink_to(target)
    replaced(*sources(link))
    status = target.stat()
    assert link.is_symlink()
    assert target.read_text() == "after\n"
    assert (status.st_mode & 0o7777, status.st_nlink) == (0o640, 1)
    assert (status.st_uid, status.st_gid) == ((12345, 23456) if os.geteuid() == 0 else (os.geteuid(), os.getegid()))
    assert [p.name for p in tmp_path.iterdir() if "carplint" in p.name] == []


def _with_attribute(path: Path) -> bool:
    try:
        os.setxattr(path, "user.note", b"theirs")
    except OSError:
        return False
    return True


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before\n")
    if not _with_attribute(path):
        pytest.skip("this file system has no attributes of users")
    before = {name: os.getxattr(path, name) for name in os.listxattr(path)}
    replaced(*sources(path))
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == before
    writing.write([NewFile(str(path), b"again\n")], force=True)
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == before


def test_an_attribute_that_cannot_be_kept_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_text("before\n")
    held = {"security.selinux": b"etc_t", "user.note": b"theirs"}
    monkeypatch.setattr(os, "listxattr", lambda handle: list(held) if os.fstat(handle).st_size == 7 else [])
    monkeypatch.setattr(os, "getxattr", lambda handle, name: held[name])

    def refuse(handle: int, name: str, value: bytes) -> None:
        if name.startswith("security."):
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "setxattr", refuse)
    with pytest.raises(writing.WriteError, match=r"its attribute security\.selinux cannot be kept: Operation not"):
        replaced(*sources(path))
    assert snapshot(tmp_path)["a"][1] == b"before\n"
    assert len(snapshot(tmp_path)) == 1


@pytest.mark.parametrize("reason", [errno.EINVAL, errno.EACCES, errno.ENODATA])
def test_an_attribute_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    """Then nothing is written: the others would be lost with it."""
    path = tmp_path / "a"
    path.write_text("before\n")
    monkeypatch.setattr(os, "listxattr", lambda handle: ["user.note", "user.odd"])

    def read(handle: int, name: str) -> bytes:
        if name == "user.odd":
            raise OSError(reason, os.strerror(reason))
        return b"theirs"

    monkeypatch.setattr(os, "getxattr", read)
    with pytest.raises(writing.WriteError, match=r"its attribute user\.odd cannot be read: "):
        replaced(*sources(path))
    assert snapshot(tmp_path)["a"][1] == b"before\n"
    assert len(snapshot(tmp_path)) == 1


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_new_files_obey_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        writing.write([NewFile(str(tmp_path / "d" / str(m)), b"", m) for m in (0o644, 0o755, 0o600)])
    finally:
        os.umask(before)
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "d").iterdir()}
    assert modes == {str(m): m & ~umask for m in (0o644, 0o755, 0o600)}


def test_a_failure_that_cannot_be_undone_names_what_was_written(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, real, calls = sources(*two), os.replace, []

    def fake(*arguments: object, **named: object) -> None:
        calls.append(arguments)
        if len(calls) > 1:  # the second file, and putting the first one back
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", fake)
    with pytest.raises(writing.WriteError) as error:
        replaced(*old)
    assert (error.value.filename, error.value.left) == (str(two[1]), (str(two[0]),))
    assert [p.read_text() for p in two] == ["after\n", "before\n"]


def _all_of_it(folder: Path) -> None:
    """Replace two files, and write two new ones."""
    replaced(*sources(folder / "a", folder / "b"))
    writing.write([NewFile(str(folder / "d" / name), b"after\n", 0o600) for name in "ce"])


def _killed_at(number: int, folder: Path) -> bool:
    """Run it in a process that is killed before a call that changes something; return whether it came to that."""
    child = os.fork()
    if child == 0:
        calls = 0

        def killed(real: Callable[..., object]) -> Callable[..., object]:
            def fake(*arguments: object, **named: object) -> object:
                nonlocal calls
                calls += 1
                if calls == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)

            return fake

        for name in ("write", "fsync", "link", "replace", "unlink", "mkdir", "fchmod"):
            setattr(os, name, killed(getattr(os, name)))
        try:
            _all_of_it(folder)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_removes_the_rest(tmp_path: Path) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in "ab":
            (folder / name).write_text("before\n")
        killed = _killed_at(number, folder)
        for path in folder.rglob("?"):
            assert path.is_dir() or path.read_text() in ("before\n", "after\n")
        for path in folder.rglob("[ce]"):
            path.unlink()
        _all_of_it(folder)
        assert sorted(str(p.relative_to(folder)) for p in folder.rglob("*")) == ["a", "b", "d", "d/c", "d/e"]
        assert {p.read_text() for p in folder.rglob("?") if p.is_file()} == {"after\n"}
    assert number > 20


def test_what_a_run_that_is_alive_has_made_stays(tmp_path: Path) -> None:
    path, other = tmp_path / "a", tmp_path / ".a.carplint-0123abcd"
    path.write_text("before\n")
    other.write_text("half")
    with other.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        replaced(*sources(path))
        assert other.read_text() == "half"
    (tmp_path / ".a.carplint-notes").write_text("theirs")
    replaced(*sources(path))
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a.carplint-notes", "a"]


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127])
def test_a_long_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("before\n")
    replaced(*sources(path))
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_folder_that_becomes_a_link_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody puts a link in the place of a folder between the look at the paths and the writing."""
    away, root = tmp_path / "away", tmp_path / "new"
    away.mkdir()
    root.mkdir()
    (root / "d").symlink_to(away)
    with pytest.raises(writing.WriteError, match="leads out of"):
        writing.write([NewFile(str(root / "d" / "file"), b"mine\n")], root=str(root))
    assert list(away.iterdir()) == []
    monkeypatch.setattr(writing, "_is_below", lambda folder, real: True)
    monkeypatch.setattr(os.path, "realpath", os.path.abspath)
    with pytest.raises(writing.WriteError, match="Not a directory"):
        writing.write([NewFile(str(root / "d" / "file"), b"mine\n")], root=str(root))
    assert list(away.iterdir()) == []


def test_a_result_goes_into_the_folder_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody leads the folder elsewhere while files are written into it."""
    away, root, prepare = tmp_path / "away", tmp_path / "new", writing._Run.prepare
    for folder in (away, root):
        folder.mkdir()
        (folder / "b").write_text("theirs\n")

    def late(run: writing._Run, new: NewFile, *, force: bool, root: str) -> writing._Place:
        if new.path.endswith("b"):
            os.rename(root, f"{root}-before")
            os.symlink(away, root)
        return prepare(run, new, force=force, root=root)

    monkeypatch.setattr(writing._Run, "prepare", late)
    with pytest.raises(writing.WriteError, match="leads out of"):
        writing.write([NewFile(str(root / n), b"mine\n") for n in "ab"], force=True, root=str(root))
    assert [(p.name, p.read_text()) for p in away.iterdir()] == [("b", "theirs\n")]
    assert [(p.name, p.read_text()) for p in (tmp_path / "new-before").iterdir()] == [("b", "theirs\n")]


def test_a_fix_that_cannot_be_written_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("lb1", "lb2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keepalived.conf").write_text("vrrp_instance V {\n    prioritty 100\n}\n")
    os.link(tmp_path / "lb2/keepalived.conf", tmp_path / "lb2/other")
    before = snapshot(tmp_path)
    assert cli.main(["fix", str(tmp_path)]) == 3
    message = f"{tmp_path}/lb2/keepalived.conf: cannot be written: it has other names (hard links)"
    assert message in capsys.readouterr().err
    assert snapshot(tmp_path) == before


def test_a_file_system_without_hard_links(two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    replaced(*sources(*two))
    new = two[0].with_name("c")
    writing.write([NewFile(str(new), b"after\n")])
    assert {p.name: p.read_text() for p in new.parent.iterdir()} == dict.fromkeys("abc", "after\n")
    before = snapshot(new.parent)
    with pytest.raises(writing.WriteError, match="File exists"):
        writing.write([NewFile(str(new), b"mine\n")])
    assert snapshot(new.parent) == before


def test_a_fix_removes_what_killed_runs_left_beside_files_that_it_does_not_change(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("vrrp_instance V {\n    priority 100\n}\n")
    (tmp_path / ".keepalived.conf.carplint-0123abcd.old").write_text("theirs")
    (tmp_path / ".keepalived.conf.carplint-notes").write_text("theirs")
    cli.main(["fix", str(tmp_path)])
    assert sorted(p.name for p in tmp_path.iterdir()) == [".keepalived.conf.carplint-notes", "keepalived.conf"]
