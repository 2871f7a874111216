"""Suppressions: what a comment covers in each format, and what is said about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from carplint import suppress
from carplint.lint import Report, able, check, finish
from carplint.loading import load

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


def test_one_comment_at_either_place_of_two_hosts_is_enough(tmp_path: Path) -> None:
    for host, priority in (("lb1", "100"), ("lb2", "100  # carplint: ignore[equal-priority] the arbiter decides")):
        folder = tmp_path / host
        folder.mkdir()
        (folder / "keepalived.conf").write_text(
            "vrrp_instance VI_1 {\n    interface eth0\n    virtual_router_id 21\n"
            f"    priority {priority}\n    virtual_ipaddress {{\n        192.0.2.10/24\n    }}\n}}\n"
        )
    report = check(load([str(tmp_path)]))
    assert "equal-priority" not in names(report)
    assert [f.name for f in report.suppressed] == ["equal-priority"]
    alone = check(load([str(tmp_path / "lb2")]))
    assert "suppression-unused" not in names(alone)


def test_the_last_day_counts(tmp_path: Path) -> None:
    text = INSTANCE.format(header="", behind=" # carplint: ignore[CL113] until=2027-01-31 the move")
    net = load([str(checked(tmp_path, text).net.hosts[0].documents[0].source.path)])
    findings = [f._replace(code="CL113") for f in check(net).suppressed]
    codes = able(net)
    for day, expired in ((date(2027, 1, 31), 0), (date(2027, 2, 1), 1)):
        kept, suppressed, hygiene = suppress.apply(findings, net, codes, (), day)
        assert (len(kept), len(suppressed), len(hygiene)) == (expired, 1 - expired, expired)


def test_what_could_not_be_read_stays(tmp_path: Path) -> None:
    report = checked(tmp_path, "# carplint: ignore-file[CL0] why\n" + INSTANCE.format(header="", behind=""))
    broken = [f._replace(code="CL001", name="file-unreadable") for f in report.findings]
    assert finish(broken, report.net).findings == tuple(broken)
    assert finish(broken, report.net).suppressed == ()
