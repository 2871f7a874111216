"""The list of files says where statements were not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.inputs.load import load
from tests.inputs.test_foreign import CONF, put

IFCFG = "DEVICE=eth0\nBOOTPRO=none\nONBOOT=yes\nIPADDR=192.0.2.1\nNETMASK=255.255.255.0\n"
DEBIAN = "auto eth0\niface eth0 inet static\n    adress 192.0.2.1\n    netmask 255.255.255.0\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"etc/keepalived/keepalived.conf": CONF.replace("priority", "prio")}, ["1 of 7 statements not understood: line 5"]),
        ({"etc/keepalived/keepalived.conf": CONF + 'router_id "x\n'}, ["1 of 8 statements not understood: line 10"]),
        ({"etc/network/interfaces": DEBIAN}, ["1 of 4 statements not understood: line 3"]),
        ({"etc/network/interfaces": DEBIAN.replace("inet static", "")}, ["3 of 4 statements not understood: lines 2, 3, 4"]),
        ({"etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG}, ["1 of 5 statements not understood: line 2"]),
        ({"etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG, "etc/sysconfig/network-scripts/ifcfg-eth1": "DEVICE=eth1\nvi x\n"},
         ["1 statement not understood: line 2", "1 statement not understood: line 2"]),
        ({"etc/systemd/network/1.network": "[Match]\nName=eth0\n[Network]\nnonsense\n"}, ["1 of 4 statements not understood: line 4"]),
        ({"etc/NetworkManager/system-connections/a.nmconnection": "[connection]\nid=a\nnonsense\n"},
         ["1 of 3 statements not understood: line 3"]),
        ({"etc/ucarp/vip-001.conf": "ID=1\nif x; then\nVIP_ADDRESS=192.0.2.9\nfi\n"}, ["2 of 4 statements not understood: lines 2, 4"]),
        ({"etc/rc.local": "#!/bin/sh\ntrue\npgrep ucarp || ucarp -i eth0 -v 1 -a 192.0.2.9\n"}, ["1 of 1 statements not understood: line 3"]),
        ({"etc/keepalived/keepalived.conf": CONF}, [""]),
    ],
)  # fmt: skip
def test_where(files: dict[str, str], said: list[str], tmp_path: Path) -> None:
    put(tmp_path, files)
    assert [f.why for f in load([str(tmp_path)]).listed] == said


def test_an_included_file_has_its_own_lines(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"etc/keepalived/keepalived.conf": f"include x.inc\n{CONF}", "etc/keepalived/x.inc": "\nglobal_def {\n}\n"},
    )
    why = {f.path.rpartition("/")[2]: f.why for f in load([str(tmp_path)]).listed}
    assert why == {"keepalived.conf": "", "x.inc": "another file names it, not understood: line 2"}


def test_many_lines_are_counted(tmp_path: Path) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": CONF + "nonsense\n" * 30})
    (file,) = load([str(tmp_path)]).listed
    assert file.why.endswith("lines 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 20 more")
