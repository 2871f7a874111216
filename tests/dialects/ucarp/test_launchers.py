"""The uCarp dialects but those of Debian: the command line that each launcher starts, held against real launchers'
text, the daemon and the corpus."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.conversion import convert
from carplint.inputs.load import load
from carplint.model import Net, VirtualRouter
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import needs

COMMON = 'PASSWORD="kT9-wq2x"\nBIND_INTERFACE="eth0"\nSOURCE_ADDRESS="192.0.2.11"\nOPTIONS="--shutdown -k 10"\n'
VIP = 'VIP_ADDRESS="192.0.2.10"\n'


def net(top: Path, **files: str) -> Net:
    """A node with these files; `__` in a name stands for a slash, `_DOT_` for a point, `_DASH_` for a dash."""
    for name, text in files.items():
        path = top / name.replace("__", "/").replace("_DOT_", ".").replace("_DASH_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load([str(top)])


def ucarp(top: Path, files: dict[str, str], launcher: str = "") -> tuple[VirtualRouter, ...]:
    """The virtual routers of /etc/ucarp."""
    for name, text in files.items():
        path = top / "etc" / "ucarp" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if launcher:
        (top / "etc" / "init.d").mkdir(parents=True)
        (top / "etc" / "init.d" / "ucarp").write_text(launcher)
    return load([str(top)]).virtual_routers


def line(router: VirtualRouter) -> str:
    return " ".join(w.value if w.value is not None else "?" for w in router.command)


def test_the_command_line_of_the_service(tmp_path: Path) -> None:
    (router,) = ucarp(tmp_path, {"vip-common.conf": COMMON, "vip-001.conf": VIP})
    assert line(router) == (
        "--daemonize --interface=eth0 --pass=kT9-wq2x --srcip=192.0.2.11 --vhid=001 --addr=192.0.2.10 --shutdown -k 10 "
        "--upscript=/usr/libexec/ucarp/vip-up --downscript=/usr/libexec/ucarp/vip-down"
    )
    assert router.id is not None
    assert (router.id.value, router.id.written) == (1, "001")
    assert router.command[1].span.source.path.endswith("vip-common.conf")
    assert router.command[-1].written == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("UPSCRIPT=/a", "--upscript=/a"),
        ("ID=9", "--vhid=9"),
        ("SOURCE_ADDRESS=$(hostname -i)", "--srcip"),
        ("OPTIONS+=' -n'", "-n"),
        ("OPTIONS=$'-n\\t-z'", "-z"),
        ("OPTIONS=${OPTIONS:-x}\\ -P", "-P"),
    ],
)
def test_a_vip_file_overrides(tmp_path: Path, text: str, word: str) -> None:
    (router,) = ucarp(tmp_path, {"vip-common.conf": COMMON, "vip-1.conf": f"{VIP}{text}\n"})
    assert word in [w.value for w in router.command]
    assert router.preempt is not None
    assert router.preempt.value is (word == "-P"), "an unknown value does not spoil the rest"


@pytest.mark.parametrize("name", ["BIND_INTERFACE", "SOURCE_ADDRESS", "PASSWORD", "VIP_ADDRESS"])
def test_a_file_without_a_required_variable_is_skipped(tmp_path: Path, name: str) -> None:
    first, second = ucarp(
        tmp_path,
        {"vip-common.conf": COMMON, "vip-1.conf": f"{VIP}{name}=\n", "vip-2.conf": 'VIP_ADDRESS="192.0.2.20"\n'},
    )
    assert first.command == ()
    assert second.command != ()


LOOP = """#!/bin/bash
for FILE in $FILES; do
    %s
    . ${CONFDIR}/vip-common.conf
    . ${CONFDIR}/${FILE}
    daemon /usr/sbin/ucarp --interface=${BIND_INTERFACE} --pass=${PASSWORD} ${OPTIONS}
done
"""
LEAK = "# unset PASSWORD OPTIONS\n#unset PASSWORD"


@pytest.mark.parametrize(
    ("launcher", "skew"),
    [
        ("", None),
        (LOOP % LEAK, 7),
        (LOOP % "unset PASSWORD VIP_ADDRESS OPTIONS", 0),
        (LOOP.replace("$FILES", '$(find . -name "vip-${_cfg}.conf")') % LEAK, 0),
    ],
    ids=["no launcher", "leaks", "unsets", "one file a shell"],
)
def test_what_leaks_is_the_launchers_to_say(tmp_path: Path, launcher: str, skew: int | None) -> None:
    common = COMMON.replace('OPTIONS="--shutdown -k 10"\n', "")
    files = {"vip-common.conf": common, "vip-1.conf": f"{VIP}OPTIONS='-k 7'\n", "vip-2.conf": VIP}
    first, second = ucarp(tmp_path, files, launcher)
    assert first.advskew is not None
    assert first.advskew.value == 7
    assert second.advskew is not None
    assert second.advskew.value == skew


def test_names_in_the_order_of_the_c_locale(tmp_path: Path) -> None:
    files = {f"vip-{n}.conf": VIP for n in ("2", "10", "1", "020")}
    routers = ucarp(tmp_path, {"vip-common.conf": COMMON, **files, "vip-common.conf.example": VIP, "vip-x.conf": VIP})
    assert [r.name.value for r in routers] == ["vip-020.conf", "vip-1.conf", "vip-10.conf", "vip-2.conf"]


def test_the_variant_with_vid_takes_any_name(tmp_path: Path) -> None:
    (router,) = ucarp(tmp_path, {"vip-common.conf": COMMON, "vip-web.conf": f"{VIP}VID=3\nUPSCRIPT=/a\n"})
    assert line(router).startswith("--interface=eth0")
    assert line(router).endswith("--upscript=/a")
    assert router.id is not None
    assert router.id.value == 3


# ---- passfiles

PASSFILE = COMMON.replace('PASSWORD="kT9-wq2x"', "PASSFILE=/etc/ucarp/word")


def secret(router: VirtualRouter) -> str | None:
    assert router.authentication is not None
    assert router.authentication.secret is not None
    return router.authentication.secret.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb\n", "a"), ("a", "a"), ("a \r\n", "a \r"), ("\na", ""), ("", ""), ("x" * 600, "x" * 511)],
)
def test_the_first_line_of_a_passfile(tmp_path: Path, text: str, expected: str) -> None:
    (router,) = ucarp(tmp_path, {"vip-common.conf": PASSFILE, "vip-1.conf": VIP, "word": text})
    assert secret(router) == expected
    assert "--passfile=/etc/ucarp/word" in line(router)


def test_a_passfile_is_looked_for_in_the_hosts_tree_only(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret\n")
    top = tmp_path / "lb1"
    (top / "etc" / "ucarp").mkdir(parents=True)
    (top / "etc" / "ucarp" / "word").symlink_to(tmp_path / "outside")
    (router,) = ucarp(top, {"vip-common.conf": PASSFILE, "vip-1.conf": VIP})
    assert secret(router) is None
    (router,) = ucarp(top, {"vip-common.conf": PASSFILE.replace("/etc/ucarp/word", "/etc/../../outside")})
    assert secret(router) is None


def _said(top: Path) -> set[str]:
    return {f.name for f in check(load([str(top)])).findings} & {
        "ucarp-passfile-unreadable", "ucarp-passfile-missing", "ucarp-passfile-first-line",
    }  # fmt: skip


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_lies_in_the_place_of_a_passfile(tmp_path: Path, make: Callable[[str], None]) -> None:
    files = {"vip-common.conf": PASSFILE, "vip-1.conf": VIP}
    ucarp(tmp_path, files)
    make(str(tmp_path / "etc/ucarp/word"))
    (router,) = ucarp(tmp_path, files)
    assert secret(router) is None
    assert _said(tmp_path) == {"ucarp-passfile-unreadable"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_passfile_that_is_no_text_is_read_as_the_daemon_does(tmp_path: Path, encoding: str) -> None:
    """Of UTF-16 up to the first NUL byte; a file with many of them is not text, and is a passfile all the same."""
    files = {"vip-common.conf": PASSFILE, "vip-1.conf": VIP}
    ucarp(tmp_path, files)
    (tmp_path / "etc/ucarp/word").write_bytes("rosso-corvo\n".encode(encoding))
    (router,) = ucarp(tmp_path, files)
    assert secret(router) == {"utf-16": "ÿþr", "utf-16-be": ""}[encoding]
    assert _said(tmp_path) == {"ucarp-passfile-first-line"}


def test_a_passfile_that_carplint_may_not_read_is_said_not_to_be_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("word"):
            raise PermissionError(13, "Permission denied")
        return opens(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    ucarp(tmp_path, {"vip-common.conf": PASSFILE, "vip-1.conf": VIP, "word": "rosso-corvo\n"})
    why = "(the passfile: cannot be read: Permission denied)"
    assert any(note.endswith(why) for note in load([str(tmp_path)]).not_checked)
    assert _said(tmp_path) == set()


def test_the_last_of_password_and_passfile_counts(tmp_path: Path) -> None:
    files = {"vip-common.conf": PASSFILE, "vip-1.conf": f'{VIP}OPTIONS="-p other"\n', "word": "first\n"}
    (router,) = ucarp(tmp_path, files)
    assert secret(router) == "other"


def _daemon(*words: str) -> str:
    """What the daemon says; there is no such interface, so it never starts."""
    base = "ucarp -i no-such-if -s 192.0.2.1 -a 192.0.2.2 -v 1 -u /bin/true -d /bin/true".split()
    run = subprocess.run([*base, *words], capture_output=True, text=True, timeout=5, check=False)
    return run.stdout + run.stderr


@needs("ucarp")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\nb\n", "hardware info"),
        ("\na\n", "must supply a password"),
        ("", "unexpected end of file"),
        ("x" * 19, "hardware info"),
        ("x" * 20, "Password too long"),
        ("x" * 19 + "\0" + "y" * 19, "hardware info"),
        ("\0x", "must supply a password"),
    ],
)
def test_the_daemon_reads_passfiles_alike(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "word"
    path.write_text(text)
    assert says in _daemon("-o", str(path))
    assert "Is a directory" in _daemon("-o", str(tmp_path))
    assert says in _daemon("-p", "first", "-o", str(path)) or not text
    assert "hardware info" in _daemon("-o", str(path), "-p", "last") or not text
    assert "unable to open" in _daemon("-o", str(tmp_path / "none"))


# ---- other launchers

GENTOO = """UCARP_INTERFACE=eth0
UCARP_SOURCEADDRESS=192.0.2.11
UCARP_VIRTUALADDRESS=192.0.2.10
UCARP_VIRTUALPREFIX=24
UCARP_VHID=12
UCARP_PASSFILE=/etc/ucarp/ucarp.pass
UCARP_UPSCRIPT=/usr/libexec/ucarp/up.sh
UCARP_DOWNSCRIPT=/usr/libexec/ucarp/down.sh
UCARP_OPTS="--shutdown"
"""


def test_gentoo(tmp_path: Path) -> None:
    (router,) = net(tmp_path, etc__conf_DOT_d__ucarp=GENTOO, etc__ucarp__ucarp_DOT_pass="word\n").virtual_routers
    assert line(router) == (
        "--interface=eth0 --srcip=192.0.2.11 --vhid=12 --passfile=/etc/ucarp/ucarp.pass --addr=192.0.2.10 "
        "--upscript=/usr/libexec/ucarp/up.sh --downscript=/usr/libexec/ucarp/down.sh --xparam=24 --shutdown"
    )
    assert str(router.addresses[0].address.value) == "192.0.2.10/24"
    assert secret(router) == "word"


def test_pld(tmp_path: Path) -> None:
    path = tmp_path / "etc" / "ucarp" / "192.0.2.10.conf"
    path.parent.mkdir(parents=True)
    path.write_text('UCARP_OPTS="-i eth0 -s 192.0.2.11 -v 2 -p x -z"\n')
    (router,) = load([str(tmp_path)]).virtual_routers
    assert line(router) == "--addr=192.0.2.10 -i eth0 -s 192.0.2.11 -v 2 -p x -z"


SCRIPTS = [
    ("ucarp -v 1 -a 192.0.2.1", "-v 1 -a 192.0.2.1"),
    ("V=1; A='-z -P'\nnohup /usr/sbin/ucarp -v $V \\\n -a 192.0.2.1 $A &", "-v 1 -a 192.0.2.1 -z -P"),
    ("ucarp -v 1 -x 'a b' -a 192.0.2.1 >/dev/null 2>&1", "-v 1 -x a b -a 192.0.2.1"),
    ("ucarp -v 1 -a $(cat vip)", "-v 1 -a ?"),
    ("ucarp -v 1 --addr=$1 -z", "-v 1 --addr ? -z"),
    ("ucarp -v 1 -a ${VIP:-192.0.2.1}", "-v 1 -a ?"),
    ("VIP=\nucarp -v 1 -a ${VIP:-192.0.2.1}", "-v 1 -a 192.0.2.1"),
    ("echo ucarp -v 1 -a 192.0.2.1", None),
    ("# ucarp -v 1 -a 192.0.2.1", None),
    ("ucarp --help", None),
    ("if true; then\nucarp -v 1 -a 192.0.2.1\nfi", None),
    ("f() {\nucarp -v 1 -a 192.0.2.1\n}", None),
    ("cat >unit <<E\nucarp -v 1 -a 192.0.2.1\nE", None),
]


@pytest.mark.parametrize(("text", "expected"), SCRIPTS)
def test_command_lines_in_scripts(tmp_path: Path, text: str, expected: str | None) -> None:
    found = net(tmp_path, etc__rc_DOT_local=f"#!/bin/sh\n{text}\n").virtual_routers
    assert [line(r) for r in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ExecStart=/usr/sbin/ucarp -v 1 \\\n  -a 192.0.2.1 -z", "-v 1 -a 192.0.2.1 -z"),
        ("Environment=V=2 \nExecStart=-/usr/sbin/ucarp -v ${V} -a $W -z", "-v 2 -a ? -z"),
        ("Environment=O=-z\nExecStart=/usr/sbin/ucarp -v 1 -a 192.0.2.1 $O", "-v 1 -a 192.0.2.1 -z"),
        (
            "ExecStart=/usr/sbin/ucarp -v 1 -x %i -a 192.0.2.1 --pass=a%%b -u %m",
            "-v 1 -x  -a 192.0.2.1 --pass=a%b -u ?",
        ),
        (
            "ExecStart=@-/opt/x/bin/ucarp carp -v 1 -x %p.%N.%n -a 192.0.2.1",
            "-v 1 -x ucarp.ucarp.ucarp.service -a 192.0.2.1",
        ),
        ("Environment=V=2\nExecStart=/usr/sbin/ucarp -v ${V} -x a$V$$ -p $V.x", "-v 2 -x a$V$ -p ?"),
        ("Environment=V=2\nExecStart=:/usr/sbin/ucarp -v 3 -x ${V} -p $V", "-v 3 -x ${V} -p $V"),
        ("ExecStart=/usr/sbin/ucarp -v 1 \\\n# no\\\n; -z\n -a 192.0.2.1", "-v 1 -a 192.0.2.1"),
        ("ExecStart=/usr/sbin/ucarp -v 1 \\\n\n -a 192.0.2.1", "-v 1"),
        ("ExecStart = /usr/sbin/ucarp -v 1 -a 192.0.2.1\r", "-v 1 -a 192.0.2.1"),
        ("ExecStart=/usr/sbin/ucarp -v 1\nExecStart=\nExecStart=/usr/sbin/ucarp -v 2", "-v 2"),
        (
            "Environment='V=2' \"W=3 4\" X=5 6\nEnvironment=\nEnvironment=X=7\nExecStart=/usr/sbin/ucarp -v $X -k $W",
            "-v 7 -k ?",
        ),
        ('ExecStart=/usr/sbin/ucarp -v 1 -a 192.0.2.1 -x "mail relay" -z', "-v 1 -a 192.0.2.1 -x mail relay -z"),
        ("ExecStart=/usr/sbin/ucarp -v 1 -a '192.0.2.1' -x \"a'b\"", "-v 1 -a 192.0.2.1 -x a'b"),
        ('ExecStart=/usr/sbin/ucarp -v 1 -a 192.0.2.1 --xparam="a b" -z', "-v 1 -a 192.0.2.1 --xparam=a b -z"),
        ("ExecStart=/usr/sbin/ucarp -v 1 -p \"a\\\"\\\\b'\" -a '192.0.2.1'\\\n -z", "-v 1 -p a\"\\b' -a 192.0.2.1 -z"),
        (r"ExecStart=/usr/sbin/ucarp -v 1 -x a\sb\x41\102\u0043\U00000044", "-v 1 -x a bABCD"),
        (r"""ExecStart=/usr/sbin/ucarp -v 1 -x "a\qb" -p 'a"b"' -z""", '-v 1 -x ? -p a"b" -z'),
        (r"ExecStart=/usr/sbin/ucarp -v 1 -x a\400 -p \x00 -d \xe9 -u \ud800", "-v 1 -x ? -p ? -d ? -u ?"),
        (r"""ExecStart=/usr/sbin/ucarp -v 1 -x "a"b -p "\x25i" -z""", "-v 1 -x ab -p  -z"),
        (r"""ExecStart=/usr/sbin/ucarp -v 1 -x "a"b" -z""", None),
        ("ExecStart=/usr/libexec/ucarp/ucarp start %i", None),
    ],
)
def test_command_lines_in_unit_files(tmp_path: Path, text: str, expected: str | None) -> None:
    unit = f"[Service]\n{text}\n"
    found = net(tmp_path, etc__systemd__system__ucarp_DOT_service=unit).virtual_routers
    assert [line(r) for r in found] == ([] if expected is None else [expected])


@needs("systemd-analyze")
@pytest.mark.parametrize(
    "item",
    [
        '"/nx/a b"',
        "'/nx/a b'",
        r'"/nx/a\x20b"',
        r"'/nx/a\x41b'",
        r"/nx/a\040b",
        r"/nx/a\sb",
        r"/nx/a\u00e9b",
        r"/nx/a\U000000e9b",
        '"/nx/a%%b"',
    ],
)
def test_systemd_takes_words_as_they_are_read(tmp_path: Path, item: str) -> None:
    """Its check names the program that it would run, here one that is not there."""
    unit = tmp_path / "t.service"
    unit.write_text(f"[Service]\nExecStart={item}\n")
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False).stderr
    path = told.partition("Command ")[2].partition(" is not executable")[0]
    words = net(tmp_path, etc__systemd__system__ucarp_DOT_service=f"[Service]\nExecStart=ucarp -v 1 -x {item}\n")
    assert [line(r) for r in words.virtual_routers] == [f"-v 1 -x {path}"]


def test_a_loop_of_source_lines_ends(tmp_path: Path) -> None:
    files = {"vip-common.conf": COMMON, "vip-1.conf": f"{VIP}. /etc/ucarp/vip-1.conf\n"}
    (router,) = ucarp(tmp_path, files)
    assert router.interface is not None
    assert router.interface.value is None
    assert "can change any variable" in router.interface.why


# ---- two nodes


def test_a_cluster_and_its_conversion(tmp_path: Path) -> None:
    for host, address, options in (("lb1", "192.0.2.11", "-z -P"), ("lb2", "192.0.2.12", "-z -k 100")):
        common = COMMON.replace("192.0.2.11", address).replace("--shutdown -k 10", options)
        ucarp(tmp_path / host, {"vip-common.conf": common, "vip-007.conf": VIP})
    both = load([str(tmp_path / "lb1"), str(tmp_path / "lb2")])
    assert len(both.clusters) == 1
    assert [r.host for r in both.clusters[0].routers] == ["lb1", "lb2"]
    files = {f.path: f.text for f in convert(both, "keepalived").files}
    assert "priority 254" in files["lb1/etc/keepalived/keepalived.conf"]
    assert "priority 156" in files["lb2/etc/keepalived/keepalived.conf"]
    assert "192.0.2.10/32 dev eth0" in files["lb2/etc/keepalived/keepalived.conf"]
    assert "kT9" not in "".join(files.values())


# ---- the corpus


@needs_corpus
def test_the_corpus_is_understood() -> None:
    paths = [*(CORPUS / "ucarp").iterdir(), CORPUS / "clusters" / "jamalshahverdiev+carp-ucarp-unix-linux~centos"]
    total = understood = 0
    for path in sorted(paths):
        found = load([str(path)])
        assert [f.name for f in found.findings] == [], path
        total += found.statements
        understood += found.understood
    assert total > 40
    assert understood >= 0.99 * total


@pytest.mark.parametrize("name", ["vip-001.conf", "saved.conf"])
def test_a_vip_file_alone_may_find_anything_in_the_common_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(VIP)
    found = load([str(tmp_path / name)])
    assert check(found).findings == ()
    (router,) = found.virtual_routers
    assert router.vips is not None
    assert router.interface is not None
    assert "not among the inputs" in router.interface.why
    assert router.id is not None
    assert router.id.value == (1 if name == "vip-001.conf" else None)


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("if [ -x /usr/sbin/ucarp ]; then ucarp -v 1 -a 192.0.2.1; fi", True),
        ("sleep 5 && nohup /usr/sbin/ucarp -v 1 -a 192.0.2.1", True),
        ("case $1 in start) ucarp -v 1 -a 192.0.2.1 ;; esac", True),
        ("pkill ucarp", False),
        ("which ucarp > /dev/null || exit 0", False),
        ("echo ucarp -v 1 -a 192.0.2.1", False),
    ],
)
def test_a_command_between_others_is_said_to_be_left_out(tmp_path: Path, line: str, counts: bool) -> None:
    left_out = net(tmp_path, etc__rc_DOT_local=f"#!/bin/sh\nucarp -v 2 -a 192.0.2.2\n{line}\n").not_checked
    assert any("rc.local:3: this ucarp may or may not be started" in n for n in left_out) is counts
