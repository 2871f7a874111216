"""What .gitignore files and patterns of a configuration exclude: as git says, and with bounded work."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.inputs import ignored
from carplint.inputs.ignored import Ignored
from carplint.inputs.load import load
from tests.inputs.test_foreign import CONF, put
from tests.oracles import every
from tests.work import calls

NAMES = ("a", "b", "ab", "a.conf", "x-y", "build", "lb1", "[z]", "a b", "*", "c?")
PARTS = st.sampled_from(
    "a b * a* *.conf ? ** [ab] [!a] x-* b*d *a*b build \\a lb[0-9] [z-a] a**b \\* []z] [^]]* ?b [[]z] [a\\]b] [[:alpha:]] [a--b] [[a]* [a&&b]* [[:digit:]x]* [a-]* [z-a]*".split()
)
PATTERNS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "!", "/", "!/"]),
    st.lists(PARTS, min_size=1, max_size=4).map("/".join),
    st.sampled_from(["", "", "/", " ", "\\ ", "//"]),
)
FILES = st.lists(PATTERNS, min_size=1, max_size=4).map("\n".join)
FOLDERS = ("", "a", "a/b", "a/b/ab", "build", "lb1", "lb1/a.conf", "lb1/a.conf/a b")


def _excluded(top: Path, excluding: Ignored) -> Iterator[tuple[str, bool]]:
    """Yield each path below a folder that is not in an excluded one, and whether it is excluded itself."""
    waiting = [str(top)]
    while waiting:
        folder = waiting.pop()
        entries = [e for e in sorted(os.scandir(folder), key=lambda e: e.name) if e.name != ".git"]
        excluding.enter(folder, [e.name for e in entries if e.is_file()])
        for entry in entries:
            why = excluding.why(entry.path, entry.is_dir())
            yield entry.path[len(str(top)) + 1 :], why != ""
            if entry.is_dir() and not why:
                waiting.append(entry.path)


def _by_git(top: Path, paths: Sequence[str]) -> dict[str, bool]:
    """Ask git itself about paths."""
    words = ["git", "-C", str(top), "check-ignore", "--no-index", "-z", "--stdin", "-v", "-n"]
    out = subprocess.run(words, input="\0".join(paths), capture_output=True, text=True, check=False).stdout.split("\0")
    rows = zip(*(out[start::4] for start in range(4)), strict=False)
    return {path: bool(pattern) and not pattern.startswith("!") for _, _, pattern, path in rows}


@pytest.mark.skipif(shutil.which("git") is None, reason="NOT TESTED: git not installed")
@settings(max_examples=60 // every(3))
@given(st.dictionaries(st.sampled_from(FOLDERS), FILES, min_size=1, max_size=3))
def test_what_git_excludes_is_excluded(tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]) -> None:
    top = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    put(
        top,
        {
            os.path.join(folder, name): ""
            for folder in FOLDERS
            for name in NAMES
            if os.path.join(folder, name) not in FOLDERS
        },
    )
    put(top, {os.path.join(folder, ".gitignore"): text for folder, text in files.items()})
    found = dict(_excluded(top, Ignored(str(top))))
    assert found == _by_git(top, list(found))


@pytest.mark.parametrize(
    "pattern", ["[z-a]", "[", "a" * 1000, "*" * 300 + "b", "**/" * 50 + "x", "\\", "!", "/", "[[:x:]]", "a//b", "**/**"]
)
def test_odd_patterns_exclude_nothing_and_end(pattern: str, tmp_path: Path) -> None:
    put(tmp_path, {".gitignore": f"{pattern}\n" * 3 + "!*\n" * (pattern == "**/**")})
    excluding = Ignored(str(tmp_path))
    excluding.enter(str(tmp_path), [".gitignore"])
    assert excluding.why(str(tmp_path / ("a" * 250)), False) == ""


def _whole(top: Path) -> None:
    list(_excluded(top, Ignored(str(top))))


def _deep(tmp_path: Path, pattern: str, depth: int) -> Path:
    top = tmp_path / str(depth)
    put(top, {".gitignore": f"{pattern}\n", "a/" * depth + "x": ""})
    return top


@pytest.mark.parametrize("pattern", ["**/a/**/a/**/a/b", "a/" * 30 + "b", "*a*a*a*b", "!**/a/x"])
def test_twice_the_depth_is_at_most_about_twice_the_work(pattern: str, tmp_path: Path) -> None:
    """Each folder on the way is compared with the parts that come next, not the whole path with the whole pattern."""
    small, large = (calls(partial(_whole, _deep(tmp_path, pattern, n))) for n in (60, 120))
    assert large <= 2.3 * small


def test_too_much_work_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {".git/HEAD": "", ".gitignore": "b\n*.x\n", **{f"a{n}/keepalived.conf": "" for n in range(9)}})
    monkeypatch.setattr(ignored, "STEPS", 30)
    assert [line for line in load([str(tmp_path)]).not_checked if "too many patterns" in line]
    monkeypatch.undo()
    assert not [line for line in load([str(tmp_path)]).not_checked if "too many patterns" in line]


@pytest.mark.parametrize(("folder", "top"), [("t", "t"), (".", "t"), (".", "t/inner")])
def test_patterns_of_a_configuration_begin_at_its_folder(folder: str, top: str, tmp_path: Path) -> None:
    put(tmp_path, {"t/inner/deep/x": "", "t/inner/y": ""})
    pattern = "t/inner/deep" if folder == "." else "inner/deep"
    found = dict(_excluded(tmp_path / top, Ignored(str(tmp_path / top), [pattern], str(tmp_path / folder))))
    assert [path for path, excluded in found.items() if excluded] == [os.path.relpath("t/inner/deep", top)]


def test_patterns_of_a_configuration_elsewhere_exclude_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"t/x": "", "other/y": ""})
    assert not any(
        dict(_excluded(tmp_path / "t", Ignored(str(tmp_path / "t"), ["*"], str(tmp_path / "other")))).values()
    )


@pytest.mark.parametrize("top", ["", "net"])
def test_what_a_clone_excludes_is_excluded(top: str, tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            ".git/info/exclude": "# of git\nscratch/\n*.local.conf\n",
            "net/a/keepalived.conf": CONF,
            "net/scratch/keepalived.conf": CONF,
            "net/keepalived.local.conf": CONF,
            "net/b/.gitignore": "!scratch/\n",
            "net/b/scratch/keepalived.conf": CONF.replace("100", "90"),
        },
    )
    net = load([str(tmp_path / top)])
    assert [h.name for h in net.hosts] == ["a", "scratch"]  # a file of the repository goes before
    assert {f.why for f in net.listed if f.state == "passed over"} == {"excluded by .git/info/exclude"}
