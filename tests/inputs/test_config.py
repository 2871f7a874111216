"""`.carplint.yaml`, --target and --config-id: what is said of the hosts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carplint.cli.main import main
from carplint.inputs.config import ConfigurationError, HostSettings, Settings, find, read
from tests.trees import ROOT

NEWER = """vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    down_timer_adverts 4
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""


def host(folder: Path, name: str, text: str = NEWER) -> None:
    (folder / name).mkdir()
    (folder / name / "keepalived.conf").write_text(text)


def test_what_is_given_wins_then_the_host_then_the_default() -> None:
    settings = Settings(
        given=HostSettings(config_id="given"),
        hosts={"lb1": HostSettings(target=(2, 2, 7), config_id="own")},
        default=HostSettings(target=(1, 3, 5)),
    )
    assert settings.of("lb1") == HostSettings((2, 2, 7), "given")
    assert settings.of("lb2") == HostSettings((1, 3, 5), "given")
    assert Settings().of("lb1") == HostSettings()


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / ".carplint.yaml").write_text("target: keepalived=2.2.7\n")
    assert find(str(tmp_path / "a" / "b")) == str(tmp_path / ".carplint.yaml")
    (tmp_path / "a" / ".carplint.yaml").write_text("")
    assert find(str(tmp_path / "a" / "b")) == str(tmp_path / "a" / ".carplint.yaml")
    assert read(str(tmp_path / "a" / ".carplint.yaml")) == Settings(folder=str(tmp_path / "a"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (os.mkfifo, ": the configuration cannot be read: not a regular file"),
        (os.mkdir, ": the configuration cannot be read: a directory, not a file"),
        (lambda path: os.symlink("nowhere", path), ": the configuration cannot be read: No such file or directory"),
        (lambda path: os.symlink(path, path), ": the configuration cannot be read: Too many levels of symbolic links"),
        (lambda path: os.symlink("/dev/zero", path), " is a link to a file outside of its folder"),
    ],
    ids=["pipe", "folder", "dangling link", "loop", "device"],
)
def test_an_odd_file_is_not_passed_over(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    message: str,
) -> None:
    (tmp_path / "keepalived.conf").write_text("x\n")
    make(tmp_path / ".carplint.yaml")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert main(["check", ".."]) == 2
    assert f"{tmp_path}/.carplint.yaml{message}" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody who may not enter a folder")
def test_a_folder_above_that_may_not_be_entered_is_said(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    (inner / ".carplint.yaml").write_text("ignore: [CL106]\n")
    program = (
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); import carplint.cli.inputs, carplint.cli.arguments\n"
        f"os.chdir({str(inner)!r}); os.chmod('..', 0); os.setresuid(65534, 65534, 65534)\n"
        "carplint.cli.inputs.settings(carplint.cli.arguments.Arguments())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    (tmp_path / "closed").chmod(0o755)
    assert done.stderr == (
        "carplint: no .carplint.yaml was looked for, since a folder above the current one may not be entered\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targett: keepalived=2.2.7\n", "did you mean target?"),
        ("target: newest\n", "write keepalived=VERSION"),
        ("hosts: [lb1]\n", "hosts must be a mapping"),
        ("hosts:\n  lb1:\n    config_id: x\n", "did you mean config-id?"),
        ("target: [\n", "not valid YAML"),
        ("target: keepalived=0.9.9\n", "keepalived 0.9.9 is too old: carplint knows the releases 1.0.3 to 2.4.3"),
        ("hosts:\n  lb1: {path: a}\n  lb1: {path: b}\n", "the key 'lb1' is there twice, the second time in line 3"),
        ("select: [CL1]\n'select': [CL6]\n", "the key 'select' is there twice, the second time in line 2"),
        ("\xff", "the configuration cannot be read: not UTF-8 text"),
    ],
)
def test_a_wrong_file_is_one_clear_message(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigurationError) as caught:
        read(str(path))
    assert str(path) in str(caught.value)
    assert message in str(caught.value).replace("\n", " ")


def test_each_host_is_checked_for_its_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host(tmp_path, "lb1")
    host(tmp_path, "lb2", NEWER.replace("100", "150"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".carplint.yaml").write_text("hosts:\n  lb2:\n    target: keepalived=1.3.5\n")
    assert main(["check", ".", "--format", "concise"]) == 1
    out = capsys.readouterr().out
    assert "lb2/keepalived.conf:6:5: error CL111 keyword-needs-newer-version" in out
    assert "lb1/keepalived.conf:6" not in out
    assert main(["check", ".", "--isolated"]) == 0
    assert main(["check", ".", "--target", "keepalived=2.2.7"]) == 0
    assert main(["check", ".", "--target", "2.2.7"]) == 0
    capsys.readouterr()
    assert main(["check", ".", "--target", "ucarp=2.2.7"]) == 2
    assert "write keepalived=VERSION" in capsys.readouterr().err
    assert main(["check", ".", "--config", "missing.yaml"]) == 2


def test_a_release_that_is_newer_than_all_known_ones_is_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host(tmp_path, "lb1")
    monkeypatch.chdir(tmp_path)
    note = (
        "keepalived 9.9.9 is newer than the releases that this carplint knows (1.0.3 to 2.4.3): it is treated as 2.4.3"
    )
    assert main(["check", "lb1", "--target", "2.4.3", "--format", "json"]) == 0
    known = capsys.readouterr()
    assert known.err == ""
    assert main(["check", "lb1", "--target", "9.9.9", "--format", "json"]) == 0
    assert capsys.readouterr() == (known.out, f"carplint: {note}\n")
    (tmp_path / ".carplint.yaml").write_text("target: 9.9.9\nhosts: {lb1: {target: 9.9.9}, lb2: {target: 2.2.7}}\n")
    assert main(["check", "lb1", "--format", "json"]) == 0
    assert capsys.readouterr().err == f"carplint: {note}\n"
    assert main(["convert", "lb1", "--to", "keepalived", "--target", "9.9.9"]) == 0
    assert note in capsys.readouterr().err
    assert main(["check", "lb1", "--target", "1.0.2"]) == 2
    assert "keepalived 1.0.2 is too old" in capsys.readouterr().err


def test_the_config_id_decides_the_lines_of_other_hosts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host(tmp_path, "one", NEWER.replace("    priority 100\n", "    @blue priority 100\n    @green priority 300\n"))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "one", "--config-id", "blue"]) == 0
    assert main(["check", "one", "--config-id", "green"]) == 1
    capsys.readouterr()
    assert main(["check", "one", "--format", "concise"]) == 0
    assert "for other hosts than blue" in capsys.readouterr().out


def test_show_names_the_least_release_and_the_word_that_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host(tmp_path, "lb1")
    monkeypatch.chdir(tmp_path)
    assert main(["show", "lb1"]) == 0
    assert "\n  needs keepalived 2.2.3 or newer: down_timer_adverts keepalived.conf:6\n" in capsys.readouterr().out
