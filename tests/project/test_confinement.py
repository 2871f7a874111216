"""What carplint touches: the files that it was given, and its own. A tree that points outside in every way that its formats
have is read, fixed, shown and converted, and everything that the process does is watched: by Python's own audit events, and by
strace where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.trees import ROOT

KEEPALIVED = """include {outside}/other.conf
include ../../../../outside/*.conf
include link.conf
include {outside}
global_defs {{
    script_user root
    enable_script_security
    notify_fifo {outside}/fifo
    router_id "$(touch {outside}/made)`touch {outside}/made`"
}}
vrrp_script chk {{
    script "{outside}/check.sh $(touch {outside}/made)"
}}
vrrp_track_file f {{
    file {outside}/track
}}
vrrp_instance VI_1 {{
    interface eth0
    virtual_router_id 5
    prioritty 100
    notify_master "{outside}/check.sh"
    authentication {{
        auth_type PASS
        auth_pass secret
    }}
    virtual_ipaddress {{
        192.0.2.9/24 dev eth0
    }}
}}
virtual_server_group g {{
}}
"""
IFCFG = """. {outside}/shell
source ../../../../outside/shell
$(touch {outside}/made)
`touch {outside}/made`
DEVICE=eth0
IPADDR=192.0.2.1
NETMASK=255.255.255.0
ONBOOT=yes
BOOTPRO=none
KEYS=$(cat {outside}/shell)
"""
VIP = """ID=001
BIND_INTERFACE=eth0
VIP_INTERFACE=eth0:0
SOURCE_ADDRESS=192.0.2.1
VIP_ADDRESS=192.0.2.9
PASSFILE={outside}/password
OPTIONS="--upscript={outside}/check.sh -x $(touch {outside}/made)"
"""
INTERFACES = """source {outside}/*
source-directory {outside}
auto eth1
iface eth1 inet static
    address 192.0.2.1/24
    up touch {outside}/made
    ucarp-vid 3
    ucarp-vip 192.0.2.9
    ucarp-upscript {outside}/check.sh
    ucarp-passfile {outside}/password
"""
UNIT = """[Service]
EnvironmentFile={outside}/shell
ExecStartPre=/bin/touch {outside}/made
ExecStart=/usr/sbin/ucarp -i eth0 -v 9 -s 192.0.2.1 -a 192.0.2.10 --passfile={outside}/password -u {outside}/check.sh
"""
CONFIGURATION = """rules: [../outside/rule.py]
baseline: ../outside/baseline.json
hosts:
  lb9: ../outside
"""
FILES = {
    "etc/keepalived/keepalived.conf": KEEPALIVED,
    "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG,
    "etc/sysconfig/carp/vip-001.conf": VIP,
    "etc/network/interfaces": INTERFACES,
    "etc/systemd/system/ucarp.service": UNIT,
    "etc/rc.local": "#!/bin/sh\n. {outside}/shell\nucarp -i eth0 -v 8 -p $(cat {outside}/password) -a 192.0.2.11\n",
}
LINKS = {
    "etc/keepalived/link.conf": "other.conf",
    "etc/keepalived/conf.d": ".",
    "etc/sysconfig/carp/vip-002.conf": "shell",
    "etc/sysconfig/network-scripts/ifcfg-eth1": "shell",
}
OUTSIDE = ("other.conf", "check.sh", "track", "shell", "password", "baseline.json", "rule.py", "stanzas")
COMMANDS = (
    ("check", "tree"),
    ("check", "tree", "--format", "json"),
    ("check", "tree/etc/keepalived/keepalived.conf"),
    ("show", "tree"),
    ("fix", "tree", "--unsafe"),
    ("fix", "tree", "--diff"),
    ("convert", "tree", "--to", "keepalived", "--allow-errors", "-o", "out"),
    ("convert", "tree", "--to", "interfaces", "--allow-errors", "-o", "out/interfaces"),
    ("convert", "tree", "--to", "carp", "--allow-errors", "-o", "out/carp"),
    ("explain", "auth-mismatch"),
)
WATCH = """
import sys
log, command = open("log", "w", buffering=1), "0"
watched = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")
sys.addaudithook(lambda e, a: log.write(f"{command} {e} {a[0]!r}\\n") if e == "open" or e.startswith(watched) else None)
"""
RUN = f"""
from carplint.cli.main import main
for command, words in enumerate({COMMANDS!r}):
    assert main(words) in (0, 1, 3), words
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the tree, and what lies outside of it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in OUTSIDE:
        (outside / name).write_text("vrrp_instance OUTSIDE {\n}\nPASSWORD=OUTSIDE\n")
    os.mkfifo(outside / "fifo")
    tree = tmp_path / "tree"
    for path, text in FILES.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text.format(outside=outside))
    for path, target in LINKS.items():
        (tree / path).symlink_to(outside / target)
    (tree / ".carplint.yaml").write_text(CONFIGURATION)
    return tmp_path


def _strangers(opened: Iterable[str], place: Path) -> set[str]:
    """What is neither the tree, nor where a conversion writes, nor Python's and carplint's own."""
    own = {Path(p).resolve() for p in (sys.prefix, sys.base_prefix, ROOT / "carplint", ROOT / "docs", ROOT / ".venv")}
    own |= {place / "tree", place / "out"}
    system = re.compile(
        r"/(usr/)?lib|/etc/ld\.so|/dev/null$|/proc/(self|\d+)/|/usr/share/(locale|zoneinfo)|/etc/localtime"
    )
    found = set()
    for path in opened:
        if "/" not in path and path not in (*OUTSIDE, "outside"):
            continue  # in a folder that was opened before, and seen
        whole = Path(os.path.abspath(os.path.join(place, path)))
        if not any(whole.is_relative_to(o) or o.is_relative_to(whole) for o in own) and not system.match(str(whole)):
            found.add(path)
    return found


def _clean(place: Path, before: dict[str, bytes]) -> None:
    assert not (place / "outside" / "made").exists()
    assert not (place / "made").exists()
    assert {n: (place / "outside" / n).read_bytes() for n in OUTSIDE} == before
    assert {p.name for p in (place / "outside").iterdir()} == {*OUTSIDE, "fifo"}


def test_nothing_outside_is_opened_and_nothing_is_run(place: Path) -> None:
    """Python's audit events, which name the command, too."""
    done = _done([sys.executable, "-c", WATCH + RUN], place)
    events = [line.split(" ", 2) for line in (place / "log").read_text().splitlines()]
    assert {name for _, name, _ in events} == {"open"}
    paths = {(command, path.strip("b'\"")) for command, _, path in events if not path.isdigit()}
    assert {c for c, _ in paths} == set(map(str, range(len(COMMANDS))))
    assert {(c, p) for c, p in paths if _strangers([p], place)} == set()
    assert "OUTSIDE" not in done.stdout + done.stderr


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _done(words: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    """Run all commands in one process, and look what became of the files outside."""
    before = {n: (place / "outside" / n).read_bytes() for n in OUTSIDE}
    done = subprocess.run(words, cwd=place, env=_environment(), capture_output=True, text=True, timeout=120)
    assert not (place / "made").exists()
    assert {n: (place / "outside" / n).read_bytes() for n in OUTSIDE} == before
    assert {p.name for p in (place / "outside").iterdir()} == {*OUTSIDE, "fifo"}
    return done


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_kernel_sees_no_file_outside_no_socket_and_no_program(place: Path) -> None:
    trace = [
        "strace",
        "-f",
        "-y",
        "-o",
        "trace",
        "-e",
        "trace=open,openat,openat2,creat,execve,execveat,fork,vfork,%network",
    ]
    done = _done([*trace, sys.executable, "-c", RUN], place)
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = re.findall(r"^\d+ +(\w+)\((.*)$", (place / "trace").read_text(), re.MULTILINE)
    assert len([name for name, _ in calls if name.startswith("exec")]) == 1
    assert {name for name, _ in calls} <= {"open", "openat", "execve"}
    places = [re.match(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"', rest) for name, rest in calls if "open" in name]
    assert _strangers((os.path.join(m[1] or "", m[2]) for m in places if m), place) == set()
    assert all(places)


def test_what_is_watched_would_be_seen(place: Path) -> None:
    assert _strangers([str(place / "outside/shell"), "tree/etc", str(ROOT / "carplint/text")], place) == {
        str(place / "outside/shell")
    }


def test_each_test_that_the_documentation_names_is_there() -> None:
    """docs/security.md: FILE, FILE::TEST, or ::TEST for another one of the last file."""
    file, count = "", 0
    for word in re.findall(r"`((?:tests/[\w/]+\.py)?(?:::test_\w+)?)`", (ROOT / "docs/security.md").read_text()):
        path, _, name = word.partition("::")
        file = path or file
        if word and name:
            assert f"\ndef {name}(" in (ROOT / file).read_text(), word
            count += 1
        elif word:
            assert (ROOT / file).is_file(), word
    assert count > 30
