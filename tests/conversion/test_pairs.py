"""Scripts that bring a VIP up and down are a pair: what one adds only the other is sure to remove."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load

PLAIN = "ip addr {} $2/24 dev $1\n"
WAYS = {
    "plain": PLAIN,
    "more": PLAIN + "logger moved\n",
    "by ifconfig": "/sbin/ifconfig $1:1 $2 netmask 255.255.255.0 # {}\nlogger up\n",
    "not at hand": None,
}
SAID = {"ucarp": ("UPSCRIPT=", "DOWNSCRIPT="), "interfaces": ("ucarp-upscript ", "ucarp-downscript ")}


@pytest.mark.parametrize("target", SAID)
@pytest.mark.parametrize(("up", "down"), list(product(WAYS, WAYS)))
def test_of_a_pair_both_are_called_or_neither(target: str, up: str, down: str, tmp_path: Path) -> None:
    etc = tmp_path / "lb1/etc"
    etc.mkdir(parents=True)
    for name, way, verb in (("up", up, "add"), ("down", down, "del")):
        text = WAYS[way]
        if text is not None:
            (etc / name).write_text("#!/bin/sh\n" + text.format(verb))
    (etc / "rc.local").write_text("ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -z -u /etc/up -d /etc/down\n")
    result = convert(load([str(tmp_path)]), target, Choices(auth="keep"))
    text = "".join(f.text for f in result.files if not f.path.startswith("PLAN"))
    said = [
        word in text and f"{path}" in text for word, path in zip(SAID[target], ("/etc/up", "/etc/down"), strict=True)
    ]
    assert said in ([True, True], [False, False])
    assert said[0] is not (up == down == "plain")
    lost = [
        f
        for f in convert(load([str(tmp_path)]), "carp", Choices(auth="keep")).report.findings
        if "this script is lost" in f.message
    ]
    assert len(lost) == (up != "plain") + (down != "plain")


@pytest.mark.parametrize("target", SAID)
def test_a_script_goes_over_with_the_launchers_own_one(target: str, tmp_path: Path) -> None:
    """Its counterpart is that of the source's launcher, which knows what it added, and not that of the target's."""
    etc = tmp_path / "lb1/etc"
    etc.mkdir(parents=True)
    (etc / "up").write_text("#!/bin/sh\nifup $1:ucarp\nlogger up\n")
    line = "ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -z -u /etc/up -d /usr/share/ucarp/vip-down\n"
    (etc / "rc.local").write_text(line)
    text = "".join(f.text for f in convert(load([str(tmp_path)]), target, Choices(auth="keep")).files)
    assert "/etc/up" in text
    assert "/usr/share/ucarp/vip-down" in text
