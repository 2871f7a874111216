"""The command line from outside: exit codes, messages, what is written and what is not."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest

from carplint.cli import main as cli
from carplint.cli import options
from tests.trees import ROOT, SEED

BROKEN = ROOT / "fixtures" / "clusters" / "seed-broken"
ALIAS = "etc/sysconfig/network-scripts/ifcfg-eth0:0"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process: exit code, standard output, standard error."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main([str(w) for w in words])
        return code, *capsys.readouterr()

    return call


def spawn(
    *words: str | Path, cwd: Path | None = None, data: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command in a process of its own, without a terminal."""
    environment = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NO_COLOR")}
    environment |= {"PYTHONPATH": str(ROOT)} | (env or {})
    return subprocess.run(
        [sys.executable, "-m", "carplint", *map(str, words)],
        cwd=cwd or ROOT,
        env=environment,
        input=data,
        capture_output=True,
        timeout=60,
    )


def node(folder: Path, **changes: str) -> Path:
    """A node that carplint has nothing of weight to say about; `changes` are pairs old="new" for its alias file."""
    alias = "DEVICE=eth0:0\nBOOTPROTO=none\nONPARENT=no\nIPADDR=10.0.0.9\nNETMASK=255.255.255.0\n"
    for old, new in changes.items():
        alias = alias.replace(old, new)
    files = {
        "etc/sysconfig/carp/vip-001.conf": 'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\nPASSWORD="Hush37xk"\n',
        "etc/sysconfig/network-scripts/ifcfg-eth0": (
            "DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=10.0.0.1\nNETMASK=255.255.255.0\n"
        ),
        ALIAS: alias,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder: its mode and bytes."""
    return {
        str(p.relative_to(folder)): (p.lstat().st_mode, p.read_bytes()) for p in folder.rglob("*") if not p.is_dir()
    }


def one_message(error: str) -> bool:
    """Whether standard error holds one clear message: one line, from carplint, no traceback."""
    return error.startswith("carplint") and error.count("\n") == 1 and "Traceback" not in error


# Exit codes


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [
        ({}, [], 0),
        ({"BOOTPROTO": "BOOTPRO"}, [], 0),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning"], 1),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "info"], 1),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning", "--ignore", "CL"], 0),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning", "--ignore", "ifcfg-unknown-key"], 0),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning", "--select", "CL301"], 1),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning", "--select", "CL3,CL4"], 1),
        ({"BOOTPROTO": "BOOTPRO"}, ["--fail-on", "warning", "--select", "CL4"], 0),
        ({"ONPARENT=no\n": ""}, [], 1),
        ({"ONPARENT=no\n": ""}, ["--fail-on", "never"], 0),
        ({"ONPARENT=no\n": ""}, ["--select", "ifcfg-vip-alias-onparent"], 1),
    ],
)
def test_threshold(tmp_path: Path, run: Run, changes: dict[str, str], options: list[str], code: int) -> None:
    folder = node(tmp_path / "node", **changes)
    assert run("check", folder, *options, "--ignore", "CL6")[0] == code


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["frob"],
        ["--frob"],
        ["check", "--frob"],
        ["check", "--form", "json"],
        ["check", "--format", "xml"],
        ["check", "--fail-on", "doom"],
        ["check", "--select", "no-such-rule", "."],
        ["check", "--select", "CL301,ifcfg-unknown-kye", "."],
        ["check", "--ignore", "CL9999", "."],
        ["check", "--select", ",,", "."],
        ["check", "--select", "", "."],
        ["check", "--select", "ACME", "."],
        ["check", "--host", "lb1", "."],
        ["check", ""],
        ["check", "--target", "0.0.0", "."],
        ["check", "--config", "no-such-file", "."],
        ["check", "--inventory", "no-such-file", "."],
        ["check", "--baseline", "no-such-file", str(SEED)],
        ["check", "-", "-"],
        ["fix", "-"],
        ["explain"],
        ["explain", "no-such-rule"],
        ["explain", "CL9999"],
        ["rules", "--format", "xml"],
        ["convert", "."],
        ["convert", str(SEED), "--to", "frob"],
        ["convert", str(SEED), "--to", "keepalived", "--force"],
    ],
    ids=" ".join,
)
def test_usage(run: Run, words: list[str]) -> None:
    code, out, error = run(*words)
    assert code == 2
    assert out == ""
    assert one_message(error), error


def test_the_nearest_name_is_offered(run: Run) -> None:
    for words in (["explain", "ifcfg-unknown-kye"], ["check", "--select", "ifcfg-unknown-kye", "."]):
        assert "did you mean ifcfg-unknown-key?" in run(*words)[2]


def test_help_and_version(run: Run) -> None:
    assert run("--version")[1].startswith("carplint 0.")
    for words in (["--help"], ["check", "-h"], ["fix", "-h"], ["convert", "-h"], ["explain", "-h"], ["rules", "-h"]):
        code, out, error = run(*words)
        assert (code, error) == (0, "")
        assert out.startswith("usage: carplint")


def test_options_and_paths_in_any_order(run: Run) -> None:
    first = run("check", SEED / "sl-0-extappdev1", "--format", "json", SEED / "sl-0-extappdev2")
    assert first == run("check", SEED / "sl-0-extappdev1", SEED / "sl-0-extappdev2", "--format", "json")
    assert json.loads(first[1])["summary"]["hosts"] == 2


def test_a_plain_check_has_the_defaults_of_the_options(run: Run) -> None:
    assert run("check", BROKEN) == run("check", BROKEN, "--format", "auto", "--fail-on", "error")


# Bad input


def _unreadable(path: Path) -> None:
    path.write_text("vrrp_instance a {\n}\n")
    path.chmod(0)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 << 20)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda p: None, "No such file"),
        (lambda p: p.write_bytes(b"\x7fELF" + b"\0\1\2" * 9), "not a text file"),
        (lambda p: p.write_bytes(b"vrrp_instance a {\n}" + b"\0" * 9), "NUL byte"),
        (lambda p: p.write_bytes(b""), "empty"),
        (lambda p: p.write_bytes(b" \n"), ""),
        (_sparse, "larger than"),
        (os.mkfifo, "not a regular file"),
        (lambda p: p.symlink_to(p), ""),
        (lambda p: p.symlink_to("/nowhere"), "No such file"),
    ],
)
@pytest.mark.parametrize("format", ["concise", "text", "json", "github"])
def test_a_path_that_cannot_be_read(
    tmp_path: Path, run: Run, make: Callable[[Path], object], message: str, format: str
) -> None:
    path = tmp_path / "odd.txt"
    make(path)
    code, out, error = run("check", path, "--format", format)
    assert code == 3
    assert message in out
    assert error == ""
    assert "CL00" in out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_right_to_read(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "keepalived.conf"
    _unreadable(path)
    code, out, _ = run("check", path)
    assert code == 3
    assert "Permission denied" in out


def test_a_folder_without_anything(tmp_path: Path, run: Run) -> None:
    code, out, error = run("check", tmp_path)
    assert (code, out) == (3, "")
    assert one_message(error)
    assert str(tmp_path) in error


def test_an_unreadable_path_does_not_hide_the_others(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("check", tmp_path / "nowhere", SEED)
    assert code == 3
    assert "CL001" in out
    assert "CL301" in out


def test_no_path_means_this_machine_or_else_this_folder(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("carplint.cli.inputs.OWN_PLACES", (str(tmp_path / "etc" / "keepalived"),))
    monkeypatch.setattr("carplint.cli.inputs.GENERAL_PLACES", ())
    code, out, error = run("check")
    assert (code, out) == (3, "")
    assert one_message(error)
    node(tmp_path)
    assert "3 files" in run("check")[1]
    own = tmp_path / "etc" / "keepalived" / "keepalived.conf"
    own.parent.mkdir()
    sample = own.with_suffix(".conf.sample")  # as the package leaves it
    sample.write_text("global_defs {\n}\n")
    assert "3 files" in run("check")[1]
    sample.unlink()
    own.write_text("vrrp_instance a {\n    interface eth0\n}\n")
    assert "1 file," in run("check")[1]


def test_what_every_system_has_is_this_machine_s_only_with_a_virtual_router(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    units = tmp_path / "this" / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    (units / "other.service").write_text("[Service]\nExecStart=/bin/true\n")
    node(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setattr("carplint.cli.inputs.OWN_PLACES", (str(tmp_path / "etc" / "keepalived"),))
    monkeypatch.setattr("carplint.cli.inputs.GENERAL_PLACES", (str(units),))
    assert "3 files" in run("check")[1]
    line = "ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.11 -v 7 -p k -a 192.0.2.10\n"
    (units / "vip.service").write_text(f"[Service]\n{line}")
    assert "1 file," in run("check")[1].replace("1 file read,", "1 file,")


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["rules"], 0, ""),
        (["check"], 3, "carplint: the current folder does not exist any more: change to one that does\n"),
        (["show", "."], 3, "carplint: the current folder does not exist any more: change to one that does\n"),
    ],
)
def test_a_current_folder_that_was_deleted(tmp_path: Path, words: list[str], code: int, error: str) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    program = "import os, sys; os.rmdir(os.getcwd()); from carplint.cli.main import main; sys.exit(main(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (code, error)


@pytest.mark.parametrize("words", [["fix"], ["fix", "--diff"], ["convert", "--to", "keepalived"]])
def test_nothing_to_read_for_the_other_commands(tmp_path: Path, run: Run, words: list[str]) -> None:
    assert run(*words, tmp_path)[0] == 3
    assert run(*words, tmp_path / "nowhere")[0] == 3
    assert list(tmp_path.iterdir()) == []


# Standard input


def test_standard_input() -> None:
    done = spawn("check", "-", "--stdin-filename", "ifcfg-eth0:0", data=b"DEVICE=eth0:0\nBOOTPRO=none\n")
    assert b"ifcfg-eth0:0:2:1: warning CL301" in done.stdout
    done = spawn("check", "-", data=b"DEVICE=eth0:0\nBOOTPRO=none\n")
    assert b"<stdin>:2:1: warning CL301" in done.stdout
    done = spawn("check", "-", data=b"neither this nor that\n")
    assert (done.returncode, b"CL004" in done.stdout) == (3, True)


# A fault of carplint's own


@pytest.mark.parametrize("words", [["check"], ["show"], ["fix", "--diff"], ["convert", "--to", "keepalived"]])
def test_an_internal_error_says_so_and_has_an_exit_code_of_its_own(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("Hush37xk")

    monkeypatch.setattr("carplint.inputs.load.net_of", fail)
    code, out, error = run(*words, SEED)
    assert (code, out) == (4, "")
    assert one_message(error)
    assert "internal error: KeyError in carplint/inputs/load.py:" in error
    assert "Hush37xk" not in error
    assert "report this line" in error


def test_what_cannot_be_read_is_no_fault_of_the_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an error that nothing took care of the file is named, and without one it is carplint's own."""

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/proc/1/cwd")

    monkeypatch.setattr("carplint.inputs.load.net_of", fail)
    assert run("check", SEED) == (3, "", "carplint: /proc/1/cwd: Permission denied\n")
    monkeypatch.setattr("carplint.inputs.load.net_of", lambda _: os.close(-1))
    code, _, error = run("check", SEED)
    assert code == 4
    assert "internal error: OSError" in error


def test_a_new_format_is_one_module_and_a_word_in_the_list(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("carplint.report.loud")
    vars(module)["render"] = lambda report, options: iter([f"{len(report.findings)} FINDINGS!\n"])
    monkeypatch.setitem(sys.modules, "carplint.report.loud", module)
    monkeypatch.setattr("carplint.report.FORMATS", ("text", "loud"))
    monkeypatch.setattr(options, "_parser", options._parser.__wrapped__)  # as a new process would make it
    assert run("check", BROKEN, "--format", "loud")[1].endswith(" FINDINGS!\n")
    assert "loud" in run("check", "--help")[1]
    assert run("check", BROKEN, "--format", "json")[0] == 2


# Processes


def test_from_any_folder(tmp_path: Path) -> None:
    here = spawn("check", SEED, cwd=ROOT)
    there = spawn("check", SEED, cwd=tmp_path)
    assert here.stdout == there.stdout
    assert here.stderr == there.stderr == b""
    assert b"carplint/cli/main.py" not in here.stdout


def test_broken_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m carplint check {BROKEN} --format text | head -n 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, timeout=60)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1
    command = f"{sys.executable} -m carplint check --help | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert done.stderr == b""


@pytest.mark.parametrize("format", ["text", "json", "concise"])
@pytest.mark.parametrize(
    ("path", "code"), [(BROKEN, 1), (ROOT / "fixtures/rules/auth-mismatch/good", 0), (ROOT / "nowhere", 3)]
)
def test_a_closed_pipe_does_not_change_the_code(path: Path, code: int, format: str) -> None:
    command = f"{sys.executable} -m carplint check {path} --format {format} | sleep 0; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize("where", ["carplint.cli.check.load", "carplint.cli.check.write", "carplint.cli.main._stream"])
def test_an_interrupt_is_quiet(where: str) -> None:
    module, _, name = where.rpartition(".")
    program = f"""
import {module} as m, os, signal, sys
def interrupted(*_): os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore it
m.{name} = interrupted
from carplint.cli.main import program
program()
"""
    command = [sys.executable, "-c", program, "check", str(SEED)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, b"")


def test_an_interrupt_before_anything_is_read_is_quiet() -> None:
    """While modules are imported, it ends the process as a signal does."""
    program = """
import os, signal, sys
class Interrupt:
    def find_spec(self, name, *_):
        if name == "carplint.cli.main": os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupt())
from carplint.__main__ import program
program()
"""
    done = subprocess.run([sys.executable, "-c", program, "rules"], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize("program", ["carplint.__main__", "carplint.cli.main"])
def test_an_interrupt_that_is_not_wanted_stays_so(program: str) -> None:
    source = f"""
import os, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
from {program} import program
os.kill(os.getpid(), signal.SIGINT)
program()
"""
    done = subprocess.run([sys.executable, "-c", source, "rules"], cwd=ROOT, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_said() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "carplint", "check", SEED], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 3
    assert one_message(done.stderr.decode())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_output(encoding: str) -> None:
    done = spawn("check", BROKEN, "--format", "text", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/ifcfg-\xe9"
    with open(name, "wb") as file:
        file.write(b"DEVICE=eth0\nBOOTPRO=none\n")
    for format in ("text", "concise", "json", "github"):
        done = spawn("check", tmp_path, "--format", format)
        assert b"Traceback" not in done.stderr
        assert b"CL301" in done.stdout


def _on_a_terminal(words: Iterable[str | Path], **environment: str) -> str:
    """What a command writes to a terminal of its own."""
    master, slave = pty.openpty()
    names = ("GITHUB_ACTIONS", "NO_COLOR", "TERM")
    env = {k: v for k, v in os.environ.items() if k not in names} | {"TERM": "xterm-256color"} | environment
    child = subprocess.Popen(
        [sys.executable, "-m", "carplint", *map(str, words)], cwd=ROOT, env=env, stdout=slave, stdin=slave, stderr=slave
    )
    os.close(slave)
    data = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        data += piece
    child.wait(timeout=60)
    os.close(master)
    return data.decode().replace("\r\n", "\n")


ESCAPES = ("\x1b]0;x\x07", "\x1b[31m", "\u202e", "\x9b")


@pytest.mark.parametrize("words", [["fix", "--diff"], ["convert", "--to", "ucarp", "--diff", "-o", "out"]])
def test_a_diff_on_a_terminal_has_no_escapes_of_a_file(tmp_path: Path, words: list[str]) -> None:
    strange = "".join(ESCAPES)
    (tmp_path / "lb1").mkdir()
    text = f"vrrp_instance V {{\n\tinterface eth0\n\tprioritty 100\n\t# x{strange}\n\tvirtual_router_id 3\n"
    (tmp_path / "lb1/keepalived.conf").write_text(f"{text}\tvirtual_ipaddress {{\n\t\t192.0.2.9/24\n\t}}\n}}\n")
    words = [w.replace("out", str(tmp_path / "out")) for w in words]
    shown = _on_a_terminal([words[0], tmp_path / "lb1", *words[1:]])
    assert any(line.startswith("+") for line in shown.splitlines())
    assert [e for e in ESCAPES if e in re.sub(r"\x1b\[[0-9;]*m", "", shown)] == []
    if words[0] == "fix":
        assert "+\tpriority 100" in shown


@pytest.mark.parametrize("words", [["keepalived", "--target", "2.0.7"], ["ucarp"], ["interfaces"], ["carp"]])
def test_a_result_on_a_terminal_has_no_escapes_of_a_file(tmp_path: Path, words: list[str]) -> None:
    """In comments, which go over with what they are about, and in a script that is copied."""
    strange = "".join(ESCAPES)
    (tmp_path / "lb1").mkdir()
    text = (
        f"vrrp_instance V {{\n\t# x{strange} y\n\tinterface eth0\n\tpriority 100 # z{strange}\n\tvirtual_router_id 3\n"
    )
    text += '\tnotify "/opt/own"\n\tvirtual_ipaddress {\n\t\t192.0.2.9/24\n\t}\n}\n'
    (tmp_path / "lb1/keepalived.conf").write_text(text)
    shown = _on_a_terminal(["convert", tmp_path / "lb1", "--allow-errors", "--to", *words])
    assert "==> " in shown
    assert [e for e in ESCAPES if e in re.sub(r"\x1b\[[0-9;]*m", "", shown)] == []
    piped = spawn("convert", tmp_path / "lb1", "--allow-errors", "--to", *words)
    assert b"==> " in piped.stdout


@pytest.mark.parametrize("place", ["a link out", "a folder out", "a pipe"])
def test_a_difference_shows_nothing_outside_of_the_folder(tmp_path: Path, place: str) -> None:
    """Whoever may write there could have it led to what only root reads."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keepalived.conf").write_text("root:$6$abc\n")
    conf = out / "sl-0-extappdev1/etc/keepalived"
    conf.parent.mkdir(parents=True)
    if place == "a folder out":
        conf.symlink_to(elsewhere)
    else:
        conf.mkdir()
        if place == "a pipe":
            os.mkfifo(conf / "keepalived.conf")
        else:
            (conf / "keepalived.conf").symlink_to(elsewhere / "keepalived.conf")
    done = spawn("convert", SEED, "--to", "keepalived", "-o", out, "--diff", "--allow-errors")
    assert b"$6$abc" not in done.stdout + done.stderr
    assert done.returncode == (3 if place == "a pipe" else 2)
    assert str(conf / "keepalived.conf").encode() in done.stderr or b"would lie outside" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--write-baseline", "{0}", SEED],
        ["check", "--baseline", "{0}", SEED],
        ["check", "{0}"],
        ["check", "--config", "{0}", SEED],
        ["convert", SEED, "--to", "keepalived", "-o", "{0}/{0}"],
        ["convert", SEED, "--to", "{0}"],
        ["explain", "{0}"],
        ["check", "--rules", "{0}.py", SEED],
        ["check", "--{0}"],
    ],
)
def test_no_name_writes_escapes(run: Run, tmp_path: Path, words: list[str | Path]) -> None:
    name = str(tmp_path / ("".join(ESCAPES) + "\n::error::x"))
    _, out, error = run(*(w.replace("{0}", name) if isinstance(w, str) else w for w in words))
    assert "::error" in out + error
    assert [e for e in ESCAPES if e in out + error] == []
    assert "\n::error" not in out + error


def test_colours_on_a_terminal_only() -> None:
    words: list[str | Path] = ["check", BROKEN]
    coloured = _on_a_terminal(words)
    plain = spawn(*words, "--format", "text").stdout.decode()
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert _on_a_terminal(words, NO_COLOR="1") == plain
    assert _on_a_terminal(words, TERM="dumb") == plain
    assert b"\x1b" not in spawn(*words).stdout
    assert b"\x1b" not in spawn(*words, "--format", "text").stdout


def test_auto_is_github_in_actions() -> None:
    assert spawn("check", SEED, env={"GITHUB_ACTIONS": "true"}).stdout.startswith(b"::")
    assert b": warning CL301 ifcfg-unknown-key: " in spawn("check", SEED).stdout


# fix


def test_fix_writes_what_it_says_and_nothing_else(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "cluster"
    shutil.copytree(SEED, folder)
    alias = folder / "sl-0-extappdev1" / ALIAS
    alias.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(alias, 12, 34)
    before = snapshot(folder)
    code, out, error = run("fix", folder, "--select", "CL301")
    after = snapshot(folder)
    assert code == 0
    assert "CL301" not in out
    *fixed, last = error.splitlines()
    assert last == "fixed 2 in 2 files"
    assert fixed == [
        f"sl-0-extappdev{i}: {folder}/sl-0-extappdev{i}/{ALIAS}:2:1: fixed CL301 ifcfg-unknown-key: rename the key to BOOTPROTO"
        for i in (1, 2)
    ]
    assert {name for name in before if before[name] != after[name]} == {f"sl-0-extappdev{i}/{ALIAS}" for i in (1, 2)}
    assert before.keys() == after.keys()
    assert after[f"sl-0-extappdev1/{ALIAS}"][1] == before[f"sl-0-extappdev1/{ALIAS}"][1].replace(
        b"BOOTPRO=", b"BOOTPROTO="
    )
    assert stat.S_IMODE(alias.stat().st_mode) == 0o640
    if os.geteuid() == 0:
        assert (alias.stat().st_uid, alias.stat().st_gid) == (12, 34)
    assert run("fix", folder, "--select", "CL301")[2] == "fixed 0 in 0 files\n"


def test_fix_keeps_symbolic_links_encoding_and_line_ends(tmp_path: Path, run: Run) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes("# côté\r\nBOOTPRO=none\r\nDEVICE=eth0".encode("latin-1"))
    link = tmp_path / "ifcfg-eth0"
    link.symlink_to(target)
    run("fix", link, "--select", "CL301")
    assert link.is_symlink()
    assert target.read_bytes() == "# côté\r\nBOOTPROTO=none\r\nDEVICE=eth0".encode("latin-1")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elsewhere", "ifcfg-eth0"]


def test_fix_names_what_it_fixed_in_json(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "keepalived.conf"
    path.write_text("vrrp_instance V {\n interface eth0\n virtual_router_id 5\n prioritty 7\n}\n")
    _, out, error = run("fix", path, "--format", "json")
    assert error == "fixed 1 in 1 files\n"
    (fixed,) = json.loads(out)["fixed"]
    assert (fixed["code"], fixed["file"], fixed["line"], fixed["column"]) == ("CL106", str(path), 4, 2)
    assert fixed["title"] == "write priority"
    assert json.loads(run("fix", path, "--format", "json")[1])["fixed"] == []
    assert "fixed" not in json.loads(run("check", path, "--format", "json")[1])


def test_fix_names_no_secret(tmp_path: Path, run: Run) -> None:
    """Nor in the titles of fixes, nor escapes of a name."""
    folder = tmp_path / "a\x1bb"
    folder.mkdir()
    path = folder / "keepalived.conf"
    password = "Hush37xkQ"
    block = f" authentication {{\n  auth_type PASS\n  auth_pass {password}\n }}\n"
    path.write_text(f"vrrp_instance V {{\n interface eth0\n virtual_router_id 5\n prioritty 7\n{block}}}\n")
    for format in ("text", "concise", "json", "github"):
        path.write_text(path.read_text().replace("priority", "prioritty"))
        _, out, error = run("fix", path, "--unsafe", "--format", format)
        assert "write priority" in out + error
        assert "Hush37x" not in out + error
        assert "\x1b" not in out + error


def test_fix_diff_changes_nothing_and_applies(tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    shutil.copytree(BROKEN, folder)
    (folder / "sl-0-extappdev1" / "ifcfg-eth9").write_bytes(b"# \xe9t\xe9\r\nBOOTPRO=none\r\nDEVICE=eth9")
    before = snapshot(folder)
    done = spawn("fix", ".", "--diff", "--show-secrets", cwd=folder)
    assert done.stderr == b""
    assert snapshot(folder) == before
    applied = subprocess.run(
        ["git", "apply", "-"], cwd=folder, input=done.stdout, capture_output=True, env={**os.environ, "GIT_DIR": "/x"}
    )
    assert applied.returncode == 0, applied.stderr
    patched = snapshot(folder)
    assert patched != before
    shutil.rmtree(folder)
    shutil.copytree(BROKEN, folder)
    (folder / "sl-0-extappdev1" / "ifcfg-eth9").write_bytes(b"# \xe9t\xe9\r\nBOOTPRO=none\r\nDEVICE=eth9")
    spawn("fix", ".", cwd=folder)
    assert snapshot(folder) == patched


def test_fix_of_a_file_that_cannot_be_written(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ifcfg-eth0"
    path.write_text("BOOTPRO=none\nDEVICE=eth0\n")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    code, _, error = run("fix", path)
    assert code == 3
    assert one_message(error)
    assert path.read_text() == "BOOTPRO=none\nDEVICE=eth0\n"
    assert list(tmp_path.iterdir()) == [path]


# convert


def test_convert_writes_below_its_folder_and_never_over(tmp_path: Path, run: Run) -> None:
    output = tmp_path / "new"
    words = ["convert", SEED, "--to", "keepalived", "--allow-errors", "-o", output, "--fail-on", "never"]
    code, _, error = run(*words)
    assert code == 0
    files = snapshot(output)
    assert set(files) == {"PLAN.md", *(f"sl-0-extappdev{i}/etc/keepalived/keepalived.conf" for i in (1, 2))}
    assert all(name in error for name in files)
    (output / "sl-0-extappdev2/etc/keepalived/keepalived.conf").write_text("mine\n")
    (output / "sl-0-extappdev1/etc/keepalived/keepalived.conf").unlink()
    (output / "PLAN.md").unlink()
    code, _, error = run(*words)
    assert code == 2
    assert one_message(error)
    assert "--force" in error
    assert list(snapshot(output)) == ["sl-0-extappdev2/etc/keepalived/keepalived.conf"]
    assert run(*words, "--force")[0] == 0
    assert snapshot(output) == files


def test_convert_shows_the_findings_that_are_chosen(tmp_path: Path, run: Run) -> None:
    words = ["convert", SEED, "--to", "keepalived", "-o", tmp_path, "--force", "--format", "concise"]
    _, out, _ = run(*words, "--ignore", "CL7")
    assert "CL7" not in out
    _, out, _ = run(*words, "--select", "migrate-timing")
    assert "CL702" in out
    assert "CL705" not in out


def test_convert_of_a_broken_cluster_writes_nothing(tmp_path: Path, run: Run) -> None:
    code, out, error = run("convert", BROKEN, "--to", "keepalived", "-o", tmp_path / "new")
    assert code == 3
    assert out == ""
    assert error.splitlines()[-1].startswith("carplint: ")
    assert list(tmp_path.iterdir()) == []


def test_convert_shows_and_keeps_secrets(tmp_path: Path, run: Run) -> None:
    output = tmp_path / "new"
    debian = ROOT / "fixtures" / "clusters" / "debian"
    code, out, error = run("convert", debian, "--to", "ucarp", "--fail-on", "never")
    assert code == 0
    assert "rosso-corvo-17" not in out + error
    assert "--output" in error
    words = ["convert", debian, "--to", "ucarp", "-o", output, "--fail-on", "never"]
    assert "rosso-corvo-17" not in "".join(map(str, run(*words)))
    passfile = output / "web1/etc/ucarp/vip-7.pwd"
    assert passfile.read_text() == "rosso-corvo-17\n"
    assert passfile.stat().st_mode & 0o777 == 0o600
    assert run(*words, "--diff")[1].count("\n+") == 0
    passfile.chmod(0o644)
    (output / "web1/etc/ucarp/vip-7.conf").write_text("mine\n")
    shown = run(*words, "--diff")[1]
    assert "-mine" in shown
    assert "rosso-corvo-17" not in shown
    assert run(*words, "--force")[0] == 0
    assert passfile.stat().st_mode & 0o777 == 0o600
    assert run("convert", debian, "--to", "ucarp", "--auth", "new")[0] == 2


def test_convert_writes_nothing_outside_of_its_folder(tmp_path: Path, run: Run) -> None:
    output, elsewhere = tmp_path / "new", tmp_path / "elsewhere"
    output.mkdir()
    elsewhere.mkdir()
    (output / "sl-0-extappdev1").symlink_to(elsewhere)
    words = ["convert", SEED, "--to", "keepalived", "-o", output, "--fail-on", "never", "--force"]
    code, _, error = run(*words)
    assert code == 2
    assert "outside" in error
    assert list(elsewhere.iterdir()) == []


# rules, explain


def test_rules(run: Run) -> None:
    code, out, _ = run("rules")
    listed = json.loads(run("rules", "--format", "json")[1])
    assert code == 0
    assert {"code": "CL301", "name": "ifcfg-unknown-key", "severity": "warning"}.items() <= listed[
        [r["code"] for r in listed].index("CL301")
    ].items()
    assert all(r["code"] in out and r["name"] in out for r in listed)


def test_explain(run: Run) -> None:
    code, out, error = run("explain", "ifcfg-unknown-key")
    assert (code, error) == (0, "")
    assert out == run("explain", "CL301")[1]
    assert "# CL301 ifcfg-unknown-key" in out


# Streams that are closed


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(
    "words", ["check --fail-on never fixtures/clusters/seed-broken", "show fixtures/clusters/seed", "rules"]
)
def test_a_closed_output_changes_no_exit_code(words: str, closed: str) -> None:
    command = f"{sys.executable} -m carplint {words} {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_closed_standard_input_is_a_file_that_cannot_be_read() -> None:
    command = f"{sys.executable} -m carplint check - <&-"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 3
    assert b"standard input is closed" in done.stdout
