"""Suppressions: what a comment covers in each format, and what is said about it."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from carplint.checking import suppress
from carplint.checking.able import able
from carplint.checking.lint import check, finish
from carplint.checking.report import Report
from carplint.inputs.load import load
from tests.work import calls

INSTANCE = """\
vrrp_instance VI_1 {{{header}
    interface eth0
    virtual_router_id 21
    priority 100 110{behind}
    virtual_ipaddress {{
        192.0.2.10/24
    }}
}}
"""


def checked(tmp_path: Path, text: str, name: str = "keepalived.conf") -> Report:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return check(load([str(tmp_path)]))


def names(report: Report) -> list[str]:
    return [f.name for f in report.findings]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (INSTANCE.format(header="", behind=""), ["extra-words-ignored"]),
        (INSTANCE.format(header="", behind=" # carplint: ignore[CL113] why"), []),
        (INSTANCE.format(header="", behind=" ! carplint: ignore[extra-words-ignored] why"), []),
        (INSTANCE.format(header="", behind="\n    # carplint: ignore[CL113] why"), ["suppression-unused", "extra-words-ignored"]),
        ("# carplint: ignore[CL113] why\n\n# more\n" + INSTANCE.format(header="", behind=""), []),
        ("# carplint: ignore[syntax] why\n" + INSTANCE.format(header="", behind=""), []),
        (INSTANCE.format(header=" # carplint: ignore[CL113] why", behind=""), ["suppression-unused", "extra-words-ignored"]),
        (INSTANCE.format(header="", behind="") + "# carplint: ignore-file[CL113] why\n", []),
        (INSTANCE.format(header="", behind="") + "# carplint: ignore[CL113] why\n", ["extra-words-ignored", "suppression-unused"]),
        (INSTANCE.format(header="", behind=' "x # carplint: ignore[CL113] why"'), ["extra-words-ignored"]),
    ],
)  # fmt: skip
def test_what_a_comment_covers_in_keepalived_conf(tmp_path: Path, text: str, left: list[str]) -> None:
    report = checked(tmp_path, text)
    assert sorted(names(report)) == sorted(left)
    assert len(report.suppressed) == (0 if "extra-words-ignored" in left else 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\n# carplint: ignore[ifcfg-unknown-key] ours\nBOOTPRO=none\n"),
        ("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\nBOOTPRO=none # carplint: ignore[ifcfg-unknown-key] ours\n"),
        ("etc/sysconfig/network-scripts/ifcfg-eth0", "DEVICE=eth0\n# carplint: ignore[CL301] ours\nBOOTPRO='none\n'\n"),
    ],
)  # fmt: skip
def test_what_a_comment_covers_in_shell_style_files(tmp_path: Path, name: str, text: str) -> None:
    report = checked(tmp_path, text, name)
    assert names(report) == []
    assert [f.name for f in report.suppressed] == ["ifcfg-unknown-key"]


STANZAS = """\
auto eth0
{above}iface eth0 inet static
    address 192.0.2.1/24
{inside}    ucarp-vid 1
    ucarp-vip 192.0.2.10
    ucarp-password secret

{below}iface eth0:ucarp inet static
    address 192.0.2.10/32
"""
COVERS = "# carplint: ignore[default-password] a lab\n"


@pytest.mark.parametrize(
    ("place", "covered"), [("above", True), ("inside", False), ("below", False), ("end", False), ("file", True)]
)
def test_what_a_comment_covers_in_interfaces(tmp_path: Path, place: str, covered: bool) -> None:
    parts = {"above": "", "inside": "", "below": ""}
    text = STANZAS.format(**{**parts, **({place: COVERS} if place in parts else {})})
    text += {"end": COVERS, "file": COVERS.replace("ignore[", "ignore-file[")}.get(place, "")
    report = checked(tmp_path, text, "etc/network/interfaces")
    assert ("default-password" in [f.name for f in report.suppressed]) is covered
    assert ("suppression-unused" in names(report)) is not covered


def test_a_comment_above_a_section_covers_the_section(tmp_path: Path) -> None:
    text = (
        "# carplint: ignore[address-file-syntax] a draft\n[ipv4]\nmethod=manual\nno equals sign\n[ipv6]\nmethod=auto\n"
    )
    path = "etc/NetworkManager/system-connections/eth0.nmconnection"
    assert "address-file-syntax" in names(checked(tmp_path, text.replace("# carplint", "# carpet"), path))
    assert names(checked(tmp_path, text, path)) == []
    assert "suppression-unused" in names(
        checked(tmp_path, text.replace("no equals sign\n", "") + "no equals sign\n", path)
    )


PAIR = """\
vrrp_instance VI_1 {{
    interface eth0
    virtual_router_id {id}
    priority 100{behind}
{unicast}    virtual_ipaddress {{
        192.0.2.{id}/24
    }}
}}
"""
TIE = "  # carplint: ignore[equal-priority] the arbiter decides"


def nodes(tmp_path: Path, texts: dict[str, str]) -> None:
    for host, text in texts.items():
        folder = tmp_path / host
        folder.mkdir()
        (folder / "keepalived.conf").write_text(text)


def test_one_comment_at_either_place_of_two_hosts_is_enough(tmp_path: Path) -> None:
    nodes(tmp_path, {h: PAIR.format(id=21, behind=b, unicast="") for h, b in (("lb1", ""), ("lb2", TIE))})
    report = check(load([str(tmp_path)]))
    assert "equal-priority" not in names(report)
    assert [f.name for f in report.suppressed] == ["equal-priority"]


@pytest.mark.parametrize("peers", ["", "    unicast_peer {\n        192.0.2.1\n        192.0.2.3\n    }\n"])
def test_without_the_partner_a_comment_is_not_called_unused(tmp_path: Path, peers: str) -> None:
    texts = {h: PAIR.format(id=21, behind=b, unicast=peers) for h, b in (("lb1", ""), ("lb2", TIE))}
    nodes(tmp_path, {**texts, "x1": PAIR.format(id=77, behind="", unicast="")})
    for others in ([], ["x1"]):
        report = check(load([str(tmp_path / h) for h in ("lb2", *others)]))
        assert "suppression-unused" not in names(report)
    (tmp_path / "lb1" / "keepalived.conf").write_text(texts["lb1"].replace("priority 100", "priority 110"))
    mended = check(load([str(tmp_path)]))
    assert ("suppression-unused" in names(mended)) is not bool(peers)  # where a third node is missing nobody knows


def test_the_last_day_counts(tmp_path: Path) -> None:
    text = INSTANCE.format(header="", behind=" # carplint: ignore[CL113] until=2027-01-31 the move")
    net = load([str(checked(tmp_path, text).net.hosts[0].documents[0].source.path)])
    findings = [f._replace(code="CL113") for f in check(net).suppressed]
    rules = able(net)
    for day, expired in ((date(2027, 1, 31), 0), (date(2027, 2, 1), 1)):
        kept, suppressed, hygiene = suppress.apply(findings, net, rules, (), day)
        assert (len(kept), len(suppressed), len(hygiene)) == (expired, 1 - expired, expired)


def test_what_could_not_be_read_stays(tmp_path: Path) -> None:
    report = checked(tmp_path, "# carplint: ignore-file[CL0] why\n" + INSTANCE.format(header="", behind=""))
    broken = [f._replace(code="CL001", name="file-unreadable") for f in report.findings]
    assert finish(broken, report.net).findings == tuple(broken)
    assert finish(broken, report.net).suppressed == ()


COMMENTS = {
    "above": ("keepalived.conf", "# carplint: ignore[CL106] why\nfoo bar\n"),
    "behind": ("keepalived.conf", "foo bar # carplint: ignore[CL106] why\n"),
    "one below the other": ("keepalived.conf", "# carplint: ignore[CL106] why\n"),
    "in a block": ("keepalived.conf", "vrrp_instance V{n} {{\n    # carplint: ignore[CL106] why\n}}\n"),
    "of the file": ("keepalived.conf", "foo bar\n# carplint: ignore-file[CL106] why\n"),
    "of shells": ("ifcfg-eth0", "# carplint: ignore[CL301] why\n"),
    "of YAML": ("netplan/a.yaml", "# carplint: ignore[CL301] why\n"),
    "of stanzas": ("interfaces", "# carplint: ignore[CL301] why\niface eth{n} inet manual\n"),
    "of no rule": ("keepalived.conf", "# carplint: ignore[nothing{n}] why\n"),
}


@pytest.mark.parametrize("kind", COMMENTS)
def test_twice_the_comments_are_twice_the_work(tmp_path: Path, kind: str) -> None:
    name, line = COMMENTS[kind]
    counts = []
    for many in (100, 200, 400):
        path = tmp_path / str(many) / name
        path.parent.mkdir(parents=True)
        path.write_text("".join(line.format(n=n) for n in range(many)) + "network:\n" * name.endswith("yaml"))
        net = load([str(path)])
        check(net)  # what is imported and made once
        counts.append(calls(partial(check, net)))
    assert counts[1] <= 2.2 * counts[0]
    assert counts[2] <= 2.2 * counts[1]
