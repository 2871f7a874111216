"""Files that were named one by one and lie in one folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_foreign import put

UCARP = (
    'VIP_ADDRESS=192.0.2.60\nPASSWORD={1}\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{0}\nOPTIONS="--advskew={0}0"\n'
)
DEBIAN = (
    "auto eth0\niface eth0 inet static\n    address 192.0.2.{0}/24\n    ucarp-vid {2}\n    ucarp-vip 192.0.2.70\n    ucarp-password {1}\n"
    "    ucarp-advskew {0}0\niface eth0:ucarp inet static\n    address 192.0.2.70/32\n"
)
IFCFG = "DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.{0}\nNETMASK=255.255.255.0\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (UCARP, ("vip-001.conf.lb1", "vip-001.conf.lb2")),
        (UCARP, ("lb1-vip-001.conf", "lb2-vip-001.conf")),
        (DEBIAN, ("interfaces.lb1", "interfaces.lb2")),
        (DEBIAN, ("lb1", "lb2")),
        (IFCFG, ("ifcfg-eth0.lb1", "ifcfg-eth0.lb2")),
    ],
)
def test_files_of_two_nodes_are_two_hosts(text: str, names: tuple[str, str], tmp_path: Path) -> None:
    put(tmp_path, {name: text.format(n, "Hush37xk", 3) for n, name in enumerate(names, 1)})
    paths = [f"{tmp_path}/{name}" for name in names]
    assert [h.name for h in load(paths).hosts] == list(names)


@pytest.mark.parametrize(
    ("other", "error"), [("Hush37xk 4", "ucarp-vhid-mismatch"), ("Rush37xk 3", "ucarp-password-mismatch")]
)
def test_what_differs_between_them_is_said(other: str, error: str, tmp_path: Path) -> None:
    password, vhid = other.split()
    put(
        tmp_path,
        {"interfaces.lb1": DEBIAN.format(1, "Hush37xk", 3), "interfaces.lb2": DEBIAN.format(2, password, vhid)},
    )
    found = check(load([f"{tmp_path}/interfaces.lb1", f"{tmp_path}/interfaces.lb2"])).findings
    assert error in {f.name for f in found}


@pytest.mark.parametrize(
    "files",
    [
        {"vip-001.conf": UCARP.format(1, "Hush37xk"), "vip-002.conf": UCARP.format(1, "x").replace("2.60", "2.61")},
        {"vip-001.conf": UCARP.format(1, "x"), "vip-002.conf": UCARP.format(2, "x").replace("2.60", "2.61")},
        {"ifcfg-eth0": IFCFG.format(1), "ifcfg-eth1": IFCFG.format(2).replace("eth0", "eth1")},
        {"interfaces": DEBIAN.format(1, "x", 3), "more": "auto eth1\niface eth1 inet static\n    address 198.51.100.1/24\n"},
        {"interfaces": "auto lo\niface lo inet loopback\n", "more": "auto lo\niface lo inet static\n    address 198.51.100.1/32\n"},
        {"vip-001.conf": UCARP.format(1, "x"), "copy": UCARP.format(1, "x")},
    ],
)  # fmt: skip
def test_files_of_one_host(files: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path, files)
    assert len(load([f"{tmp_path}/{name}" for name in files]).hosts) == 1
