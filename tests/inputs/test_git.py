"""What git tracks, from its index: held against `git ls-files`, and against what an index may be instead."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from carplint.inputs import git
from carplint.inputs.load import load
from carplint.text.reading import BROUGHT, Budget
from tests.inputs.test_foreign import CONF, put, states
from tests.work import calls

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
FILES = {
    f"{folder}/keepalived.conf": f"# {folder}\n{CONF}"
    for folder in ("lb1", "lb2", "out/lb3", "naïve dir/x", "out/deep/er")
}


def names(data: bytes) -> Sequence[bytes]:
    """The names of an index as a run reads them that has read nothing else."""
    left = Budget()
    left.room += BROUGHT[1] * len(data)
    return git.names(data, left)


def run(folder: Path, *words: str) -> str:
    """Run git with nobody's configuration."""
    own = {"HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "core.quotePath=false")
    return subprocess.run(["git", *identity, *words], cwd=folder, env=own, check=True, capture_output=True, text=True).stdout  # fmt: skip


def repository(folder: Path, *options: str) -> Path:
    put(folder, {**FILES, ".gitignore": "out/\nlb2/*.conf\n"})
    run(folder, "init", "-q", *options)
    run(folder, "add", "-f", "lb1", "lb2", "out/lb3", "naïve dir", ".gitignore")
    return folder


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_the_names_are_those_of_git(version: str, format: str, tmp_path: Path) -> None:
    folder = repository(tmp_path, f"--object-format={format}")
    run(folder, "update-index", "--index-version", version)
    if version == "3":  # which has flags that the others do not need
        put(folder, {"later.conf": CONF})
        run(folder, "add", "--intent-to-add", "later.conf")
    expected = run(folder, "ls-files").splitlines()
    found = names((folder / ".git/index").read_bytes())
    assert [os.fsdecode(n) for n in found] == expected
    tracked = git.Tracked(str(folder), Budget(), [])
    assert all(tracked.has(str(folder / name)) for name in (*expected, "out", "out/lb3", "naïve dir", "naïve dir/x"))
    others = (
        "out/deep",
        "out/deep/er/keepalived.conf",
        "out/lb",
        "out/lb3/keepalived",
        "naïve",
        "zz",
        "lb1/keepalived.conf/x",
        ".",
    )
    assert not any(tracked.has(str(folder / name)) for name in others)


def test_what_is_tracked_counts_whatever_is_excluded(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    expected = dict.fromkeys(("lb1", "lb2", "naïve dir/x", "out/lb3"), "read")
    net = load([str(folder)])
    assert {os.path.dirname(p): s for p, s in states(net, folder).items() if s == "read"} == expected
    assert states(net, folder)["out/deep/"] == "passed over"
    run(folder, "rm", "-q", "--cached", "lb2/keepalived.conf")
    assert states(load([str(folder)]), folder)["lb2/keepalived.conf"] == "passed over"


def test_a_worktree_has_an_index_of_its_own(tmp_path: Path) -> None:
    main = repository(tmp_path / "main")
    run(main, "commit", "-qm", "x")
    run(main, "worktree", "add", "-q", "../other")
    other = tmp_path / "other"
    assert states(load([str(tmp_path)]), tmp_path)["other/lb2/keepalived.conf"] == "read"
    run(other, "rm", "-q", "--cached", "lb2/keepalived.conf")
    assert states(load([str(tmp_path)]), tmp_path)["other/lb2/keepalived.conf"] == "passed over"
    assert states(load([str(main)]), main)["lb2/keepalived.conf"] == "read"


@pytest.mark.parametrize("follow", [False, True])
def test_no_index_outside_of_the_tree_is_read(follow: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a worktree lies in the repository: it is read if the tree has that, or on request."""
    main = repository(tmp_path / "main")
    run(main, "commit", "-qm", "x")
    run(main, "worktree", "add", "-q", "../other")
    (linked := tmp_path / "linked" / ".git").mkdir(parents=True)
    put(linked.parent, {**FILES, ".gitignore": "lb2/*.conf\n"})
    (linked / "index").symlink_to(main / ".git/index")
    (link := tmp_path / "link").mkdir()
    put(link, {**FILES, ".gitignore": "lb2/*.conf\n"})
    (link / ".git").symlink_to(tmp_path / "other/.git")
    opened: list[str] = []
    real_open = os.open

    def noted(path: str, flags: int) -> int:
        opened.append(path)
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", noted)
    for tree in (tmp_path / "other", linked.parent, link):
        opened.clear()
        net = load([str(tree)], follow=follow)
        assert states(net, tree)["lb2/keepalived.conf"] == ("read" if follow else "passed over")
        outside = [p for p in opened if not os.path.realpath(p).startswith(str(tree))]
        assert bool(outside) == follow
        assert follow or any("outside of" in line for line in net.not_checked)


def test_an_index_is_read_once_whoever_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path)
    for number in range(5):
        put(folder / f"d{number}", {".git": "gitdir: ../.git\n", ".gitignore": "lb1/\n", "lb1/keepalived.conf": CONF})
    count: list[int] = []

    def noted(data: bytes, left: Budget) -> Sequence[bytes]:
        count.append(len(data))
        return [b"x"]

    monkeypatch.setattr(git, "names", noted)
    load([str(folder)])
    assert len(count) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: b"",
        lambda d: d[:50],
        lambda d: b"DIRT" + d[4:],
        lambda d: d[:4] + b"\0\0\0\x09" + d[8:],
        lambda d: d[:8] + b"\xff\xff\xff\xff" + d[12:],
        lambda d: d[:8] + b"\0\0\1\0" + d[12:],
        lambda d: d.replace(b"lb2/", b"\0b2/"),
        lambda d: d.replace(b"lb2/", b"/b2/"),
        lambda d: d.replace(b"lb2/", b"zz2/"),
        lambda d: d[:12] + b"\xff" * 200,
    ],
)
def test_an_index_that_is_none_says_nothing(damage: object, tmp_path: Path) -> None:
    folder = repository(tmp_path)
    run(folder, "update-index", "--index-version", "2")
    data = (folder / ".git/index").read_bytes()
    assert callable(damage)
    (folder / ".git/index").write_bytes(damage(data))
    assert states(load([str(folder)]), folder)["lb2/keepalived.conf"] == "passed over"


@pytest.mark.parametrize("rest", [b"", b"\xff" * 20, b"\x7f" * 40])
def test_an_index_of_version_4_that_ends_early_says_nothing(rest: bytes, tmp_path: Path) -> None:
    folder = repository(tmp_path)
    run(folder, "update-index", "--index-version", "4")
    data = (folder / ".git/index").read_bytes()
    for at in range(13, len(data) - 21, 7):
        assert not names(data[:at] + rest), at


def index(version: int, entries: Sequence[tuple[int, bytes]]) -> bytes:
    """An index of entries: how many bytes each leaves out of the name before (version 4), and the rest of its name."""
    found = b"DIRC" + version.to_bytes(4, "big") + len(entries).to_bytes(4, "big")
    for left_out, rest in entries:
        entry = bytes(62) + (bytes([left_out]) if version == 4 else b"") + rest + b"\0"
        found += entry + bytes(0 if version == 4 else -len(entry) % 8)
    return found + bytes(20)


def test_names_that_grow_are_bounded() -> None:
    """Each is the one before and a letter, so that all are the square of what the index has."""
    few = index(4, [(0, b"a")] * 100)
    assert [len(n) for n in names(few)] == list(range(1, 101))
    assert names(index(4, [(0, b"a")] * 1000)) != []
    assert names(index(4, [(0, b"a")] * git.LONGEST)) == []  # 8 MB of 260 KB
    assert names(index(4, [(0, b"a" * 4000)] + [(0, b"")] * 17_000)) == []  # 68 MB of 1 MB
    assert all(len(n) <= git.LONGEST for n in names(index(2, [(0, b"a" * 2 * git.LONGEST)])))


def test_a_length_without_end_is_read_to_its_bound() -> None:
    """With all of it, a number of as many bits would be made anew for each byte."""
    head = b"DIRC" + (4).to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes(62)
    few, many = (calls(partial(names, head + b"\xff" * n)) for n in (2_000, 200_000))
    assert few == many


def test_deep_names_take_no_more_room_than_the_index() -> None:
    deep = [(0, b"/".join([b"%05d" % n] * 600)) for n in range(500)]
    found = names(index(2, deep))
    assert sum(map(len, found)) < len(index(2, deep))


def test_a_split_index_says_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path)
    run(folder, "update-index", "--split-index")
    put(folder, {"lb4/keepalived.conf": CONF})
    run(folder, "add", "lb4")
    assert states(load([str(folder)]), folder)["lb2/keepalived.conf"] == "passed over"


@pytest.mark.parametrize("text", ["", "gitdir: ../elsewhere", "gitdir: /", "gitdir: .", "x" * 5000])
def test_a_file_in_place_of_the_folder(text: str, tmp_path: Path) -> None:
    put(tmp_path, {**FILES, ".gitignore": "lb2/\n", ".git": text})
    assert states(load([str(tmp_path)]), tmp_path)["lb2/"] == "passed over"


def test_the_index_is_read_once_and_only_if_something_is_excluded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path)
    count: list[int] = []
    real = git.names

    def counted(data: bytes, left: Budget) -> Sequence[bytes]:
        count.append(len(data))
        return real(data, left)

    monkeypatch.setattr(git, "names", counted)
    load([str(folder)])
    assert len(count) == 1
    (folder / ".gitignore").unlink()
    load([str(folder)])
    assert len(count) == 1
