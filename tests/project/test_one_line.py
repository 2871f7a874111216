"""One sign again and again, on one line or on many: what an author of files can write at no cost, and a pattern that looks
from each of them to the end of the line would never come to an end of."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.trees import ROOT

FOUND = (
    ("check", "v/etc", "$("),
    ("check", "k/", "--pass="),
    ("check", "k/", "--key=/"),
    ("check", "k/", "x \u00a0<vip> "),
    ("check", "s/", "sudo "),
    ("show", "r/", "-----BEGIN "),
    ("check", "k/", '-p \\"'),
    ("check", "x/opt/run.yaml", "ucarp"),
    ("check", "x/opt/run.yaml", "a/"),
)
"""What once did so: the command, the files, the sign."""
SIGNS = (
    *(sign for _, _, sign in FOUND),
    *(
        "`",
        "--no=",
        "export;",
        'ucarp -p "',
        "-p '",
        "\\",
        "a:b@",
        "://",
        "curl -u ",
        '"',
        "'",
        "#",
        "password: ",
        "auth_pass ",
    ),
    *(
        "{",
        "}",
        "[x",
        "@a ",
        "~SEQ(i,1,2) ",
        "$a",
        "${",
        "${a:-",
        "!",
        "\t",
        "x=",
        "<<E\n",
        "<<",
        "if ",
        "case x in ",
        "a) ;; ",
    ),
    *(
        "((",
        "[[ ",
        "&&",
        "|",
        ">",
        "<(",
        "a,",
        "{a,b}",
        "*",
        "%",
        "\x0b",
        "\r",
        "token=",
        "Authorization: ",
        "secret",
        "pw",
    ),
    *(
        "ExecStart=",
        "[S]\n",
        "source x\n",
        "include x\n",
        "include *\n",
        "up ",
        "iface a inet manual\n",
        "vid 1 ",
        "alias ",
    ),
    *(
        "- ",
        "a:\n",
        "? ",
        "# carplint: ignore[",
        "{{ x ",
        "{% raw %}",
        "10.0.0.1/",
        "::",
        "virtual_ipaddress {",
        "$x=$x$x\n",
    ),
    *(
        "track_script {\n",
        'A="$A',
        "A=${A}\n",
        "f() {\n",
        "for i in a; do\n",
        "done\n",
        'sh -c "',
        "eval ",
        "ip addr add ",
    ),
    *("| sudo -S ", "Bearer ", "**/a/", "networking.ucarp.", "( ", "docker run ", "'ucarp',", "a=1;", "!*"),
)
SIZE = 150_000
SECONDS = 60
"""Of computing: much more than what one of them takes, and less than a look from each sign to the end does."""


def _files(sign: str, size: int) -> Iterator[tuple[str, str]]:
    line = sign * (size // len(sign))
    lines = f"{sign.rstrip(chr(10))}\n" * (size // (len(sign) + 1))
    keepalived = 'vrrp_script c {{\n script "{0}\n}}\nvrrp_instance A {{\n interface eth0\n {0}\n virtual_ipaddress {{\n 10.0.0.9\n }}\n}}\n'
    ucarp = "ID=1\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=10.0.0.1\nVIP_ADDRESS=10.0.0.9\nPASSWORD=x\nUPSCRIPT=/opt/up\nOPTIONS={}\n"
    command = "ucarp -i eth0 -s 10.0.0.1 -v 1 -a 10.0.0.9 -p x {}\n"
    debian = (
        "iface eth0 inet static\n address 10.0.0.1/24\n ucarp-vid 1\n ucarp-vip 10.0.0.9\n ucarp-password x\n up {}\n"
    )
    for name, body in (("line", line), ("lines", lines)):
        yield f"{name}/k/etc/keepalived/keepalived.conf", keepalived.format(body)
        yield f"{name}/s/etc/keepalived/keepalived.conf", keepalived.format("notify /etc/keepalived/n.sh")
        yield f"{name}/s/etc/keepalived/n.sh", f"#!/bin/sh\n{body}\n"
        yield f"{name}/v/etc/ucarp/vip-001.conf", ucarp.format(body)
        yield f"{name}/v/opt/up", f"#!/bin/sh\nip addr add $2/24 dev $1\n{body}\n"
        yield f"{name}/r/etc/rc.local", f"#!/bin/sh\n{command.format(body)}"
        yield f"{name}/d/etc/network/interfaces", debian.format(body)
        yield (
            f"{name}/u/etc/systemd/system/u.service",
            f"[Service]\nEnvironment={body}\nExecStart=/usr/sbin/{command.format(body)}",
        )
        yield f"{name}/b/etc/rc.conf", f'ifconfig_em0_alias0="inet vhid 1 pass x {body}\n'
        yield f"{name}/o/etc/hostname.carp0", f"inet 10.0.0.9 255.255.255.0 NONE vhid 1 pass x {body}\n"
        yield f"{name}/n/etc/systemd/network/a.network", f"[Match]\nName=eth0\n[Network]\nAddress={body}\n"
        yield f"{name}/x/opt/run.yaml", f"x: docker run a/{body}!\n"
        yield f"{name}/x/opt/list.py", f"x = ['ucarp', {body}]\n"
        yield f"{name}/x/.gitignore", body
        yield f"{name}/c/compose.yaml", f"services:\n  a:\n    image: b\n    command: >\n      {command.format(body)}"
        yield f"{name}/l/etc/conf.d/ucarp.vip", f'ucarp_opts="{body}"\n'
        yield f"{name}/j/etc/nixos/configuration.nix", f"{{ networking.ucarp = {{ enable = true; {body} }}; }}\n"
        yield f"{name}/n/etc/systemd/network/a.network.d/b.conf", f"[Network]\n{body}\n"
        yield f"{name}/i/etc/sysconfig/network-scripts/ifcfg-eth0", f"DEVICE=eth0\nIPADDR={body}\n"


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _end(folder: Path, command: str, files: Iterable[tuple[str, str]]) -> None:
    """Run a command on some files, for so long and no longer."""
    for path, text in files:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    words = [sys.executable, "-m", "carplint", command, str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, preexec_fn=_limit, check=False)
    assert done.returncode in (0, 1, 3), done.stderr[-500:]


@pytest.mark.parametrize(("command", "place", "sign"), FOUND, ids=ascii)
def test_a_sign_again_and_again_comes_to_an_end(command: str, place: str, sign: str, tmp_path: Path) -> None:
    _end(tmp_path, command, [(p, text) for p, text in _files(sign, SIZE) if p.startswith(f"line/{place}")])


@pytest.mark.parametrize("command", ["check", "show"])
@pytest.mark.parametrize("sign", SIGNS if "FUZZ" in os.environ else (), ids=ascii)
def test_any_sign_in_any_file_comes_to_an_end(command: str, sign: str, tmp_path: Path) -> None:
    """Takes half an hour, and is tried with FUZZ=1 alone."""
    _end(tmp_path, command, _files(sign, SIZE // 4))
