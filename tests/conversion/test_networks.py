"""The node's own interfaces in a conversion: files that are written anew lose nothing silently, others stay as they are."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from carplint.cli.main import main
from carplint.conversion import TARGETS, Choices, Conversion, convert
from carplint.inputs.load import load
from tests.conversion.test_conversion import written
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

HOOK = "    ucarp-vid 3\n    ucarp-vip 10.0.0.50\n    ucarp-password x\n"
ALIAS = "iface eth0:ucarp inet static\n    address 10.0.0.50/32\n"
LINE = "/usr/sbin/ucarp -i eth0 -s 10.0.0.1 -v 9 -p x -a 10.0.0.50 -z -u /u -d /d -B\n"
DEFAULT = LINE.replace("/u ", "/usr/share/ucarp/vip-up ").replace("/d ", "/usr/share/ucarp/vip-down ")
SERVICE = "BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=x\nOPTIONS=--advskew=1\n"
NAMES = ("migrate-network-file", "migrate-detail-lost")


def put(folder: Path, **files: str) -> Path:
    """The files of lb1; of a name the last _ is the dot or the dash of their own."""
    places = {
        "interfaces": "network/interfaces",
        "rc": "rc.local",
        "keepalived": "keepalived/keepalived.conf",
        "vip": "sysconfig/carp/vip-003.conf",
        "keyfile": "NetworkManager/system-connections/eth0.nmconnection",
    }
    for name, text in files.items():
        place = places.get(name, f"sysconfig/network-scripts/ifcfg-{name.replace('_', ':')}")
        path = folder / "lb1/etc" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def made(folder: Path, target: str) -> Conversion:
    return convert(load([str(folder)]), target, Choices(allow_errors=True))


def lost(result: Conversion, *names: str) -> list[str]:
    """What is said to be lost of interfaces: each word, and whole interfaces."""
    found = [f.message for f in result.report.findings if f.name in (names or NAMES)]
    said = [m.partition(" is ")[0] for m in found if " is missing in the new" in m]
    parts = [re.fullmatch("(\\S+) loses (.*?): the file that is written for it .*", m) for m in found]
    return said + [f"{word} of {m[1]}" for m in parts if m is not None for word in m[2].split(", ")]


def text_of(result: Conversion, name: str) -> str:
    (text,) = (f.text for f in result.files if f.path.endswith(name))
    return text


def debian(own: str) -> str:
    return f"auto eth0\niface eth0 inet static\n    address 10.0.0.1\n    netmask 255.255.255.0\n{own}{HOOK}{ALIAS}"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("", []),
        ("    gateway 10.0.0.254\n    broadcast 10.0.0.255\n", []),
        ("    ucarp_advskew 5\n", []),
        ("    dns-nameservers 10.0.0.53 10.0.0.54\n", []),
        ("    dns-nameservers 10.0.0.53 10.0.0.54 10.0.0.55\n", ["dns-nameservers of eth0"]),
        ("    mtu 9000\n", []),
        ("    mtu big\n", ["mtu of eth0"]),
        ("    post-up echo hi\n    up echo ho\n", ["up of eth0"]),
        ("    pre-down echo hi\n", ["down of eth0"]),
        ("    hwaddress ether 02:00:00:00:00:01\n", ["hwaddress of eth0"]),
        ("    dns-nameservers 10.0.0.53\n    dns-search x\n    dns-domain y\n", ["dns-domain of eth0"]),
        ("    dns-search x\u2028y\n", ["dns-search of eth0"]),
        ("    dns-search x\u00a0y\n", ["dns-search of eth0"]),
    ],
)
def test_what_a_stanza_says_besides_its_address_is_said_where_it_is_written_anew(
    own: str, said: list[str], tmp_path: Path
) -> None:
    result = made(put(tmp_path, interfaces=debian(own)), "carp")
    assert lost(result) == said
    assert "IPADDR=10.0.0.1\nNETMASK=255.255.255.0\n" in text_of(result, "ifcfg-eth0")
    spans = [f.span.text for f in result.report.findings if f.name == "migrate-network-file"]
    assert all(text in own for text in spans)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("iface eth0 inet6 static\n    address 2001:db8::1/64\n", ["address of eth0"]),
        ("iface eth0 inet static\n    address 10.1.0.1/24\n    metric 9\n", ["address of eth0", "metric of eth0"]),
        ("iface eth1 inet static\n    address 10.1.0.1/24\n    mtu 9000\n", []),
        ("iface eth0:5 inet static\n    address 10.1.0.1/24\n    mtu 9000\n", []),
    ],
)
def test_a_further_stanza_of_the_interface_counts_too(more: str, said: list[str], tmp_path: Path) -> None:
    """The carp service sources no file but that of the daemon's own interface: the others are left alone."""
    assert lost(made(put(tmp_path, interfaces=debian("") + more), "carp")) == said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("", []),
        ("BOOTPROTO=static\nTYPE=Ethernet\nNAME=eth0\nUUID=1-2\nDEFROUTE=yes\nIPV4_FAILURE_FATAL=no\n", []),
        ("GATEWAY=10.0.0.254\nBROADCAST=10.0.0.255\nNETWORK=10.0.0.0\n", []),
        ("MTU=9000\nDNS1=10.0.0.53\nDNS2=10.0.0.54\nDOMAIN='a.example b.example'\n", []),
        ("MTU=$(cat /x)\nDNS3=10.0.0.55\n", ["MTU of eth0", "DNS3 of eth0"]),
        ("DOMAIN='x\u0085y'\n", ["DOMAIN of eth0"]),
        ("ip link set eth0 txqueuelen 5\n", ["ip of eth0"]),
        ('ETHTOOL_OPTS="-K eth0 tso off"\n', ["ETHTOOL_OPTS of eth0"]),
        ("HWADDR=00:11:22:33:44:55\n", ["HWADDR of eth0"]),
        ("DEFROUTE=no\n", ["DEFROUTE of eth0"]),
        ("TYPE=Bridge\n", ["TYPE of eth0"]),
        ("IPADDR2=10.1.0.1\nNETMASK2=255.255.255.0\n", ["IPADDR2 of eth0"]),
        ("IPV6ADDR=2001:db8::1/64\n", ["IPV6ADDR of eth0"]),
        ("NOBODYS=1\n", []),
    ],
)
def test_what_an_ifcfg_file_says_besides_its_address_is_said_where_it_is_written_anew(
    own: str, said: list[str], tmp_path: Path
) -> None:
    base = "DEVICE=eth0\nONBOOT=yes\nIPADDR=10.0.0.1\nNETMASK=255.255.255.0\n"
    alias = "DEVICE=eth0:0\nONPARENT=no\nIPADDR=10.0.0.50\nNETMASK=255.255.255.0\n"
    put(tmp_path, vip=SERVICE, eth0=base + own, eth0_0=alias)
    result = made(tmp_path, "interfaces")
    assert lost(result) == said
    assert "    address 10.0.0.1/24\n" in text_of(result, "interfaces")
    assert lost(made(tmp_path, "ucarp")) == lost(made(tmp_path, "keepalived")) == []


def test_an_interface_that_is_not_in_the_new_file_is_said_as_a_whole(tmp_path: Path) -> None:
    put(
        tmp_path,
        vip=SERVICE,
        eth0="DEVICE=eth0\nIPADDR=10.0.0.1\nNETMASK=255.255.255.0\n",
        eth0_0="DEVICE=eth0:0\nONPARENT=no\nIPADDR=10.0.0.50\nNETMASK=255.255.255.0\n",
        eth0_5="DEVICE=eth0:5\nIPADDR=10.0.0.77\nNETMASK=255.255.255.0\nSCOPE=link\n",
        eth1="DEVICE=eth1\nBOOTPROTO=dhcp\nONBOOT=no\nDHCP_HOSTNAME=x\n",
        eth2="DEVICE=eth2\nMASTER=bond0\nSLAVE=yes\nMTU=9000\n",
        lo="DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n",
    )
    network = tmp_path / "lb1/etc/systemd/network/10-all.network"
    network.parent.mkdir(parents=True)
    network.write_text("[Match]\nName=en*\n[Network]\nAddress=10.2.0.1/24\n")
    result = made(tmp_path, "interfaces")
    assert "en*" not in text_of(result, "interfaces")
    assert lost(result) == ["eth0:5", "eth2", "en*", "DHCP_HOSTNAME of eth1"]
    assert "\n# eth1 does not come up at boot.\niface eth1 inet dhcp\n" in text_of(result, "interfaces")


KEYFILE = "[connection]\nid=a\ninterface-name=eth0\n[ipv4]\nmethod=manual\naddress1=10.0.0.1/24,10.0.0.254\n"


@pytest.mark.parametrize("target", ["carp", "interfaces"])
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", []),
        ("dns=10.0.0.53;\n[ipv6]\nmethod=ignore\n", []),
        ("route1=10.9.0.0/16\n[ethernet]\nmtu=9000\n", ["ipv4.route1 of eth0"]),
        ("[ethernet]\nmtu=auto\n[proxy]\nmethod=0\n", ["ethernet.mtu of eth0"]),
    ],
)
def test_a_file_of_another_language_is_read_word_by_word(
    more: str, said: list[str], target: str, tmp_path: Path
) -> None:
    result = made(put(tmp_path, rc=LINE, keyfile=KEYFILE + more), target)
    assert lost(result) == said
    assert not any("route1" in f.message for f in made(tmp_path, "ucarp").report.findings)
    text = text_of(result, "interfaces" if target == "interfaces" else "ifcfg-eth0")
    for value in ("10.0.0.254", "9000", "10.0.0.53"):
        assert (value in text) is (value in KEYFILE + more)


OTHERWISE = {
    "dhcp": "iface eth0 inet dhcp\n    hostname lb1\n",
    "by a command": "iface eth0 inet manual\n    up ip addr add 10.0.0.1/24 dev eth0\n",
    "IPv6 alone": "iface eth0 inet6 static\n    address 2001:db8::1/64\n",
    "not here": "iface eth1 inet dhcp\n",
}


@pytest.mark.parametrize("way", OTHERWISE)
def test_a_node_whose_address_no_static_stanza_says_gets_no_second_one(way: str, tmp_path: Path) -> None:
    """The daemon has a stanza of its own, as a second one on an interface has, with the address as its source."""
    own = f"auto eth0\n{OTHERWISE[way]}"
    result = made(put(tmp_path, interfaces=own, rc=LINE), "interfaces")
    text = text_of(result, "interfaces")
    assert text.startswith(own)
    assert "\nauto eth0:9\niface eth0:9 inet manual\n    address 10.0.0.1\n" in text
    assert text.count("iface eth0 ") == own.count("iface eth0 ")
    assert "10.0.0.1/32" not in text
    assert lost(result) == []
    back = load([str(written(result, tmp_path / "there"))])
    ((source, vips),) = ((r.source_address, r.vips) for r in back.virtual_routers if r.format == "interfaces")
    assert (source and str(source.value), {*map(str, vips or ())}) == ("10.0.0.1", {"10.0.0.50"})


def test_an_address_by_dhcp_stays_one_in_a_new_file(tmp_path: Path) -> None:
    put(tmp_path, rc=LINE, eth0="DEVICE=eth0\nBOOTPROTO=dhcp\n")
    text = text_of(made(tmp_path, "interfaces"), "interfaces")
    assert "\nauto eth0\niface eth0 inet dhcp\n\nauto eth0:9\niface eth0:9 inet manual\n    address 10.0.0.1\n" in text
    put(tmp_path / "b", rc=LINE, interfaces=f"auto eth0\n{OTHERWISE['dhcp']}")
    result = made(tmp_path / "b", "carp")
    assert text_of(result, "ifcfg-eth0").endswith("DEVICE=eth0\nBOOTPROTO=dhcp\nONBOOT=yes\nNM_CONTROLLED=no\n")
    assert lost(result) == ["hostname of eth0"]


@pytest.mark.parametrize(
    ("target", "line"), [("interfaces", "iface eth0 inet dhcp\n"), ("carp", "DEVICE=eth0\nBOOTPROTO=dhcp\n")]
)
def test_a_keyfile_that_asks_for_an_address_asks_in_the_new_file(target: str, line: str, tmp_path: Path) -> None:
    keyfile = "[connection]\nid=a\ninterface-name=eth0\n[ipv4]\nmethod=auto\n"
    result = made(put(tmp_path, rc=LINE, keyfile=keyfile), target)
    assert line in text_of(result, "interfaces" if target == "interfaces" else "ifcfg-eth0")
    assert not any("10.0.0.1/32" in f.text or "IPADDR=10.0.0.1\n" in f.text for f in result.files)


@pytest.mark.parametrize(
    ("target", "own", "line"),
    [
        ("interfaces", "", "    address 10.0.0.1/32"),
        ("carp", "auto eth0\niface eth0 inet manual\n    up ip addr add 10.0.0.1/24 dev eth0\n", "IPADDR=10.0.0.1"),
    ],
)
def test_a_prefix_that_no_file_says_is_said(target: str, own: str, line: str, tmp_path: Path) -> None:
    put(tmp_path, rc=LINE, **({"interfaces": own} if own else {}))
    found = [f for f in made(tmp_path, target).report.findings if f.message.startswith("no file says the prefix of")]
    assert [(f.name, f.span.text) for f in found] == [("migrate-network-file", "10.0.0.1")]
    assert [r.span.text for f in found for r in f.related] == [line]


def test_it_is_said_once_of_an_interface_of_several_daemons(tmp_path: Path) -> None:
    """Of the keepalived no file says an address at all."""
    put(tmp_path, rc=LINE + LINE.replace("-v 9", "-v 10").replace("0.50", "0.51"))
    keepalived = tmp_path / "lb1/etc/keepalived/keepalived.conf"
    keepalived.parent.mkdir()
    vips = "    virtual_ipaddress {\n        10.0.0.52\n    }\n"
    keepalived.write_text(f"vrrp_instance V {{\n    interface eth0\n    virtual_router_id 200\n{vips}}}\n")
    put(tmp_path, eth1="DEVICE=eth1\nIPADDR=10.1.0.1\nPREFIX=24\n")
    netplan = tmp_path / "lb1/etc/netplan/50.yaml"
    netplan.parent.mkdir()
    netplan.write_text("network:\n  ethernets:\n    eth1:\n      addresses: [10.1.0.1/24]\n")
    result = made(tmp_path, "interfaces")
    found = [f for f in result.report.findings if f.message.startswith("no file says the prefix of")]
    assert [f.span.text for f in found] == ["10.0.0.1"]
    assert text_of(result, "interfaces").count("iface eth1 ") == 1


@pytest.mark.parametrize("mask", ["/24", "/32"])
def test_a_prefix_that_a_file_says_is_no_guess(mask: str, tmp_path: Path) -> None:
    put(tmp_path, rc=LINE, interfaces=f"iface eth0 inet static\n    address 10.0.0.1{mask}\n")
    for target in ("carp", "interfaces"):
        assert not any("no file says the prefix" in f.message for f in made(tmp_path, target).report.findings)


@needs_namespaces
@needs("ifup", "ifdown", "ucarp")
def test_the_node_has_its_address_alone_after_ifdown_and_ifup(tmp_path: Path) -> None:
    """ifup and the hook of Debian themselves; ucarp is a script that shows how it is called."""
    own = f"auto lo eth0\niface lo inet loopback\n{OTHERWISE['by a command']}"
    result = made(put(tmp_path, interfaces=own, rc=DEFAULT), "interfaces")
    (tmp_path / "interfaces").write_text(text_of(result, "interfaces"))
    (tmp_path / "ucarp").write_text('#!/bin/sh\necho ucarp "$@"\n')
    (tmp_path / "ucarp").chmod(0o755)
    commands = (
        "mount --make-rprivate / && mkdir -p /run/network && mount -t tmpfs none /run/network && "
        f"touch /etc/network/interfaces && mount --bind {tmp_path}/interfaces /etc/network/interfaces && "
        f"mount --bind {tmp_path}/ucarp /usr/sbin/ucarp && ifup -a && ifdown eth0:9 eth0 && ifup eth0 eth0:9 && "
        "ip -o -4 addr show dev eth0 && ifup eth0:9:ucarp && ip -o -4 addr show to 10.0.0.50 && ifdown eth0:9:ucarp && "
        "ip -o -4 addr show dev eth0"
    )
    with namespace(["eth0"]) as inside:
        run = subprocess.run([*inside, "unshare", "-m", "sh", "-ec", commands], capture_output=True, text=True)
    called = "ucarp -i eth0:9 -s 10.0.0.1 -B -z -v 9 -p x -a 10.0.0.50"
    found = [line if line.startswith("ucarp") else line.split()[3] for line in run.stdout.splitlines()]
    assert [f[: len(called)] for f in found] == [called, called, "10.0.0.1/24", "10.0.0.50/32", "10.0.0.1/24"], (
        run.stderr
    )


@pytest.mark.parametrize("target", ["keepalived", "ucarp", "carp"])
@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, ["up", "down", "mtu"]),
        ("#!/bin/sh\nifup $1:ucarp\n", ["up", "down", "mtu"]),
        ("#!/bin/sh\nip addr add $2/32 dev $1\n", []),
    ],
)
def test_the_alias_of_a_script_of_ones_own_counts_unless_it_is_sure_to_bring_up_none(
    script: str | None, said: list[str], target: str, tmp_path: Path
) -> None:
    own = debian("    ucarp-upscript /etc/up\n") + "    up echo hi\n    down echo ho\n    mtu 1400\n"
    put(tmp_path, interfaces=own)
    if script is not None:
        (tmp_path / "lb1/etc/up").write_text(script)
    findings = made(tmp_path, target).report.findings
    assert [
        f.message.partition(" ")[0] for f in findings if "of eth0:ucarp" in f.message or "VIP's alias" in f.message
    ] == said


STATIC = "iface eth0 inet static\n    address 10.0.0.1/24\n"


@pytest.mark.parametrize(
    ("script", "counts"),
    [
        (DEFAULT, True),
        (LINE, True),
        (LINE.replace("-u /u", "-u /etc/up"), True),
        (LINE.replace("-u /u", "-u /etc/other"), False),
        (LINE.replace("-u /u", "-u /usr/libexec/ucarp/vip-up"), False),
    ],
)
def test_a_stanza_that_a_script_brings_up_counts_whatever_starts_the_daemon(
    script: str, counts: bool, tmp_path: Path
) -> None:
    """Debian's own script runs ifup for it, one that is not at hand may do so."""
    stanza = "iface eth0:ucarp inet static\n    address 10.0.0.50/24\n    up echo hi\n    mtu 1400\n"
    put(tmp_path, interfaces=STATIC + stanza, rc=script)
    (tmp_path / "lb1/etc/up").write_text("#!/bin/sh\nifup eth0:ucarp\n")
    (tmp_path / "lb1/etc/other").write_text("#!/bin/sh\nip addr add $2/24 dev $1\n")
    for target in ("keepalived", "ucarp", "carp"):
        messages = [f.message for f in made(tmp_path, target).report.findings]
        said = [m for m in messages if m.startswith(("up of eth0:ucarp", "mtu of the VIP's alias"))]
        assert len(said) == (2 if counts else 0)
    if script == DEFAULT:
        result = made(tmp_path, "interfaces")
        text = text_of(result, "interfaces")
        assert text.startswith(STATIC)
        assert text.endswith(stanza)
        assert text.count("iface ") == 2
        assert not any(f.name in (*NAMES, "migrate-prefix-unknown") for f in result.report.findings)


def test_a_stanza_of_another_vip_is_not_taken(tmp_path: Path) -> None:
    """It would bring up two addresses."""
    other = "iface eth0:ucarp inet static\n    address 10.0.0.99/24\n"
    text = text_of(made(put(tmp_path, interfaces=STATIC + other, rc=DEFAULT), "interfaces"), "interfaces")
    assert text.startswith(STATIC + other)
    assert "iface eth0:9 inet manual\n    address 10.0.0.1\n" in text
    assert "iface eth0:9:ucarp inet static\n    address 10.0.0.50/32\n" in text


def test_a_prefix_that_the_stanza_of_the_vip_says_is_elsewhere(tmp_path: Path) -> None:
    for target in ("keepalived", "carp"):
        found = made(put(tmp_path, interfaces=STATIC, rc=DEFAULT), target).report.findings
        assert [f.span.text for f in found if f.name == "migrate-prefix-unknown"] == ["/usr/share/ucarp/vip-up"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("keepalived", "    mcast_src_ip 198.51.100.1{}\n"),
        ("carp", "--srcip=198.51.100.1{}"),
        ("ucarp", 'SOURCE_ADDRESS="198.51.100.1{}"'),
    ],
)
def test_a_source_address_that_is_not_the_first_of_its_interface_stays(tmp_path: Path, target: str, said: str) -> None:
    """It decides ties, so without it another node may win."""
    for number in (1, 2):
        node = tmp_path / f"n{number}" / "etc"
        (node / "rc.local").parent.mkdir(parents=True)
        line = f"ucarp -i eth0 -s 198.51.100.1{number} -v 1 -p rosso -a 198.51.100.5 -z"
        (node / "rc.local").write_text(f"#!/bin/sh\n{line}\n")
        scripts = node / "sysconfig" / "network-scripts"
        scripts.mkdir(parents=True)
        addresses = f"IPADDR=192.0.2.1{3 - number}\nPREFIX=24\nIPADDR2=198.51.100.1{number}\nPREFIX2=24\n"
        (scripts / "ifcfg-eth0").write_text(f"DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\n{addresses}")
    result = convert(load([str(tmp_path)]), target, Choices(auth="keep"))
    for number in (1, 2):
        files = "".join(f.text for f in result.files if f.path.startswith(f"n{number}/"))
        assert said.format(number) in files
    for file in result.files:
        place = tmp_path / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text)
    for name in ("n1", "n2"):
        (tmp_path / name / "etc" / "rc.local").unlink()
    sources = {r.host: str(r.source_address.value) for r in load([str(tmp_path)]).virtual_routers if r.source_address}
    assert sources == {"n1": "198.51.100.11", "n2": "198.51.100.12"}


@pytest.mark.parametrize("source", ["10.0.0.1", "10.9.0.1"])
@pytest.mark.parametrize("own", ["ifcfg", "interfaces", "keyfile"])
def test_a_source_that_is_no_address_of_the_interface_takes_none_from_it(own: str, source: str, tmp_path: Path) -> None:
    """The stanza keeps the address that the interface has; another source has a stanza that adds none."""
    files = {"ifcfg": {"eth0": "DEVICE=eth0\nIPADDR=10.0.0.1\nPREFIX=24\n"}, "keyfile": {"keyfile": KEYFILE}}
    files["interfaces"] = {"interfaces": "auto eth0\n" + STATIC}
    put(tmp_path, rc=LINE.replace("-s 10.0.0.1", f"-s {source}"), **files[own])
    result, carp = made(tmp_path, "interfaces"), made(tmp_path, "carp")
    text = text_of(result, "interfaces")
    assert "iface eth0 inet static\n    address 10.0.0.1/24\n" in text
    assert "/32" not in text.replace("10.0.0.50/32", "")
    assert ("iface eth0:9 inet manual\n    address 10.9.0.1\n" in text) is (source == "10.9.0.1")
    assert lost(result) == []
    back = load([str(written(result, tmp_path / "there"))])
    assert [str(r.source_address.value) for r in back.virtual_routers if r.source_address] == [source]
    if own != "ifcfg":
        assert "IPADDR=10.0.0.1\nNETMASK=255.255.255.0\n" in text_of(carp, "ifcfg-eth0")
    assert ("--srcip=10.9.0.1" in text_of(carp, "vip-9.conf")) is (source == "10.9.0.1")


def test_the_options_go_into_the_stanza_whose_address_is_the_source(tmp_path: Path) -> None:
    """A device may have several stanzas: ifup runs the hook for each, with its own address."""
    other = "iface eth0 inet static\n    address 10.9.0.1/24\n"
    put(tmp_path, interfaces=STATIC + other, rc=LINE.replace("-s 10.0.0.1", "-s 10.9.0.1"))
    text = text_of(made(tmp_path, "interfaces"), "interfaces")
    assert text.startswith(STATIC + other + "    # VHID 9")
    assert "eth0:9" not in text


INSTANCE = "vrrp_instance V {\n    interface eth0\n    virtual_router_id 9\n    virtual_ipaddress {\n        10.0.0.50/24\n    }\n}\n"


@pytest.mark.parametrize(
    ("files", "target", "said"),
    [
        ({}, "carp", "ifcfg-eth0 of lb1 is not among the inputs"),
        ({}, "ucarp", "fill it in"),
        ({}, "interfaces", "fill it in"),
        ({"interfaces": "iface eth0 inet dhcp\n"}, "carp", ""),
        ({"interfaces": "iface eth0 inet dhcp\n"}, "ucarp", "fill it in"),
        ({"interfaces": "iface eth0 inet dhcp\n"}, "interfaces", "fill it in"),
        ({"eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\n"}, "carp", ""),
        ({"interfaces": "iface eth0 inet manual\n"}, "carp", "ifcfg-eth0 of lb1 is not among the inputs"),
        ({"eth0": "DEVICE=eth0\nIPADDR=10.0.0.1\nPREFIX=24\n"}, "ucarp", ""),
    ],
)
def test_an_address_is_asked_for_only_where_something_needs_it(
    files: dict[str, str], target: str, said: str, tmp_path: Path
) -> None:
    put(tmp_path, keepalived=INSTANCE, **files)
    found = [f.message for f in made(tmp_path, target).report.findings if f.name == "migrate-real-address"]
    assert len(found) == bool(said)
    assert all(said in message for message in found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("auto eth0\n", "yes"),
        ("allow-hotplug eth0\n", "yes"),
        ("", "no"),
        ("auto eth1\n", "no"),
        ("no-auto-down eth0\n", "no"),
    ],
)
def test_an_interface_comes_up_at_boot_as_before(line: str, said: str, tmp_path: Path) -> None:
    put(tmp_path, interfaces=line + STATIC, rc=LINE)
    assert f"ONBOOT={said}\n" in text_of(made(tmp_path, "carp"), "ifcfg-eth0")
    base = f"DEVICE=eth0\nONBOOT={said}\nIPADDR=10.0.0.1\nPREFIX=24\n"
    back = text_of(made(put(tmp_path / "b", eth0=base, rc=LINE), "interfaces"), "interfaces")
    assert ("auto eth0\n" in back) is (said == "yes")


@pytest.mark.parametrize(("source", "said"), [("10.0.0.1", False), ("10.9.0.1", True)])
def test_a_source_that_an_alias_has_is_said_where_no_file_is_written_for_it(
    source: str, said: bool, tmp_path: Path
) -> None:
    alias = "auto eth0:2\niface eth0:2 inet static\n    address 10.9.0.1/24\n"
    put(tmp_path, interfaces=STATIC + alias, rc=LINE.replace("-s 10.0.0.1", f"-s {source}"))
    found = {
        t: [f for f in made(tmp_path, t).report.findings if "advertisements come from" in f.message] for t in TARGETS
    }
    assert [f.span.text for f in found.pop("carp")] == (["10.9.0.1/24"] if said else [])
    assert not any(found.values())


@needs("ifquery")
@pytest.mark.parametrize("own", ["ifcfg", "netplan", "networkd", "keyfile"])
def test_ifupdown_finds_what_is_carried_over(own: str, tmp_path: Path) -> None:
    languages = {
        "ifcfg": (
            "sysconfig/network-scripts/ifcfg-eth0",
            "DEVICE=eth0\nIPADDR=10.0.0.1\nPREFIX=24\nGATEWAY=10.0.0.254\nMTU=9000\nDNS1=10.0.0.53\nDNS2=10.0.0.54\nDOMAIN=x.example\n",
        ),
        "netplan": (
            "netplan/50.yaml",
            "network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.1/24]\n      mtu: 9000\n      routes: [{to: default, via: 10.0.0.254}]\n"
            "      nameservers: {addresses: [10.0.0.53, 10.0.0.54], search: [x.example]}\n",
        ),
        "networkd": (
            "systemd/network/10.network",
            "[Match]\nName=eth0\n[Link]\nMTUBytes=9000\n[Network]\nAddress=10.0.0.1/24\nDNS=10.0.0.53\nDNS=10.0.0.54\nDomains=x.example\n"
            "[Route]\nGateway=10.0.0.254\n",
        ),
        "keyfile": (
            "NetworkManager/system-connections/eth0.nmconnection",
            "[connection]\ninterface-name=eth0\n[ethernet]\nmtu=9000\n[ipv4]\nmethod=manual\naddress1=10.0.0.1/24,10.0.0.254\n"
            "dns=10.0.0.53;10.0.0.54;\ndns-search=x.example;\n",
        ),
    }
    name, text = languages[own]
    path = tmp_path / "lb1/etc" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    result = made(put(tmp_path, rc=LINE), "interfaces")
    assert lost(result) == []
    (tmp_path / "interfaces").write_text(text_of(result, "interfaces"))
    run = subprocess.run(["ifquery", "-i", str(tmp_path / "interfaces"), "eth0"], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    said = dict(line.split(": ", 1) for line in run.stdout.splitlines())
    assert {key: said[key] for key in ("address", "gateway", "mtu", "dns-nameservers", "dns-search")} == {
        "address": "10.0.0.1",
        "gateway": "10.0.0.254",
        "mtu": "9000",
        "dns-nameservers": "10.0.0.53 10.0.0.54",
        "dns-search": "x.example",
    }


KEEPALIVED = (
    "vrrp_instance V {\n    interface lan\n    virtual_router_id 51\n    priority 150\n"
    "    virtual_ipaddress {\n        10.0.0.50/24\n    }\n}\n"
)
LAN = "[Match]\nName=lan\n[Network]\nAddress=10.0.0.1/24\n"
BY_MAC = LAN.replace("Name=lan", "MACAddress=52:54:00:00:00:11")
LINK = "[Match]\nMACAddress=52:54:00:00:00:11\n[Link]\nName=lan\nMTUBytes=1400\n"
VLAN = "[NetDev]\nName=lan\nKind=vlan\nMTUBytes=1300\n[VLAN]\nId=30\n"
TAKE = re.compile(r"Take (\S+) out of (\S+)\.")


def network(folder: Path, **files: str) -> Conversion:
    """What becomes of files of networkd, with keepalived on lan: of a name the last _ is the dot."""
    put(folder, keepalived=KEEPALIVED)
    for name, text in files.items():
        path = folder / "lb1/etc/systemd/network" / ".".join(name.rsplit("_", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return made(folder, "interfaces")


def taken(result: Conversion) -> list[tuple[str, str]]:
    return [(device, path.rpartition("/")[2]) for device, path in TAKE.findall(text_of(result, "PLAN.md"))]


def test_a_device_that_networkd_makes_is_said(tmp_path: Path) -> None:
    """Its MTU goes over; what else makes it is lost, and networkd would go on to make it."""
    other = VLAN.replace("lan\n", "wan\n", 1)
    result = network(tmp_path, a_network=LAN, b_netdev=VLAN, c_netdev=other)
    assert {m for m in lost(result) if " of lan" in m} == {"NetDev.Kind of lan", "VLAN.Id of lan"}
    assert "    mtu 1300\n" in text_of(result, "interfaces")
    assert taken(result) == [("lan", "a.network"), ("lan", "b.netdev")]


@pytest.mark.parametrize("kind", ["bond", "bridge", "dummy"])
def test_a_device_of_another_kind_is_said(kind: str, tmp_path: Path) -> None:
    more = f"[NetDev]\nName=lan\nKind={kind}\n[{kind.title()}]\nMode=x\n"
    result = network(tmp_path, a_network=LAN, b_netdev=more)
    assert f"NetDev.Kind of lan {kind.title()}.Mode of lan" == " ".join(m for m in lost(result) if " of lan" in m)


def test_the_name_that_a_link_gives_is_known(tmp_path: Path) -> None:
    """Its address is that of lan; udev goes on to read the rest of the .link."""
    result = network(tmp_path, a_network=BY_MAC, a_link=LINK)
    assert "iface lan inet static\n    address 10.0.0.1/24\n" in text_of(result, "interfaces")
    assert taken(result) == [("lan", "a.network")]
    assert not [f for f in result.report.findings if f.name == "migrate-real-address"]


@pytest.mark.parametrize(
    ("match", "link"),
    [
        ("MACAddress=52:54:00:00:00:11", ""),
        ("MACAddress=52:54:00:00:00:11", LINK.replace(":11", ":12")),
        ("MACAddress=52:54:00:00:00:11", LINK.replace("Name=", "NamePolicy=path\nName=")),
        ("MACAddress=52:54:00:00:00:11", LINK.replace("[Link]", "Driver=x\n[Link]")),
        ("Driver=virtio_net", LINK),
        ("Type=ether", ""),
        ("Name=l*", ""),
        ("Name=!eth0", ""),
        ("Path=pci-0000:02:00.0", ""),
    ],
)
def test_a_file_that_may_match_a_device_is_said(match: str, link: str, tmp_path: Path) -> None:
    """Nobody can tell its device, so it is missing in the new file, and may configure that of the VIP."""
    result = network(tmp_path, a_network=LAN.replace("Name=lan", match), a_link=link)
    said = [f.message for f in result.report.findings if f.span.source.path.endswith("a.network")]
    assert len([m for m in said if "is missing in the new /etc/network/interfaces" in m]) == 1
    assert len([m for m in said if "configures lan, too: take lan out" in m]) == 1
    assert taken(result) == [("lan", "a.network")]


def test_a_pattern_for_other_devices_stays(tmp_path: Path) -> None:
    result = network(tmp_path, a_network=LAN, b_network=LAN.replace("Name=lan", "Name=en*"))
    assert taken(result) == [("lan", "a.network")]
    assert lost(result, "migrate-network-file") == ["en*"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("default 10.0.0.254 - -", True),
        ("10.9.0.0/16 10.0.0.254", True),
        ("10.9.0.0/16 10.0.0.254 - lan", True),
        ("10.9.0.0/16 10.0.0.254 - eth9", False),
        ("# 10.9.0.0/16 10.0.0.254 - lan", False),
    ],
)
def test_routes_of_suse_are_said(line: str, said: bool, tmp_path: Path) -> None:
    put(tmp_path, keepalived=KEEPALIVED)
    folder = tmp_path / "lb1/etc/sysconfig/network"
    folder.mkdir(parents=True)
    (folder / "ifcfg-lan").write_text("STARTMODE=auto\nBOOTPROTO=static\nIPADDR=10.0.0.1/24\n")
    (folder / "routes").write_text(f"{line}\n")
    assert lost(made(tmp_path, "interfaces")) == (["routes of lan"] if said else [])


@pytest.mark.parametrize("key", ["PrivateKey", "PresharedKey", "private-key", "Key"])
def test_keys_of_a_device_are_hidden(key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding shows the line that makes the device."""
    own = f"[NetDev]\nName=lan\nKind=wireguard\n[WireGuard]\n{key}=c2VjcmV0IGtleQ=\n"
    network(tmp_path, a_network=LAN, a_netdev=own)
    main(["convert", str(tmp_path), "--to", "interfaces", "--allow-errors", "--format", "text"])
    shown = "".join(capsys.readouterr())
    assert f"{key}=•••" in shown
    assert "c2VjcmV0" not in shown
