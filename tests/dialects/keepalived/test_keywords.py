"""The keyword table of keepalived.conf: consistent in itself, true where it was looked up by hand, and fresh."""

from __future__ import annotations

import subprocess
import sys

import pytest

from carplint.dialects.keepalived.keyword_table import EARLIER, KEYWORDS
from carplint.dialects.keepalived.keywords import Keyword, homes, in_block, lookup, names, positional
from carplint.dialects.keepalived.words.typed import limits
from carplint.text.version import NEWEST, OLDEST, parse_version, spell
from tests.trees import ROOT

COLUMNS = {
    "shape": {"statement", "block", "list", "word", "positional"},
    "type": {"flag", "bool", "int", "seconds", "float", "enum", "string", "path", "script", "iface", "ip", "ip/prefix"}
    | {"words", "block"},
    "missing": {"", "exit", "diagnosed", "silent"},
    "extra": {"", "ignored", "silent", "diagnosed", "exit"},
    "repeat": {"adds", "last", "first"},
    "deprecation": {"", "diagnosed", "silent"},
    "state": {"modelled", "known", "unmodelled"},
}


def get(block: str, name: str) -> Keyword:
    keyword = lookup(block, name)
    assert keyword is not None, f"{block}/{name}"
    return keyword


ALL = [get(block, name) for block, rows in KEYWORDS.items() for name in rows]


def label(keyword: Keyword) -> str:
    return f"{keyword.block}/{keyword.name}"


def test_there_are_all_of_them() -> None:
    assert sum(not k.block.endswith("<line>") and k.until is None for k in ALL) == 531


def test_a_row_is_consistent() -> None:
    for keyword in ALL:
        for column, allowed in COLUMNS.items():
            assert getattr(keyword, column) in allowed, (label(keyword), column)
        assert keyword.most is None or keyword.least <= keyword.most
        assert bool(keyword.least) == bool(keyword.missing)
        assert (keyword.most is None) == (keyword.extra == "")
        assert keyword.minimum is None or keyword.maximum is None or keyword.minimum <= keyword.maximum
        assert keyword.since >= OLDEST
        assert keyword.until is None or keyword.since <= keyword.until < NEWEST
        assert keyword.repeat_since is None or keyword.repeat_since >= OLDEST
        assert bool(keyword.deprecated_by) == bool(keyword.deprecation)
        assert keyword.type != "enum" or keyword.values
        assert keyword.decimals == 0 or keyword.type in ("seconds", "float")
        assert (keyword.type == "block") == (keyword.opens in ("block", "list")) == bool(keyword.opens)
        assert not keyword.synonym or lookup(keyword.block, keyword.synonym) is not None


def test_it_leads_where_it_says() -> None:
    for keyword in ALL:
        if keyword.shape == "block" and keyword.until is None:
            assert keyword.path in KEYWORDS
        if keyword.shape == "list":
            assert keyword.line == "names" or keyword.line in KEYWORDS
            assert keyword.path not in KEYWORDS
        assert keyword.line in ("", "names") or keyword.line in KEYWORDS


def test_a_block_has_an_opener() -> None:
    for block in filter(None, KEYWORDS):
        own = [k for k in ALL if k.block == block]
        if block.endswith("<line>"):
            assert any(k.line == block for k in ALL), block
            assert all(k.shape in ("word", "positional") for k in own), block
            continue
        parent, _, name = block.rpartition("/")
        opener = get(parent, name)
        assert opener.shape == "block", block
        assert all(k.since >= opener.since for k in own), block


def test_older_releases_differ_only_in_columns() -> None:
    for block, rows in EARLIER.items():
        for name, changes in rows.items():
            assert lookup(block, name) != lookup(block, name, changes[0][0])
            assert all(set(change) <= set(Keyword._fields) for _, change in changes)


# Facts looked up in keepalived.conf(5) and the source.


@pytest.mark.parametrize(
    ("block", "name", "low", "high"),
    [
        ("vrrp_instance", "priority", 1, 255),
        ("vrrp_instance", "virtual_router_id", 1, 255),
        ("vrrp_instance", "advert_int", 0.01, 255),
        ("vrrp_instance", "down_timer_adverts", 1, 100),
        ("vrrp_instance", "preempt_delay", 0, 1000),
        ("vrrp_script", "weight", -253, 253),
        ("virtual_server/real_server/TCP_CHECK", "connect_port", 1, 65535),
        ("global_defs", "umask", 0, 0o777),
        ("virtual_rules/<line>", "tunnel-id", 0, 2**64 - 1),
    ],
)
def test_ranges(block: str, name: str, low: float, high: float) -> None:
    keyword = get(block, name)
    assert (keyword.minimum, keyword.maximum) == (low, high)


@pytest.mark.parametrize(
    ("block", "name", "text"),
    [
        ("vrrp_instance", "advert_int", "from 0.01 to 255 s"),
        ("global_defs", "vrrp_garp_interval", "from 0.000001 to 4294.967295 s"),
        ("virtual_rules/<line>", "tunnel-id", "from 0 to 18446744073709551615"),
        ("vrrp_script", "weight", "from -253 to 253"),
    ],
)
def test_limits_are_numbers_that_a_file_may_hold(block: str, name: str, text: str) -> None:
    assert limits(get(block, name)) == text


def test_facts() -> None:
    assert get("vrrp_instance", "state").values == ("MASTER", "BACKUP")
    assert not get("vrrp_instance", "state").folded
    assert get("virtual_server", "protocol").folded
    assert get("vrrp_instance", "down_timer_adverts").since == (2, 2, 3)
    assert get("vrrp_instance", "garp_master_delay").decimals == 0
    assert get("vrrp_instance", "advert_int").decimals == 6
    assert get("vrrp_script", "interval").decimals == 3
    assert get("vrrp_instance", "notify_master").most == 3
    assert get("vrrp_instance", "notify_master").repeat == "first"
    assert get("SSL", "ca").repeat == "last"
    assert get("SSL", "ca").repeat_since == OLDEST
    assert get("vrrp_instance", "priority").repeat_since is None
    assert get("", "bfd_instance").shape == "block"
    assert get("", "virtual_server_group").extra == "exit"
    assert get("vrrp_instance", "virtual_router_id").missing == "exit"
    assert get("global_defs", "router_id").missing == "diagnosed"
    assert get("vrrp_instance", "virtual_ipaddress").line == "virtual_ipaddress/<line>"
    assert get("vrrp_sync_group", "group").line == "names"
    assert get("vrrp_instance", "thread_timer_expired").deprecated_by == "timer_expired_backup"
    assert get("virtual_server", "lb_algo").synonym == "lvs_sched"
    assert get("vrrp_instance", "virtual_ipaddress").path == "vrrp_instance/virtual_ipaddress"
    assert get("vrrp_instance", "priority").state == "modelled"
    assert get("vrrp_instance", "debug").state == "known"
    assert get("global_defs", "umask").state == "unmodelled"


def test_releases() -> None:
    assert get("global_defs", "lvs_id").until == (1, 1, 7)
    assert "lvs_id" not in names("global_defs")
    assert "lvs_id" in names("global_defs", (1, 1, 7))
    assert "auth_hmac" in names("vrrp_instance")
    assert "auth_hmac" not in names("vrrp_instance", (2, 3, 4))
    assert get("global_defs", "set_supplementary_groups").since > NEWEST
    strict = lookup("global_defs", "vrrp_strict", (2, 2, 7))
    assert strict is not None
    assert strict.type == "flag"
    assert get("global_defs", "vrrp_strict").type == "bool"
    assert spell((2, 2, 7)) == "2.2.7"
    assert spell(get("global_defs", "set_supplementary_groups").since) == "unreleased"


@pytest.mark.parametrize(
    ("text", "version"),
    [("2.2.7", (2, 2, 7)), ("v2.4.3", (2, 4, 3)), ("2.4", (2, 4, 0)), ("", None), ("2.2.7.1", None), ("2.x", None)],
)
def test_versions(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version


def test_what_opens_what() -> None:
    assert get("", "vrrp_instance").opens == "block"
    assert get("vrrp_instance", "virtual_ipaddress").opens == "list"
    assert get("vrrp_instance", "priority").opens == ""
    assert "lvs_id" in in_block("global_defs")


def test_lookup_of_what_is_not_there() -> None:
    assert lookup("vrrp_instance", "no_such_keyword") is None
    assert lookup("no/such/block", "priority") is None
    assert names("no/such/block") == ()
    assert positional("no/such/block") is None
    assert homes("no_such_keyword") == ()


def test_where_a_keyword_belongs() -> None:
    assert homes("virtual_router_id") == ("vrrp_instance",)
    assert homes("linkbeat_use_polling") == ("", "vrrp_instance")
    assert "vrrp_instance" not in homes("auth_pass")
    first = positional("virtual_ipaddress/<line>")
    assert first is not None
    assert first.type == "ip/prefix"
    assert "<ADDR[/PREFIX]>" not in names("virtual_ipaddress/<line>")
    assert {"use_vmac", "dev"} <= set(names("virtual_ipaddress/<line>"))
    assert "use_vmac" not in names("static_ipaddress/<line>")
    assert "track_group" in names("static_ipaddress/<line>")


def generator(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "gen_keywords.py"), "--check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_table_is_fresh() -> None:
    result = generator()
    assert result.returncode == 0, result.stdout + result.stderr
