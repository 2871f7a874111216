"""Where one mistake stops the daemon, nothing is said to be missing that it only did not come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load

INSTANCE = """vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 21
    authentication {
        auth_type PASS
        auth_pass kT9-wq2x
    }
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""
SERVICE = """virtual_server 203.0.113.1 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.0.2.11 80 {
        HTTP_GET {
            url {
                path /
                status_code 200
            }
        }
    }
}
"""


def names(path: Path, text: str) -> set[str]:
    file = path / "keepalived.conf"
    file.write_text(text, encoding="utf-8")
    return {f.name for f in check(load([str(file)])).findings if f.severity == "error"}


LIST = """    track_process {
        web
    }
    authentication"""
PROCESS = "vrrp_track_process web {\n    process nginx\n}\n" + INSTANCE.replace("    authentication", LIST)
LINES = [
    (PROCESS, "process nginx"),
    (INSTANCE, "interface eth0"),
    (INSTANCE, "virtual_router_id 21"),
    (INSTANCE, "auth_pass kT9-wq2x"),
    (SERVICE, "lb_algo rr"),
    (SERVICE, "lb_kind NAT"),
    (SERVICE, "protocol TCP"),
    (SERVICE, "path /"),
]


@pytest.mark.parametrize(("text", "line"), LINES)
def test_a_keyword_without_its_word_is_not_missing(tmp_path: Path, text: str, line: str) -> None:
    assert names(tmp_path, text.replace(line, line.split()[0])) == {"keyword-missing-value"}


@pytest.mark.parametrize(("text", "line"), LINES)
def test_a_keyword_before_an_open_quote_is_not_missing(tmp_path: Path, text: str, line: str) -> None:
    broken = text.replace(line, line.replace(" ", ' "'))
    assert names(tmp_path, broken) == {"keyword-missing-value", "unterminated-quote"}


def test_a_brace_in_an_open_quote_opens_no_list(tmp_path: Path) -> None:
    broken = INSTANCE.replace("virtual_ipaddress {", 'virtual_ipaddress "{')
    assert names(tmp_path, broken) == {"missing-opening-brace", "unterminated-quote"}
