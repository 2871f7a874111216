"""Hosts that were given and have no file that their daemon reads."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_foreign import CONF, put

VIP = 'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\nPASSWORD="Hush37xk"\n'
UCARP = "VIP_ADDRESS=192.0.2.10\nSOURCE_ADDRESS=192.0.2.1\nID=1\nBIND_INTERFACE=eth0\nPASSWORD=Hush37xk\n"
IFCFG = "DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.1\nNETMASK=255.255.255.0\n"
KEEPALIVED, CARP, FEDORA = "etc/keepalived/keepalived.conf", "etc/sysconfig/carp/vip-001.conf", "etc/ucarp/vip-001.conf"


def said(folder: Path, *paths: str, hosts: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str, str]]:
    """What is found about hosts without their files: the rule, the host, the path."""
    named = [(name, str(folder / path)) for name, path in hosts]
    net = load([str(folder / p) for p in paths] or ([] if hosts else [str(folder)]), hosts=named)
    found = [f for f in check(net).findings if f.name in ("host-without-active-file", "package-sample")]
    return [(f.name, f.span.source.host, f.span.source.path.removeprefix(f"{folder}/")) for f in found]


@pytest.mark.parametrize(
    ("active", "text", "there"),
    [
        *((KEEPALIVED, CONF, f"etc/keepalived/{name}") for name in (
            "keepalived.conf.rpmsave", "keepalived.conf.dpkg-old", "keepalived.conf.bak", "keepalived.conf~", "keepalived.conf.save",
            "keepalived.conf.20240131", "keepalvied.conf", "keepalive.conf", "kepalived.conf", "Keepalived.conf", "keepalived.cnf",
            "keepalived.conf.disabled", "keepalived.conf.rpmnew", "keepalived.conf.apk-new", "keepalived.conf.pacnew",
        )),
        *((CARP, VIP, f"etc/sysconfig/carp/{name}") for name in (
            "vip-001.conf.rpmsave", "vip_001.conf", "vip001.conf", "vip-001.cnf", "VIP-001.conf", "vip-001.conf.txt", "vip-001.conf.bak",
        )),
        *((FEDORA, UCARP, f"etc/ucarp/{name}") for name in ("vip_001.conf", "vip-001.conf.rpmsave", "vip-001.conf.old")),
        (KEEPALIVED, CONF, "etc/keepalived.conf"),
        (CARP, VIP, "etc/carp/vip-001.conf"),
    ],
)  # fmt: skip
def test_what_lies_there_instead_is_said(active: str, text: str, there: str, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{active}": text, f"lb2/{there}": text})
    rule = "host-without-active-file"
    assert said(tmp_path) == [(rule, "lb2", f"lb2/{there}")]
    assert said(tmp_path, "lb1", "lb2") == [(rule, "lb2", f"lb2/{there}")]
    assert said(tmp_path, hosts=(("a", "lb1"), ("b", "lb2"))) == [(rule, "b", f"lb2/{there}")]
    put(tmp_path, {f"lb2/{active}": text})
    assert said(tmp_path) == []


@pytest.mark.parametrize("name", ["vip-001.conf.example", "keepalived.conf.sample"])
def test_only_a_sample(name: str, tmp_path: Path) -> None:
    active, text = (KEEPALIVED, CONF) if name.startswith("keep") else (CARP, VIP)
    put(tmp_path, {f"lb2/{Path(active).parent}/{name}": text, "lb2/etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG})
    assert [rule for rule, *_ in said(tmp_path)] == ["package-sample"], "nothing is configured yet"
    put(tmp_path, {f"lb1/{active}": text})
    assert [rule for rule, *_ in said(tmp_path)] == ["host-without-active-file"], "its partner is"


@pytest.mark.parametrize("kind", ["empty", "folder", "example of the ucarp service"])
def test_what_is_there_is_none(kind: str, tmp_path: Path) -> None:
    active = FEDORA if "ucarp" in kind else KEEPALIVED
    put(tmp_path, {f"lb1/{active}": UCARP if active == FEDORA else CONF})
    if kind == "folder":
        (tmp_path / "lb2" / KEEPALIVED).mkdir(parents=True)
    else:
        other = "etc/ucarp/vip-001.conf.example" if active == FEDORA else KEEPALIVED
        put(tmp_path, {f"lb2/{other}": UCARP if active == FEDORA else "\n"})
    if active == FEDORA:
        put(tmp_path, {"lb2/etc/ucarp/vip-common.conf": "PASSWORD=Hush37xk\n"})
    assert [rule for rule, *_ in said(tmp_path, "lb1", "lb2")] == ["host-without-active-file"]
    left = load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"]).not_checked
    assert not [n for n in left if "not among the inputs" in n]


@pytest.mark.parametrize("target", ["/srv/conf/keepalived.conf", "../gone.conf", "keepalived.conf.new"])
def test_a_link_to_nothing(target: str, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": CONF})
    link = tmp_path / "lb2" / KEEPALIVED
    link.parent.mkdir(parents=True)
    link.symlink_to(target)
    report = check(load([str(tmp_path)]))
    about = [f for f in report.findings if f.span.source.path.startswith(f"{tmp_path}/lb2")]
    assert [f.severity for f in about] == ["error"]


@pytest.mark.parametrize("here", [{}, {"etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG}, {"README": "nothing\n"}])
def test_a_host_that_was_given_and_has_nothing(here: dict[str, str], tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{CARP}": VIP, "lb1/etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG})
    (tmp_path / "lb2").mkdir()
    put(tmp_path / "lb2", here)
    assert said(tmp_path, "lb1", "lb2") == [("host-without-active-file", "lb2", "lb2")]
    assert said(tmp_path, hosts=(("a", "lb1"), ("b", "lb2"))) == [("host-without-active-file", "b", "lb2")]


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        (
            {
                f"lb1/{KEEPALIVED}": CONF,
                "roles/templates/keepalived.conf.j2": CONF,
                "docs/keepalived.conf.example": CONF,
            },
            (),
        ),
        ({f"lb1/{KEEPALIVED}": CONF, f"lb1/{KEEPALIVED}.rpmsave": CONF, f"lb1/{KEEPALIVED}.sample": CONF}, ()),
        ({KEEPALIVED: CONF, "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG}, ("etc/keepalived", "etc/sysconfig")),
        ({KEEPALIVED: CONF, "scripts/x.sh": "true\n"}, ("etc", "scripts")),
        ({"lb1/keepalived.conf": CONF, "lb2/keepalived.conf": CONF, "lb3/keepalived.conf.j2": CONF}, ()),
        ({"keepalived-lb1.conf": CONF, "keepalived-lb2.conf": CONF, "keepalived.conf.example": CONF}, ()),
        ({"etc/keepalived/lb1.conf": CONF, "etc/keepalived/lb2.conf": CONF}, ()),
        ({f"lb1/{KEEPALIVED}": CONF, f"lb2/{KEEPALIVED}.rpmsave": "# nothing\n"}, ()),
    ],
)
def test_silence(files: dict[str, str], paths: tuple[str, ...], tmp_path: Path) -> None:
    put(tmp_path, files)
    assert said(tmp_path, *paths) == []


def test_a_bare_folder_beside_others(tmp_path: Path) -> None:
    put(tmp_path, {"lb1/keepalived.conf": CONF, "lb2/keepalived.conf.bak": CONF, "lb3/keepalived.conf": CONF})
    assert said(tmp_path) == [("host-without-active-file", "lb2", "lb2/keepalived.conf.bak")]


def test_bare_files_of_two_nodes_are_two_hosts(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"n1/vip-001.conf": VIP, "n2/vip-001.conf": VIP, "n3/vip-001.conf": UCARP, "n4/vip-001.conf": "# nothing\n"},
    )
    folders, files = [f"{tmp_path}/n{n}" for n in (1, 2, 3)], [f"{tmp_path}/n{n}/vip-001.conf" for n in (1, 2, 3)]
    for paths in ([str(tmp_path)], folders, files):
        assert [(h.name, h.documents[0].format) for h in load(paths).hosts] == [
            ("n1", "carp"),
            ("n2", "carp"),
            ("n3", "ucarp"),
        ]


def test_bare_files_of_two_nodes_are_compared(tmp_path: Path) -> None:
    put(tmp_path, {"n1/vip-001.conf": VIP, "n2/vip-001.conf": VIP.replace("Hush", "Rush")})
    assert "ucarp-password-mismatch" in {f.name for f in check(load([str(tmp_path)])).findings}
    put(tmp_path, {"n3/vip-001.conf": VIP})
    assert "ucarp-password-mismatch" not in {f.name for f in check(load([str(tmp_path)])).findings}


def test_the_untouched_sample_is_one(tmp_path: Path) -> None:
    """Its lines are known by their checksums, which 46 of them stand for here."""
    from carplint.inputs import sample

    lines = [f"line {n}" for n in range(46)]
    before, sample._LINES = sample._LINES, frozenset(crc32(line.encode()) for line in lines)
    try:
        text = "! acassen@firewall.loc\n" + "\n".join(f"   {line}" for line in lines) + "\n"
        put(tmp_path, {f"lb1/{KEEPALIVED}": text})
        assert said(tmp_path) == [("package-sample", "lb1", f"lb1/{KEEPALIVED}")]
        assert [f.state for f in load([str(tmp_path)]).listed] == ["passed over"]
        put(tmp_path, {f"lb1/{KEEPALIVED}": text + "priority 101\n"})
        assert said(tmp_path) == []
    finally:
        sample._LINES = before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("etc/conf.d/ucarp", "#UCARP_VHID=1\n#UCARP_INTERFACE=eth0\n\n"),
        ("etc/conf.d/ucarp", ""),
        ("etc/conf.d/ucarp.eth0", "# VHID=1\n"),
        ("etc/keepalived/keepalived.conf", "! vrrp_instance VI_1 {\n# }\n"),
    ],
)
def test_a_file_that_says_nothing_beside_a_host_that_has_one(name: str, text: str, tmp_path: Path) -> None:
    keepalived = "keepalived" in name
    other = CONF if keepalived else "REALIP=192.0.2.1\nVHID=7\nVIP=192.0.2.10\nPASSWORD=xV9.kq2m\n"
    put(tmp_path, {f"n1/{name if keepalived else 'etc/conf.d/ucarp.eth0'}": other, f"n2/{name}": text})
    net = load([str(tmp_path / "n1"), str(tmp_path / "n2")])
    assert [f.name for f in net.findings] == ["host-without-active-file"]
    assert [f.state for f in net.listed if "/n2/" in f.path] == ["passed over"]
    assert load([str(tmp_path / "n2")]).findings == ()  # alone it may be all that is meant
