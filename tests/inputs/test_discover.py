"""Which file belongs to which host."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.checking.lint import check
from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.inputs import walk
from carplint.inputs.discover import Found, discover
from carplint.inputs.load import load
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import MADE_UP, TOO_MUCH
from tests.trees import ROOT

VRRP = "vrrp_instance V {\n}\n"
VIP = "BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\n"
IFCFG = "DEVICE=eth0\n"
_TEXTS = {"keepalived": VRRP, "vip-": VIP, "ifcfg-": IFCFG}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder named `net`, which is the working folder."""
    folder = tmp_path / "net"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def fill(folder: Path, *names: str, text: str = "") -> None:
    """Files with the usual text for their name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or next((t for key, t in _TEXTS.items() if key in name), VRRP))


def hosts(found: Found) -> dict[str, list[tuple[str, str]]]:
    """The files of each host, each with its format."""
    return {h.name: [(d.source.path, d.format) for d in h.documents] for h in found.hosts}


def of(*paths: str) -> dict[str, list[str]]:
    """The files of each host among some paths; NAME=PATH names a host. Nothing may go wrong."""
    pairs = [(p.partition("=")[0], p.partition("=")[2]) if "=" in p else ("", p) for p in paths]
    found = discover(pairs)
    assert found.findings == ()
    assert all(d.source.host == h.name for h in found.hosts for d in h.documents)
    return {h.name: [d.source.path for d in h.documents] for h in found.hosts}


NODE = ("etc/sysconfig/carp/vip-001.conf", "etc/sysconfig/network-scripts/ifcfg-eth0", "etc/keepalived/keepalived.conf")


@pytest.mark.parametrize(
    ("files", "paths", "expected"),
    [
        pytest.param(NODE, ["."], {"net": NODE}, id="a machine's own tree"),
        pytest.param(NODE, ["etc"], {"net": NODE}, id="its etc"),
        pytest.param(NODE, ["etc/sysconfig", "etc/keepalived"], {"net": NODE}, id="two folders of one machine"),
        pytest.param(NODE, list(NODE), {"net": NODE}, id="files of one machine"),
        pytest.param(NODE, ["etc", "etc/keepalived", NODE[2]], {"net": NODE}, id="nothing twice"),
        pytest.param(
            [f"lb1/{n}" for n in NODE] + [f"lb2/{n}" for n in NODE],
            ["."],
            {"lb1": [f"lb1/{n}" for n in NODE], "lb2": [f"lb2/{n}" for n in NODE]},
            id="a folder a machine",
        ),
        pytest.param(
            ["lb1/keepalived.conf", "lb2/keepalived.conf"],
            ["."],
            {"lb1": ["lb1/keepalived.conf"], "lb2": ["lb2/keepalived.conf"]},
            id="sibling folders",
        ),
        pytest.param(
            ["lb1/keepalived.conf", "lb2/keepalived.conf"],
            ["lb1/keepalived.conf", "lb2/keepalived.conf"],
            {"lb1": ["lb1/keepalived.conf"], "lb2": ["lb2/keepalived.conf"]},
            id="files in sibling folders",
        ),
        pytest.param(
            ["east/lb/keepalived.conf", "west/lb/keepalived.conf"],
            ["."],
            {"east/lb": ["east/lb/keepalived.conf"], "west/lb": ["west/lb/keepalived.conf"]},
            id="the same name in two places",
        ),
        pytest.param(
            ["lb/keepalived.conf", "west/lb/keepalived.conf"],
            ["."],
            {"net/lb": ["lb/keepalived.conf"], "west/lb": ["west/lb/keepalived.conf"]},
            id="one name within another",
        ),
        pytest.param(
            ["lb/keepalived.conf", "old/lb/keepalived.conf", "archive/keepalived.conf", "venv/keepalived.conf"],
            ["."],
            {"lb": ["lb/keepalived.conf"]},
            id="old files and those that a tool fetched beside others",
        ),
        pytest.param(
            ["old/lb/keepalived.conf"],
            ["."],
            {"lb": ["old/lb/keepalived.conf"]},
            id="old files where no others are",
        ),
        pytest.param(
            ["keepalived-lb1.conf", "keepalived-lb2.conf"],
            ["."],
            {"keepalived-lb1": ["keepalived-lb1.conf"], "keepalived-lb2": ["keepalived-lb2.conf"]},
            id="two main files in one folder",
        ),
        pytest.param(
            ["etc/keepalived/keepalived.conf", "etc/keepalived/conf.d/web.conf"],
            ["."],
            {"net": ["etc/keepalived/keepalived.conf", "etc/keepalived/conf.d/web.conf"]},
            id="a main file and what it includes",
        ),
        pytest.param(
            ["keepalived/keepalived.conf", "keepalived/conf.d/web.conf", "keepalived/web.conf"],
            ["."],
            {"net": ["keepalived/keepalived.conf", "keepalived/conf.d/web.conf", "keepalived/web.conf"]},
            id="the folder of a main file",
        ),
        pytest.param(
            ["etc/keepalived/keepalived.conf", "etc/keepalived/vrrp/web.conf"],
            ["."],
            {"net": ["etc/keepalived/keepalived.conf", "etc/keepalived/vrrp/web.conf"]},
            id="another folder of included files",
        ),
        pytest.param(
            ["etc/keepalived/lb1/keepalived.conf", "etc/keepalived/lb2/keepalived.conf"],
            ["."],
            {"lb1": ["etc/keepalived/lb1/keepalived.conf"], "lb2": ["etc/keepalived/lb2/keepalived.conf"]},
            id="main files in folders of one folder",
        ),
        pytest.param(
            ["keepalived/lb1.conf", "keepalived/lb2.conf"],
            ["."],
            {"lb1": ["keepalived/lb1.conf"], "lb2": ["keepalived/lb2.conf"]},
            id="a folder of main files named after their hosts",
        ),
        pytest.param(
            ["keepalived.conf", "keepalived-lb2.conf"],
            ["."],
            {"net": ["keepalived.conf"], "keepalived-lb2": ["keepalived-lb2.conf"]},
            id="a main file beside keepalived.conf",
        ),
        pytest.param(
            ["lb1.conf", "lb2.conf", "notes.txt", "lb2.conf.bak"],
            ["."],
            {"lb1": ["lb1.conf"], "lb2": ["lb2.conf"]},
            id="files named after their hosts",
        ),
        pytest.param(
            ["nodes/keepalived.conf.lb1", "nodes/keepalived.conf.lb2", "nodes/keepalived.conf.dpkg-old"],
            ["."],
            {f"keepalived.conf.{n}": [f"nodes/keepalived.conf.{n}"] for n in ("lb1", "lb2")},
            id="main files told apart by their ending",
        ),
        pytest.param(
            ["x.cfg", "x.txt"], ["x.cfg", "x.txt"], {"x.cfg": ["x.cfg"], "x.txt": ["x.txt"]}, id="files with one stem"
        ),
        pytest.param(
            ["keepalived/lb1.conf", "keepalived/lb2.conf", "keepalived/lb1/keepalived.conf"],
            ["."],
            {
                "lb1": ["keepalived/lb1/keepalived.conf"],
                "lb1.conf": ["keepalived/lb1.conf"],
                "lb2": ["keepalived/lb2.conf"],
            },
            id="a file and a folder of one name",
        ),
        pytest.param(
            ["keepalived.conf", "other/lb1.conf"], ["."], {"net": ["keepalived.conf"]}, id="nothing is looked for"
        ),
        pytest.param(["a/keepalived.conf"], ["lb1=a"], {"lb1": ["a/keepalived.conf"]}, id="the name of a host"),
        pytest.param(
            ["a/keepalived.conf", "b/x.txt"],
            ["lb1=a", "lb2=b/x.txt"],
            {"lb1": ["a/keepalived.conf"], "lb2": ["b/x.txt"]},
            id="names of hosts, one for a file",
        ),
        pytest.param(
            ["a/keepalived.conf", "b/ifcfg-eth0"],
            ["lb1=a", "lb1=b"],
            {"lb1": ["a/keepalived.conf", "b/ifcfg-eth0"]},
            id="one host of two places",
        ),
        pytest.param(
            ["carp/vip-001.conf", "ifcfg-eth0", "carp/vip-001.conf.example", "carp/vip-002.conf.rpmsave"],
            ["."],
            {"net": ["ifcfg-eth0", "carp/vip-001.conf"]},
            id="no examples and backups",
        ),
        pytest.param(
            [".git/keepalived.conf", "keepalived.conf", "readme.conf"],
            ["."],
            {"net": ["keepalived.conf"]},
            id="no repositories, no other files",
        ),
    ],
)
def test_hosts(tree: Path, files: list[str], paths: list[str], expected: dict[str, list[str]]) -> None:
    fill(tree, *files)
    found = {name: sorted(f.removeprefix("./") for f in theirs) for name, theirs in of(*paths).items()}
    assert found == {name: sorted(theirs) for name, theirs in expected.items()}


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (VRRP, "keepalived"),
        ("# x\n\nglobal_defs {\n}\n", "keepalived"),
        ("virtual_server 10.0.0.1 80 {\n}\n", "keepalived"),
        (VIP, "carp"),
        ("export VIP_INTERFACE=eth0:0\n", "carp"),
        (IFCFG, "ifcfg"),
        ("IPADDR0=10.0.0.1\n", "ifcfg"),
        ("#!/bin/sh\nBIND_ADDRESS=$(x)\nucarp -s $BIND_ADDRESS\n", "launcher"),
    ],
)
def test_a_single_file_is_known_by_its_content(tree: Path, text: str, format: str) -> None:
    fill(tree, "saved.txt", text=text)
    assert hosts(discover([("", "saved.txt")])) == {"net": [("saved.txt", format)]}
    assert discover([("", ".")]).hosts == (), "in a folder only a name counts"


def test_a_single_file_of_no_known_kind(tree: Path) -> None:
    fill(tree, "saved.txt", text="hello\n")
    found = discover([("", "saved.txt")])
    assert [(f.name, f.span.source.path) for f in found.findings] == [("file-not-recognised", "saved.txt")]


def test_vip_files_are_told_apart_by_what_is_in_them(tree: Path) -> None:
    fill(tree, "lb1/vip-001.conf", "lb1/vip-common.conf", text="VIP_ADDRESS=192.0.2.1\nSOURCE_ADDRESS=192.0.2.2\n")
    fill(tree, "lb2/vip-001.conf", text="ID=1\n")
    fill(tree, "lb3/ucarp/vip-001.conf", text="ID=1\n")
    (tree / "lb2" / "vip-002.conf").symlink_to(tree / "lb1" / "vip-001.conf")
    assert hosts(discover([("", ".")])) == {
        "lb1": [("./lb1/vip-001.conf", "ucarp"), ("./lb1/vip-common.conf", "ucarp")],
        "lb3": [("./lb3/ucarp/vip-001.conf", "ucarp")],
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("<stdin>", VRRP, {"net": [("<stdin>", "keepalived")]}),
        (
            "lb1/etc/keepalived/keepalived.conf",
            "# none yet\n",
            {"lb1": [("lb1/etc/keepalived/keepalived.conf", "keepalived")]},
        ),
        ("carp/vip-009.conf", "A=1\n", {"net": [("carp/vip-009.conf", "carp")]}),
    ],
)
def test_standard_input(
    tree: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    found = discover([("", "-")], name)
    assert hosts(found) == expected
    assert found.hosts[0].documents[0].source.real is None


def test_a_host_is_complete_in_what_its_folders_hold(tree: Path) -> None:
    fill(tree, *NODE)
    assert discover([("", ".")]).hosts[0].complete == {"carp", "ifcfg", "keepalived"}
    assert discover([("", NODE[0])]).hosts[0].complete == frozenset()


def test_links_within_a_tree_are_read_for_each_host(tree: Path) -> None:
    fill(tree, "common.conf")
    for name in ("lb1", "lb2"):
        (tree / name).mkdir()
        (tree / name / "keepalived.conf").symlink_to("../common.conf")
    assert of(".") == {"lb1": ["./lb1/keepalived.conf"], "lb2": ["./lb2/keepalived.conf"]}


def test_an_unreadable_file_does_not_take_its_host_along(tree: Path) -> None:
    fill(tree, *NODE)
    (tree / NODE[1]).write_bytes(b"\0" * 9)
    found = discover([("", ".")])
    assert [f.name for f in found.findings] == ["file-not-text"]
    assert {d.format for d in found.hosts[0].documents} == {"carp", "keepalived"}


def test_nothing_is_there(tree: Path) -> None:
    assert discover([("", ".")]) == Found((), (), ())
    assert discover([]) == Found((), (), ())


@pytest.fixture
def linked(tree: Path) -> Path:
    """A node whose folder of vip files, and one of whose ifcfg files, are links to where they really lie."""
    outside = tree.parent / "shared"
    fill(outside, "carp/vip-001.conf", "ifcfg-eth0")
    scripts = tree / "lb1/etc/sysconfig/network-scripts"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-eth0").symlink_to(outside / "ifcfg-eth0")
    (tree / "lb1/etc/sysconfig/carp").symlink_to(outside / "carp")
    return tree


def test_links_out_of_the_tree_are_followed_when_asked_for(linked: Path) -> None:
    left = discover([("", ".")])
    assert left.hosts == ()
    assert sorted(left.not_checked) == [
        f"./lb1/etc/sysconfig/{path}: a symbolic link that leads out of .: it is not followed without --follow"
        for path in ("carp", "network-scripts/ifcfg-eth0")
    ]
    found = discover([("", ".")], follow=True)
    assert hosts(found) == {
        "lb1": [
            ("./lb1/etc/sysconfig/carp/vip-001.conf", "carp"),
            ("./lb1/etc/sysconfig/network-scripts/ifcfg-eth0", "ifcfg"),
        ]
    }
    assert (found.findings, found.not_checked) == ((), ())


@pytest.mark.parametrize(
    ("target", "said"), [("rc.d/rc.local", True), ("/usr/lib/systemd/system/x.service", False), ("ucarp.sh", False)]
)
def test_a_link_to_what_was_not_copied_is_said(target: str, said: bool, tree: Path) -> None:
    """On Red Hat /etc/rc.local is a link; systemd's links out of a copy are not worth a word."""
    (tree / "lb1/etc").mkdir(parents=True, exist_ok=True)
    (tree / "lb1/etc/ucarp.sh").write_text("ucarp -i eth0 -s 192.0.2.1 -v 7 -p x -a 192.0.2.10 -u /u -d /d\n")
    name = "rc.local" if said else "x.service" if "systemd" in target else "ucarp-again.sh"
    (tree / "lb1/etc" / name).symlink_to(target)
    found = [line for line in discover([("", ".")]).not_checked if name in line]
    assert found == ([f"./lb1/etc/{name}: a symbolic link to {target}, which does not exist"] if said else [])


def test_following_ends_where_links_lead_back(linked: Path) -> None:
    (linked / "again").symlink_to(linked)
    (linked.parent / "shared" / "carp" / "up").symlink_to(linked.parent)
    (linked / "lb1" / "self").symlink_to("self")
    found = discover([("", ".")], follow=True)
    read = sorted(os.path.realpath(d.source.path) for h in found.hosts for d in h.documents)
    assert sorted(set(read)) == [str(linked.parent / "shared" / p) for p in ("carp/vip-001.conf", "ifcfg-eth0")]
    assert found.findings == ()


def test_following_ends_at_a_limit(linked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "FAR", 2)
    for number in range(5):
        (linked.parent / "shared" / "carp" / f"sub{number}" / "deep").mkdir(parents=True)
    found = discover([("", ".")], follow=True)
    assert [n for n in found.not_checked if "more than 2 folders" in n]
    assert [d.source.path for h in found.hosts for d in h.documents]


@pytest.mark.parametrize("deep", [1500, 3000])
def test_folders_within_each_other(tree: Path, deep: int) -> None:
    """As deep as a path can be named a file is found; what is deeper cannot be read."""
    fill(tree, "lb1/etc/keepalived/keepalived.conf")
    home = Path.cwd()
    for _ in range(deep):
        os.mkdir("d")
        os.chdir("d")
    try:
        Path("keepalived.conf").write_text("vrrp_instance V {\n}\n")
        os.chdir(home)
        found = discover([("", ".")])
    finally:
        subprocess.run(["rm", "-rf", home / "d"], check=True, timeout=60)
    assert len(found.hosts) == (2 if deep == 1500 else 1)
    assert [f.message for f in found.findings] == (
        [] if deep == 1500 else ["the folder cannot be read: File name too long"]
    )


_MOUNTS = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
MOUNTED = sorted({words[4] for words in _MOUNTS if words[words.index("-") + 1] in MADE_UP and os.path.isdir(words[4])})


@pytest.mark.parametrize("folder", MOUNTED)
def test_what_a_file_system_of_the_kernel_holds_is_no_file(folder: str) -> None:
    """Also what is mounted below /proc and /sys, and elsewhere. Nothing is opened: /sys/kernel/tracing/trace_pipe would lose
    what is read."""
    for path in [f.path for f in os.scandir(folder) if f.is_file(follow_symlinks=False)]:
        found = reading.read(path)
        assert isinstance(found, Finding)
        assert found.message in ("not a regular file; pipe it into '-'", "cannot be read: No such file or directory")


@pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="NOT TESTED: needs unshare, and root")
def test_what_is_mounted_in_a_tree_is_no_file_if_the_kernel_makes_it_up(tree: Path) -> None:
    """A container's root has /proc mounted in it."""
    fill(tree, "etc/sysconfig/network-scripts/ifcfg-eth0", "proc/x")
    program = "import sys; from carplint.text import reading; print(reading.read(sys.argv[1]))"
    script = 'mount -t proc proc "$1" && exec "$2" -c "$3" "$1/version"'
    words = ("unshare", "--mount", "sh", "-c", script, "sh", str(tree / "proc"), sys.executable, program)
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=ROOT)
    if "mount:" in done.stderr:
        pytest.skip(f"NOT TESTED: {done.stderr}")
    assert "not a regular file" in done.stdout


class _Nothing(io.FileIO):
    """A file that has nothing to read yet."""

    def read(self, _: int | None = -1, /) -> bytes:
        return cast("bytes", None)


def test_a_file_that_gives_nothing_yet_is_no_file(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tree, "keepalived.conf")
    monkeypatch.setattr(reading, "open", lambda number, _: _Nothing(number), raising=False)
    found = reading.read("keepalived.conf")
    assert isinstance(found, Finding)
    assert found.message == "not a regular file; pipe it into '-'"


@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/version", "/sys/kernel/notes"])
def test_what_the_kernel_makes_up_is_no_file(tree: Path, path: str) -> None:
    Path("keepalived.conf").symlink_to(path)
    for paths in ([("", path)], [("", "keepalived.conf")]):
        found = discover(paths)
        assert [f.message for f in found.findings] == ["not a regular file; pipe it into '-'"]
        assert found.hosts == ()


@pytest.mark.parametrize("kind", ["fifo", "socket", "directory", "link to a device"])
def test_what_is_no_file_is_one_finding(tree: Path, kind: str) -> None:
    fill(tree, "etc/sysconfig/network-scripts/ifcfg-eth0")
    path = tree / "etc/sysconfig/network-scripts/ifcfg-eth1"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as own:
            own.bind(str(path.relative_to(tree)))
    elif kind == "directory":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    found = discover([("", ".")], follow=True)
    assert len(found.findings) == (0 if kind == "directory" else 1)
    assert all(f.name == "file-unreadable" and "not a regular file" in f.message for f in found.findings)
    assert len(found.hosts) == 1


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        pytest.param("DEVICE=eth1\n".encode("utf-16"), "file-not-text", "UTF-16, which", id="UTF-16"),
        pytest.param("DEVICE=eth1\n".encode("utf-16-be"), "file-not-text", "NUL byte", id="UTF-16 without a mark"),
        pytest.param(bytes(range(256)), "file-not-text", "NUL byte", id="binary"),
        pytest.param(b"DEVICE=eth1\nIPADDR=10.0" + bytes(40), "file-not-text", "NUL byte", id="cut by a crash"),
    ],
)
def test_what_is_no_text_is_one_finding(tree: Path, data: bytes, name: str, words: str) -> None:
    fill(tree, "etc/sysconfig/network-scripts/ifcfg-eth0")
    (tree / "etc/sysconfig/network-scripts/ifcfg-eth1").write_bytes(data)
    found = discover([("", ".")])
    assert [(f.name, words in f.message) for f in found.findings] == [(name, True)]
    assert [len(h.documents) for h in found.hosts] == [1]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda f: f.name)
def test_every_path_of_a_dialect_has_one_of_its_signs(dialect: Dialect) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.from_regex(dialect.file, fullmatch=True))
    def holds(path: str) -> None:
        assert any(sign in path.lower() for sign in dialect.signs)

    if dialect.file != "(?!)":
        holds()


def test_of_two_main_files_one_is_read(tmp_path: Path) -> None:
    text = "vrrp_instance A {\n    interface eth0\n    virtual_router_id 5\n    virtual_ipaddress {\n        192.0.2.5\n    }\n}\n"
    for name in ("lb1/etc/keepalived/keepalived.conf", "lb1/keepalived.conf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    report = check(load([str(tmp_path / "lb1")]))
    assert [f.name for f in report.findings] == []
    assert len(report.net.virtual_routers) == 1
    assert any("lb1/keepalived.conf, since" in what for what in report.net.not_checked)
    (tmp_path / "lb1/etc/keepalived/keepalived.conf").write_text("include ../../keepalived.conf\n")
    report = check(load([str(tmp_path / "lb1")]))
    assert len(report.net.virtual_routers) == 1
    assert not any("since" in what for what in report.net.not_checked)


def test_the_bytes_of_a_run_are_limited_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What there is no room for is one finding and named; what is smaller is read on."""
    monkeypatch.setattr(reading, "BYTES", 2_000)
    for name, size in (("a", 900), ("b", 900), ("c", 900), ("d", 900), ("e", 50)):
        folder = tmp_path / name / "etc" / "keepalived"
        folder.mkdir(parents=True)
        (folder / "keepalived.conf").write_text("global_defs {\n}\n" + "#" * (size - 16))
    net = load([str(tmp_path)])
    assert [h.name for h in net.hosts] == ["a", "b", "e"]
    assert [f.name for f in net.findings] == ["file-too-large"]
    assert [n for n in net.not_checked if "d/etc" in n] == [f"{tmp_path}/d/etc/keepalived/keepalived.conf: {TOO_MUCH}"]


def test_included_files_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BYTES", 2_000)
    (tmp_path / "keepalived.conf").write_text("include x1\ninclude x2\ninclude x3\ninclude x4\n")
    for number in range(1, 5):
        (tmp_path / f"x{number}").write_text("#" * 900)
    net = load([str(tmp_path / "keepalived.conf")])
    assert [f.name for f in net.findings] == ["file-too-large"]
    assert [n.rpartition(" ")[2] for n in net.not_checked] == ["x3", "x4"]


@pytest.mark.parametrize("of_folder", [False, True])
@pytest.mark.parametrize("included", [False, True])
def test_what_becomes_a_link_after_its_folder_was_listed_is_not_followed(
    of_folder: bool, included: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who may write into the tree puts one in the place of a file, or of its folder."""
    own, away, reads = tmp_path / "t/lb1/etc/keepalived", tmp_path / "away", reading.read
    other = own / ("d/x.conf" if included else "keepalived.conf")
    other.parent.mkdir(parents=True)
    away.mkdir()
    for path in (other, away / other.name):
        path.write_text("vrrp_instance V {\n}\n")
    if included:
        (own / "keepalived.conf").write_text("include d/x.conf\n")

    def late(path: str, real: str | None = None, *more: object, **named: object) -> object:
        if path.endswith(other.name) and not (tmp_path / "before").exists():
            gone = other.parent if of_folder else other
            gone.rename(tmp_path / "before")
            gone.symlink_to(away if of_folder else away / other.name)
        return reads(path, real, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read", late)
    net = load([str(tmp_path / "t")])
    assert (tmp_path / "before").exists()
    assert [r.name for r in net.virtual_routers] == []
    assert [f.message for f in net.findings if f.name == "file-unreadable"] == [reading.REPLACED]


def test_what_is_looked_into_is_counted_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree of many large files with a name that says little: they are read to see what they are, but not all of them."""
    fill(tree, "a/etc/rc.local", "b/etc/rc.local", text="# nothing\n" * 10)
    fill(tree, "c/etc/keepalived/keepalived.conf")
    monkeypatch.setattr(reading, "BYTES", 150)
    found = discover([("", ".")])
    assert found.not_checked == (f"./b/etc/rc.local: {TOO_MUCH}",)
    assert [h.name for h in found.hosts] == ["c"]
    monkeypatch.setattr(reading, "BYTES", 250)
    assert discover([("", ".")]).not_checked == ()


@pytest.mark.parametrize("slashes", ["//", "///"])
def test_a_path_that_begins_with_two_slashes_begins_with_one(slashes: str, tree: Path) -> None:
    """For Linux they are the same; os.path keeps two of them."""
    fill(tree, "lb1/etc/keepalived/keepalived.conf", text="include d/*.conf\ninclude /etc/keepalived/other.conf\n")
    fill(tree, "lb1/etc/keepalived/d/one.conf", text="vrrp_instance V1 {\n}\n")
    fill(tree, "lb1/etc/keepalived/other.conf", text="vrrp_instance V2 {\n}\n")
    path = f"{slashes[1:]}{tree}"
    for given_path in (path, f"{path}/lb1/etc/keepalived/keepalived.conf"):
        net = load([given_path])
        assert sorted(str(r.name.value) for r in net.virtual_routers) == ["V1", "V2"]
        assert [f.name for f in net.findings if "include" in f.name] == []
    assert [h.name for h in load([], hosts=[("n", f"{path}/lb1")]).hosts] == ["n"]
