"""No statement of a source vanishes: each keyword, option and variable is in a list of the ledger, and what that says is found."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from shlex import quote

import pytest

from carplint.conversion import TARGETS, Choices, convert
from carplint.conversion.ledger import LEDGER, fate
from carplint.conversion.losses import CHANGES, WHEN
from carplint.conversion.words import WORDS, rows
from carplint.dialects.debian.keywords import COMMANDS, UCARP
from carplint.dialects.keepalived.keyword_table import KEYWORDS
from carplint.dialects.keepalived.keywords import MODELLED, in_block
from carplint.dialects.ucarp import VARIABLES, alpine, gentoo
from carplint.dialects.ucarp.options import LONG
from carplint.inputs.load import load
from carplint.model import VirtualRouter
from carplint.rules import NAMED
from carplint.text.finding import Finding
from tests.trees import SEED

BLOCKS = {"keepalived.conf": "", **{b: b for b in ("global_defs", "vrrp_instance", "virtual_ipaddress/<line>")}}


def listed(place: str) -> list[str]:
    return [word for word in LEDGER[place] if word not in ("*", "?", "$*", "@*")]


@pytest.mark.parametrize("place", BLOCKS)
def test_every_keyword_of_keepalived_is_in_the_ledger(place: str) -> None:
    assert sorted(listed(place)) == sorted(KEYWORDS[BLOCKS[place]])


def test_no_word_is_in_the_ledger_twice() -> None:
    assert (
        max(
            Counter(
                (place, word)
                for places, _, words in rows("ledger")
                for place in places.split(", ")
                for word in words.split()
            ).values()
        )
        == 1
    )


def test_nothing_is_said_of_what_the_model_holds() -> None:
    keywords = [name for block, name in MODELLED if block == "vrrp_instance"]
    assert {fate("vrrp_instance", name) for name in keywords} == {"carried", "elsewhere"}


@pytest.mark.parametrize(
    "block", ["vrrp_sync_group", "vrrp_script", "vrrp_track_process", "virtual_server", "track_group"]
)
def test_a_block_that_is_said_as_a_whole_stands_for_what_is_in_it(block: str) -> None:
    assert KEYWORDS[block]
    assert WORDS[fate("keepalived.conf", block)][0]


def test_every_option_of_ucarp_is_in_the_ledger() -> None:
    assert sorted(listed("options of ucarp")) == sorted(LONG)


def test_every_variable_that_a_launcher_reads_is_carried_over() -> None:
    assert listed("carp variables") == list(VARIABLES["carp"])
    assert listed("ucarp variables") == list(VARIABLES["ucarp"])
    carried = {name for name, own in LEDGER["ucarp_opts variables"].items() if own == "carried"}
    assert carried == {*(name for _, name in gentoo._GENTOO), "UCARP_OPTS", *alpine.OPTIONS}


def test_every_option_of_the_hook_is_carried_over() -> None:
    assert {name for name, own in LEDGER["interfaces alias"].items() if own == "carried"} == {
        "address",
        "netmask",
        "inet",
        "inet6",
        *UCARP,
    }
    carried = {name for name, own in LEDGER["interfaces interface"].items() if own == "carried"}
    assert carried == {"netmask", *UCARP, *(f"inet={method}" for method in ("static", "manual", "dhcp", "bootp"))}
    assert {name for name, own in LEDGER["interfaces alias"].items() if own == "by-ifup"} == set(COMMANDS)


def found(tmp_path: Path, global_defs: str = "", vip: str = "", to: str = "ucarp") -> list[Finding]:
    (tmp_path / "keepalived.conf").write_text(
        f"global_defs {{\n{global_defs}}}\nvrrp_instance VI_1 {{\n    interface eth0\n    virtual_router_id 51\n    priority 100\n"
        f"    virtual_ipaddress {{\n        192.0.2.50/24 {vip}\n    }}\n}}\n"
    )
    report = convert(load([str(tmp_path / "keepalived.conf")]), to, Choices(allow_errors=True)).report
    return [f for f in report.findings if f.name in ("migrate-detail-lost", "migrate-inexpressible")]


def test_every_keyword_of_global_defs_is_said_or_of_no_matter(tmp_path: Path) -> None:
    """A line for each keyword, all in one file; the words behind it do not count here."""
    keywords = in_block("global_defs").values()
    findings = found(
        tmp_path, "".join(f"    {k.name} {'{' if k.opens else '1'}\n{'}' * bool(k.opens)}\n" for k in keywords)
    )
    said = {f.span.text: f.name for f in findings}
    wanted = {word: WORDS[own][0] for word, own in LEDGER["global_defs"].items() if WORDS[own][0]}
    assert said == wanted
    assert {word for word in KEYWORDS["global_defs"] if word not in said} > {"router_id", "script_user", "umask"}


@pytest.mark.parametrize(
    ("keyword", "severity"),
    [
        ("vrrp_notify_fifo /run/x", "error"),
        ("vrrp_notify_fifo_script /usr/local/bin/switch-app", "error"),
        ("startup_script /x", "error"),
        ("lvs_sync_daemon eth0 VI_1", "error"),
        ("vrrp_startup_delay 5", "error"),
        ("notification_email {\n a@example.org\n }", "info"),
        ("enable_snmp_vrrp", "info"),
        ("vrrp_strict", "info"),
        ("router_id lb1", ""),
    ],
)
def test_what_global_defs_loses(keyword: str, severity: str, tmp_path: Path) -> None:
    findings = found(tmp_path, f"    {keyword}\n")
    assert [f.severity for f in findings] == ([severity] if severity else [])
    assert [f.span.text for f in findings] == ([keyword.split()[0]] if severity else [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("dev eth0", []),
        ("dev eth0 peer 192.0.2.200", [("peer", "error")]),
        ("scope link brd 192.0.2.255", [("scope", "info"), ("brd", "info")]),
        ("label eth0:1", [("eth0:1", "info")]),
        ("preferred_lft 0 no_track", [("preferred_lft", "info")]),
        ("noprefixroute", [("noprefixroute", "info")]),
    ],
)
def test_what_a_line_of_a_vip_loses(words: str, said: list[tuple[str, str]], tmp_path: Path) -> None:
    assert [(f.span.text, f.severity) for f in found(tmp_path, vip=words)] == said


@pytest.mark.parametrize("label", ["eth0:1", "eth0:w_3"])
def test_a_label_is_the_alias_of_the_carp_service(label: str, tmp_path: Path) -> None:
    assert found(tmp_path, vip=f"dev eth0 label {label}", to="carp") == []


@pytest.mark.parametrize("label", ["web", "eth1:1", "eth0:a-b"])
def test_a_label_that_cannot_be_an_alias_is_said_to_be_lost(label: str, tmp_path: Path) -> None:
    assert [f.span.text for f in found(tmp_path, vip=f"dev eth0 label {label}", to="carp")] == [label]


def test_what_a_ucarp_and_the_alias_of_its_vip_lose(tmp_path: Path) -> None:
    etc = tmp_path / "lb1" / "etc" / "sysconfig"
    for folder in ("carp", "network-scripts"):
        (etc / folder).mkdir(parents=True)
    (etc / "carp" / "vip-007.conf").write_text(
        "BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=x\nNOTE=blue\nOPTIONS='--advskew=1 --facility=local3 --debug'\n"
    )
    own = "ONBOOT=yes\nIPADDR=192.0.2.11\nNETMASK=255.255.255.0\n"
    (etc / "network-scripts" / "ifcfg-eth0").write_text(f"DEVICE=eth0\nMTU=9000\n{own}")
    (etc / "network-scripts" / "ifcfg-eth0:0").write_text(
        "DEVICE=eth0:0\nONPARENT=no\nIPADDR=192.0.2.10\nNETMASK=255.255.255.0\nBROADCAST=192.0.2.255\nSCOPE=link\n"
    )
    findings = convert(load([str(tmp_path)]), "keepalived").report.findings
    assert {f.span.text for f in findings if f.name == "migrate-detail-lost"} == {"NOTE", "local3", "SCOPE"}


def test_the_tables_name_rules_and_attributes_that_there_are() -> None:
    rules = {change.rule for change in CHANGES} | {rule for rule, _ in WORDS.values() if rule}
    assert rules <= set(NAMED)
    assert {own for place in LEDGER.values() for own in place.values()} <= set(WORDS)
    assert {change.attribute for change in CHANGES} <= set(VirtualRouter._fields)
    assert {change.when for change in CHANGES} == set(WHEN)
    assert {target for change in CHANGES for target in change.targets.split()} == set(TARGETS)


def test_what_a_launcher_has_fixed_is_said_where_it_differs() -> None:
    """Each attribute that a writer's launcher has no option for is in the table of changes."""
    told = {(target, change.attribute) for change in CHANGES for target in change.targets.split()}
    assert {(target, name) for target, writer in TARGETS.items() for name in writer.fixed} <= told


UNIT = """[Unit]
Description=a VIP
After=network-online.target
[Service]
Environment=A=b
ExecStartPre=/usr/local/bin/before
ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -u /u -d /d
ExecStopPost=/usr/local/bin/after
Restart=always
[Install]
WantedBy=multi-user.target
"""


@pytest.mark.parametrize("target", ["keepalived", "ucarp", "interfaces"])
def test_what_else_a_unit_does_is_said(target: str, tmp_path: Path) -> None:
    path = tmp_path / "lb1/etc/systemd/system/vip.service"
    path.parent.mkdir(parents=True)
    path.write_text(UNIT)
    findings = convert(load([str(tmp_path)]), target, Choices(auth="keep")).report.findings
    said = {f.span.text: f.name for f in findings if "of this unit is lost" in f.message}
    lost, runs = "migrate-detail-lost", "migrate-inexpressible"
    assert said == {"Environment": lost, "ExecStartPre": runs, "ExecStopPost": runs}


def test_a_variable_of_the_common_file_is_said_once(tmp_path: Path) -> None:
    folder = tmp_path / "lb1/etc/ucarp"
    folder.mkdir(parents=True)
    own = "BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.1\nPASSWORD=rosso\nOPTIONS=--shutdown\nXTRA=1\n"
    (folder / "vip-common.conf").write_text(own)
    for number in (1, 2):
        (folder / f"vip-00{number}.conf").write_text(f"ID={number}\nVIP_ADDRESS=192.0.2.{number + 9}\n")
    findings = convert(load([str(tmp_path)]), "keepalived", Choices(auth="keep")).report.findings
    assert [f.span.source.path.rpartition("/")[2] for f in findings if f.message.startswith("XTRA ")] == [
        "vip-common.conf"
    ]


def test_a_script_that_gets_another_interface_is_named(tmp_path: Path) -> None:
    """The carp service calls its scripts with the alias, the ucarp service with the interface."""
    shutil.copytree(SEED, tmp_path / "hosts")
    folders = sorted((tmp_path / "hosts").glob("*/etc/sysconfig/carp"))
    for folder in folders:
        (folder / "vip-up").write_text("#!/bin/sh\n/sbin/ifup $1\n/usr/local/bin/tell-the-router\n")
    findings = convert(load([str(tmp_path / "hosts")]), "ucarp").report.findings
    said = [f.name for f in findings if f.message.startswith("this script was called with eth0:0 as its interface")]
    assert len(folders) == 2
    assert said == len(folders) * ["migrate-inexpressible"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_parameter_that_no_script_gets_is_said(target: str, tmp_path: Path) -> None:
    path = tmp_path / "lb1/etc/rc.local"
    path.parent.mkdir(parents=True)
    scripts = "-u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down"
    path.write_text(f"/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -x foo {scripts}\n")
    findings = convert(load([str(tmp_path)]), target, Choices(auth="keep", allow_errors=True)).report.findings
    assert [f.name for f in findings if f.span.text == "foo"] == ["migrate-scripts"]


def test_a_password_that_the_launcher_does_not_read_is_said(tmp_path: Path) -> None:
    """Gentoo's ucarp.initd gives --passfile=$UCARP_PASSFILE, and no password from a variable."""
    path = tmp_path / "lb1/etc/conf.d/ucarp"
    path.parent.mkdir(parents=True)
    path.write_text(
        "UCARP_INTERFACE=eth0\nUCARP_SOURCEADDRESS=192.0.2.1\nUCARP_VHID=7\nUCARP_PASS=rosso-corvo\n"
        "UCARP_VIRTUALADDRESS=192.0.2.9\nUCARP_VIRTUALPREFIX=24\nUCARP_UPSCRIPT=/u\nUCARP_DOWNSCRIPT=/d\n"
    )
    for target in ("keepalived", "ucarp", "carp", "interfaces"):
        findings = convert(load([str(tmp_path)]), target, Choices(allow_errors=True)).report.findings
        said = [f for f in findings if f.message.startswith("UCARP_PASS is not carried over")]
        assert [f.name for f in said] == ["migrate-password"]
        assert not any("rosso-corvo" in f.message for f in findings)


@pytest.mark.parametrize("target", ["ucarp", "interfaces"])
@pytest.mark.parametrize("option", ["-u", "-d", "-x"])
@pytest.mark.parametrize(
    "word",
    ["/root/my up", "/root/up\\", "/root/$x", "/root/a;b", "/root/*", "-x", "web --upscript=/root/evil", "a'b", 'a"b'],
)
def test_a_word_that_a_launcher_would_cut_is_lost(tmp_path: Path, target: str, option: str, word: str) -> None:
    own = {"-u": "/root/up", "-d": "/root/down", "-x": "web"} | {option: word}
    line = "ucarp -i eth0 -s 192.0.2.11 -v 1 -p rosso -a 192.0.2.5 -z " + " ".join(
        f"{o} {quote(w)}" for o, w in own.items()
    )
    path = tmp_path / "lb1/etc/rc.local"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    result = convert(load([str(tmp_path / "lb1")]), target, Choices(allow_errors=True))
    lost = [f for f in result.report.findings if f.name == "migrate-inexpressible" and "would cut" in f.message]
    gone = {"-u", "-d"} if option != "-x" else {"-x"}  # of a pair neither stays alone
    assert len(lost) == len(gone)
    files = "".join(f.text for f in result.files if not f.path.startswith("PLAN."))
    assert "evil" not in files
    for name, value in own.items():
        said = {"-u": ("ucarp-upscript", "UPSCRIPT="), "-d": ("ucarp-downscript", "DOWNSCRIPT="), "-x": ("xparam",)}[
            name
        ]
        lines = [line for line in files.splitlines() if any(word in line for word in said)]
        assert any(value in line for line in lines) is (name not in gone)
