"""Words that look like syntax and are harmless where they stand are carried over: a password in Base64, a script's option."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load

VIP = (
    "ID=007\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{0}\nVIP_ADDRESS=192.0.2.50\nPASSWORD={1}\n"
    'OPTIONS="--advskew={0} --shutdown"\n'
)
LINE = "#!/bin/sh\nucarp -i eth0 -s 192.0.2.{0} -v 7 -p hush9 -a 192.0.2.50 -k {0} -u /opt/up -d /opt/down -x {1}\n"
SCRIPT = '#!/bin/sh\nip addr {} "$2/24" dev "$1"\ncurl http://example.org/\n'
IFCFG = "DEVICE=eth0\nIPADDR=192.0.2.{}\nPREFIX=24\nONBOOT=yes\n"


def _converted(folder: Path, files: dict[str, str], target: str, auth: str = "") -> list[str]:
    """What the files of the first node are to hold."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    result = convert(load([str(folder)]), target, Choices(True, auth, output="out" if auth else ""))
    return [file.text for file in result.files if file.path.startswith("n11/")]


@pytest.mark.parametrize("target", ["carp", "interfaces", "keepalived"])
@pytest.mark.parametrize("word", ["Zm9vYmE=", "a=b", "A=1", "x==", "if", "do", "in", "+1=", "50%"])
def test_a_password(tmp_path: Path, word: str, target: str) -> None:
    files = {}
    for node in (11, 12):
        files[f"n{node}/etc/ucarp/vip-007.conf"] = VIP.format(node, f"'{word}'")
        files[f"n{node}/etc/sysconfig/network-scripts/ifcfg-eth0"] = IFCFG.format(node)
    texts = _converted(tmp_path, files, target, "keep" if target == "keepalived" else "")
    assert any(word in text for text in texts)


@pytest.mark.parametrize(
    ("word", "target"),
    [
        *((word, "keepalived") for word in ("--verbose", "-v", "a=b", "if", "!", "50%", "a b")),
        *(
            (word, "interfaces") for word in ("a=b", "if", "50%", "A=")
        ),  # what its hook, which quotes nothing, passes on
    ],
)
def test_the_parameter_of_a_script(tmp_path: Path, word: str, target: str) -> None:
    files = {}
    for node in (11, 12):
        files[f"n{node}/etc/rc.local"] = LINE.format(node, f"'{word}'")
        files |= {f"n{node}/opt/up": SCRIPT.format("add"), f"n{node}/opt/down": SCRIPT.format("del")}
        files[f"n{node}/etc/sysconfig/network-scripts/ifcfg-eth0"] = IFCFG.format(node)
    assert any(word in text for text in _converted(tmp_path, files, target))
