"""No password is shown, wherever a file or a command line has it: every placement by every command and format."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.cli import main as cli
from carplint.inputs.load import load
from carplint.inputs.secrets import mark
from carplint.text.secrets import HIDDEN, hide, of

X = "Xk7qZw3p"
KEEPALIVED = """vrrp_instance V {{
    state BACKUP
    interface eth0
    virtual_router_id 5
    prioritty 100
{0}
    virtual_ipaddress {{
        192.0.2.9/24
{1}    }}
}}
"""
AUTHENTICATION = "    authentication {{\n        auth_type PASS\n        {}\n    }}"
IFCFG = "DEVICE={0}\nIPADDR=192.0.2.{1}\nNETMASK=255.255.255.0\nONBOOT=yes\nONPARENT=no\nBOOTPRO=none\n"
UCARP = "-i eth0 -s 192.0.2.1 -v 3 -a 192.0.2.9 -k 300"
Files = dict[str, str]


def keepalived(inside: str, line: str = "", above: str = "") -> Files:
    return {"etc/keepalived/keepalived.conf": above + KEEPALIVED.format(inside, line)}


def carp(options: str, before: str = "PASSWORD=\n") -> Files:
    return {
        "etc/sysconfig/carp/vip-001.conf": f'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\n{before}OPTIONS={options}\n',
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format("eth0", 1),
        "etc/sysconfig/network-scripts/ifcfg-eth0:0": IFCFG.format("eth0:0", 9),
    }


def script(line: str) -> Files:
    conf = keepalived("    notify_master /etc/keepalived/n.sh")
    return {**conf, "etc/keepalived/n.sh": f"#!/bin/sh\n{line}\necho 1 && exit 0\npkill keepalived\n"}


IN_A_BLOCK = [
    "@b auth_pass X", "auth_pass\fX", "auth_pass\vX", 'auth_pass"X"', "auth_pass X", "auth_pass\n X", "auth_pass \\\n X",
    "auth_pass {\n X", "auth_pass }X", "auth_passX", "auth_type X", "auth X", "auth pass X", "pas X", "kennwort X",
    "atuh_apss X", "\u0430uth_pass X", "auth_pass\u00a0X", "auth\u200b_pass X", "auth_pass X\r", "; auth_pass X",
    "// auth_pass X", "auth_type PASS auth_pass X", "auth_pass X more", 'auth_pass "X', "auth_pass X 7",
    "~LST(v,X) auth_pass $v", "auth_pass X  # was X", "! auth_pass X",
]  # fmt: skip
OPTIONS = [
    '"-zp X"', '"-zpX"', '"-Pp X"', '"-p X"', '"--pass=X"', '"--pas=X"', '"--pa X"', '"--passwor X"', '"\u2014pass X"',
    '"\u2013p X"', "\"-p 'a X b'\"", '"--foo X"',
]  # fmt: skip
LINES = [
    "ucarp {} -zp X", 'ucarp "-p" "X" {}', "ucarp -p 'a X b' {}", 'ucarp -p "a \\" X b" {}', "ucarp -p a\\ X {}",
    "ucarp -p \\\nX {}", "PW=X\nucarp -p $PW {}", "ucarp --passwor X {}",
]  # fmt: skip
IN_SCRIPTS = [
    "curl -u bob:X http://h/", "wget https://bob:X@h/", 'curl -H "Authorization: Bearer X" h', "notify --token X",
    "MYSQL_PWD=X mysql -e 1",
]  # fmt: skip
UNIT = (
    "[Service]\nEnvironment=PW=X\nExecStart=/usr/sbin/ucarp {0} -p $PW\n",
    "[Service]\nExecStart=/usr/sbin/ucarp {0} -p \\\n  X\n",
)
STANZA = """iface eth0 inet static
    address 192.0.2.1/24
    ucarp-vid 3
    ucarp-vip 192.0.2.9
    ucarp-pwd X
    ucarp-pass X
iface eth0:ucarp inet static
    address 192.0.2.9/32
"""
PLACEMENTS: dict[str, Files] = {
    **{line: keepalived(AUTHENTICATION.format(line)) for line in IN_A_BLOCK},
    "in one line": keepalived("    authentication { auth_type PASS auth_pass X }"),
    "a definition": keepalived(AUTHENTICATION.format("auth_pass $P"), above="$P=X\n"),
    "a broken definition": keepalived(AUTHENTICATION.format("auth_pass $AUTH"), above="$AUTH =X\n"),
    "behind a VIP": keepalived("", "        2001:db8::1 auth_pass X\n"),
    "auth_hmac": keepalived("    auth_hmac {\n        key 1 X\n        active_key 1\n    }"),
    "for mail": keepalived("", above="global_defs {\n    smtp_auth_pass X\n}\n"),
    **{f"OPTIONS={options}": carp(options) for options in OPTIONS},
    "PASSWORD": carp('"-z"', 'PASSWORD="X"\n'),
    "behind PASSWORD": carp('"-z"', "PASSWORD=cur # was X\n"),
    "above PASSWORD": carp('"-z"', "# the next one is X\nPASSWORD=cur\n"),
    **{line: {"etc/rc.local": f"#!/bin/sh\n{line.format(UCARP)}\n"} for line in LINES},
    **{unit: {"etc/systemd/system/u.service": unit.format(UCARP)} for unit in UNIT},
    **{line: script(line) for line in IN_SCRIPTS},
    "interfaces": {"etc/network/interfaces": STANZA},
}
COMMANDS = [
    *(["check", "{}", "--format", format] for format in ("text", "json", "concise", "github")),
    *(["show", "{}", "--format", format] for format in ("text", "json")),
    ["fix", "{}", "--diff", "--unsafe"],
    *(["convert", "{}", "--to", target, "--allow-errors"] for target in ("keepalived", "ucarp", "carp", "interfaces")),
]


@pytest.mark.parametrize("name", PLACEMENTS)
def test_no_command_shows_it(tmp_path: Path, name: str) -> None:
    for path, text in PLACEMENTS[name].items():
        file = tmp_path / "lb1" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.replace("X", X).encode())
        file.chmod(0o755 if path.endswith((".sh", "rc.local")) else 0o644)
    for words in COMMANDS:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            cli.main([word.format(tmp_path / "lb1") for word in words])
        assert X not in out.getvalue(), words
        assert out.getvalue() or words[0] == "fix"
    net = load([str(tmp_path / "lb1")])
    mark(net)
    findings = check(net).findings
    places = [*(f.span for f in findings), *(r.span for f in findings for r in f.related)]
    sources = {*(d.source for h in net.hosts for d in h.documents), *(span.source for span in places)}
    for source in sources if name != "above PASSWORD" else ():  # whatever line a finding points at
        assert X not in hide(source.text, lambda _: HIDDEN, of(source))


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        (
            keepalived(AUTHENTICATION.format("") + "   # keepalived uses the first 8 characters only"),
            "the first 8 characters",
        ),
        (keepalived(AUTHENTICATION.format("# auth_type (PASS or AH)")), "auth_type (PASS or AH)"),
        (
            {
                "etc/ucarp/vip-001.conf": "ID=001\nBIND_INTERFACE=eth0\nPASSFILE=/etc/ucarp/x.pass\nVIP_ADDRESS=192.0.2.9\n"
            },
            "/x.pass",
        ),
    ],
)
def test_what_is_no_password_stays(tmp_path: Path, files: Files, kept: str) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    net = load([str(tmp_path)])
    mark(net)
    source = net.hosts[0].documents[0].source
    assert kept in hide(source.text, lambda _: HIDDEN, of(source))
