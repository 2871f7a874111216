"""Options for a hook of the administrator's own: said, and neither an error nor fixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load

HEAD = "auto eth0\niface eth0 inet static\n    address 192.0.2.11/24\n"
SETS = {
    "dash": "ucarp-vid-7 7\nucarp-vip-7 192.0.2.10\nucarp-password-7 k\nucarp-advskew-7 2\nucarp-facility-7 daemon\n",
    "underscore": "ucarp_vid_web 7\nucarp_vip_web 192.0.2.10\nucarp_password_web k\nucarp_master_web no\n",
    "number": "ucarp-vid2 7\nucarp-vip2 192.0.2.10\nucarp-password2 k\n",
    "two sets": "ucarp-vid-a 7\nucarp-vip-a 192.0.2.10\nucarp-vid-b 8\nucarp-vip-b 192.0.2.20\nucarp-master-b yes\n",
}


@pytest.mark.parametrize("kind", SETS)
def test_a_set_with_an_ending_is_for_another_hook(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "n1" / "etc" / "network" / "interfaces"
    path.parent.mkdir(parents=True)
    path.write_text(
        HEAD + "".join(f"    {line}\n" for line in SETS[kind].splitlines()) + "    up /etc/network/own.sh\n"
    )
    net = load([str(tmp_path)])
    assert [f.code for f in check(net).findings] == []
    said = [n for n in net.not_checked if "hook of your own" in n]
    assert len(said) == SETS[kind].count("vid")
    assert ":4: " in said[0]


@pytest.mark.parametrize("options", ["ucarp-vidd 7\nucarp-vip 192.0.2.10\n", "ucarp-vid-7 7\nucarp-vip-8 192.0.2.10\n"])
def test_a_slip_is_still_an_error(tmp_path: Path, options: str) -> None:
    path = tmp_path / "n1" / "etc" / "network" / "interfaces"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + "".join(f"    {line}\n" for line in options.splitlines()))
    assert "CL282" in [f.code for f in check(load([str(tmp_path)])).findings]


def test_beside_a_set_the_hook_s_own_options_count(tmp_path: Path) -> None:
    path = tmp_path / "n1" / "etc" / "network" / "interfaces"
    path.parent.mkdir(parents=True)
    own = "    ucarp-vid 1\n    ucarp-vip 192.0.2.5\n    ucarp-password k\n"
    path.write_text(HEAD + own + "".join(f"    {line}\n" for line in SETS["number"].splitlines()))
    net = load([str(tmp_path)])
    assert [r.id.value for r in net.virtual_routers if r.id is not None] == [1]
    assert any("ucarp-vid2" in n for n in net.not_checked)
