"""What no dialect takes: how much of it is looked at, and that what is excluded makes no host."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.cli.main import main
from carplint.inputs import near, recognition
from carplint.inputs.config import read
from carplint.inputs.load import load
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from tests.inputs.test_foreign import CONF, put, states


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read."""
    paths: list[str] = []
    real = reading.read

    def counted(path: str, other: str | None = None, left: Budget | None = None, inside: str = "") -> Source | Finding:
        paths.append(path)
        return real(path, other, left, inside)

    monkeypatch.setattr(reading, "read", counted)
    return paths


def test_twice_the_files_are_twice_the_work(looked: list[str], tmp_path: Path) -> None:
    counts = []
    for number in (50, 100):
        folder = tmp_path / str(number)
        put(folder, {f"d{n}/x{n}.conf": "a = b\n" for n in range(number)})
        put(folder, {f"d{n}/keepalived.conf.bak": CONF for n in range(number)})
        put(folder, {f"d{n}/x.md": "keepalived -n\n" for n in range(number)})
        put(folder, {"lb1/keepalived.conf": CONF})
        looked.clear()
        assert len(load([str(folder)]).hosts) == 1
        assert not [p for p in looked if p.endswith(".md")]
        counts.append(len(looked))
    assert counts[1] <= 2.1 * counts[0]


def test_the_last_pass_ends(looked: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(near, "MOST", 10)
    monkeypatch.setattr(recognition, "MOST", 10)
    put(tmp_path, {f"x{n}": "true\n" for n in range(50)})
    put(tmp_path, {f"y{n}.sh": "true\n" for n in range(50)})
    put(tmp_path, {"lb1/keepalived.conf": CONF, "z.bin": "x" * (near.LARGEST + 1)})
    net = load([str(tmp_path)])
    assert len([p for p in looked if p.startswith(str(tmp_path / "x")) or p.endswith(".sh")]) <= 20
    assert len([n for n in net.not_checked if "too many" in n]) == 1


def test_the_bytes_of_the_last_pass_are_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(near, "BYTES", 1000)
    put(tmp_path, {f"x{n}.sh": "true\n" * 80 for n in range(50)})
    put(tmp_path, {"lb1/keepalived.conf": CONF})
    assert len([n for n in load([str(tmp_path)]).not_checked if "too many" in n]) == 1


TREE = {
    "lb1/keepalived.conf": CONF,
    "build/lb1/keepalived.conf": CONF,
    "lb2/keepalived.conf": CONF,
    "lb2/keepalived-test.conf": CONF,
}


@pytest.mark.parametrize("how", ["gitignore", "inner gitignore", "gitignore above", "exclude"])
def test_what_is_excluded_is_no_host(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "t", TREE)
    top = {"gitignore": "t/.gitignore", "gitignore above": ".gitignore"}.get(how)
    settings = None
    if top:
        put(tmp_path, {top: "build/\n*-test.conf\n"})
        (tmp_path / ".git").mkdir()
    elif how == "exclude":
        put(tmp_path, {"t/.carplint.yaml": 'exclude: [build/, "*-test.conf"]\n'})
        settings = read(str(tmp_path / "t/.carplint.yaml"))
    else:
        put(tmp_path / "t", {"build/.gitignore": "*\n", "lb2/.gitignore": "/keepalived-test.conf\n"})
    net = load([str(tmp_path / "t")], settings=settings)
    assert sorted(h.name for h in net.hosts) == ["lb1", "lb2"]
    found = states(net, tmp_path / "t")
    assert {p for p, s in found.items() if s == "read"} == {"lb1/keepalived.conf", "lb2/keepalived.conf"}
    assert "passed over" in found.values()
    named = load([str(tmp_path / "t/lb2/keepalived-test.conf")])
    assert [h.name for h in named.hosts] != [], "what is named is read"


def test_the_list_of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"lb1/etc/keepalived/keepalived.conf": CONF, "lb1/etc/sysctl.d/keepalived.conf": "a = 1\n"})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--list-files", "lb1"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "read         keepalived  lb1  lb1/etc/keepalived/keepalived.conf"
    assert "passed over  keepalived  -    lb1/etc/sysctl.d/keepalived.conf: has the name of" in out
    assert out.splitlines()[-1] == "1 read, 1 passed over, 0 refused"
    assert main(["show", "--list-files", "--format", "json", "lb1"]) == 0
    assert '"state": "passed over"' in capsys.readouterr().out
    assert main(["check", "--list-files", "--format", "github", "lb1"]) == 2
    assert main(["check", "--list-files", "gone"]) == 3


def test_the_list_says_where_something_was_not_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, {"lb1/keepalived.conf": CONF.replace("state", "stat"), "lb2/keepalived.conf": CONF})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "lb1", "lb2"]) == 1
    assert "13 of 14 statements understood (--list-files says where not)" in capsys.readouterr().out
    assert main(["check", "--list-files", "lb1", "lb2"]) == 0
    assert "lb1/keepalived.conf: 1 of 7 statements not understood" in capsys.readouterr().out


UNIT = "[Service]\nExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p kT9-wq2x -a 192.0.2.9\n"
NETWORK = "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.1/24\n"
SYSTEM, NETWORKS = "etc/systemd/system", "etc/systemd/network"


@pytest.mark.parametrize(
    ("files", "links", "said"),
    [
        ({}, {f"{SYSTEM}/ucarp.service": "/dev/null"}, ["ucarp.service is masked"]),
        ({}, {f"{SYSTEM}/carp@1.service": "/dev/null"}, ["carp@1.service is masked"]),
        ({"usr/lib/systemd/system/ucarp.service": UNIT}, {f"{SYSTEM}/ucarp.service": "/dev/null"}, ["since ucarp.service is masked"]),
        ({f"{SYSTEM}/ucarp@.service": UNIT}, {f"{SYSTEM}/ucarp@2.service": "/dev/null"}, ["since ucarp@2.service is masked"]),
        ({}, {f"{SYSTEM}/cups.service": "/dev/null"}, []),
        ({}, {f"{SYSTEM}/keepalived.service": "loop", f"{SYSTEM}/loop": "keepalived.service"}, ["leads in a circle or nowhere"]),
        ({f"{NETWORKS}/1.network.d/x.conf": "[Network]\nAddress=192.0.2.9/24\n"}, {}, ["a drop-in of 1.network, which is not there"]),
        ({f"{NETWORKS}/1.netdev.d/x.conf": "[NetDev]\nKind=bond\n"}, {}, ["a drop-in of 1.netdev, which is not there"]),
        ({f"{NETWORKS}/1.network.d/x.conf": "[Network]\n", "usr/lib/systemd/network/1.network": NETWORK}, {}, []),
        ({f"{NETWORKS}/1.link.d/x.conf": "[Link]\nMTUBytes=9000\n", f"{NETWORKS}/1.link": "[Match]\nName=eth0\n"}, {}, []),
    ],
)  # fmt: skip
def test_what_systemd_does_not_read_is_said(
    files: dict[str, str], links: dict[str, str], said: list[str], tmp_path: Path
) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": CONF, **files})
    for path, target in links.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).symlink_to(target)
    found = [n for n in load([str(tmp_path)]).not_checked if "peers of" not in n]
    assert [any(s in n for n in found) for s in said] == [True] * len(said)
    assert len(found) == len(said)
