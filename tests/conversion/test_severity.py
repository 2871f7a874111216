"""How grave a loss is: an error where the failover or the service is another one, else worth knowing."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.conversion import convert
from carplint.inputs.load import load

INSTANCE = """vrrp_instance VI_1 {{
    interface eth0
    virtual_router_id 51
    priority 100
    {inside}
    virtual_ipaddress {{
        192.0.2.50/24
    }}
}}
{outside}
"""

INSIDE = {
    "use_vmac": "error",
    "advert_int 0.5": "",  # of VRRPv2: the daemon rounds it to 1 s
    "version 3\n    advert_int 0.5": "error",
    "version 3\n    advert_int 2": "",
    "advert_int 1": "",
    "track_interface {\n eth0\n }": "info",
    "track_interface {\n eth1\n }": "error",
    "track_interface {\n eth0 weight -20\n }": "error",
    "track_script {\n chk weight -20\n }": "error",
    "track_process {\n web\n }": "error",
    "virtual_routes {\n 198.51.100.0/24 via 192.0.2.1\n }": "error",
    "virtual_rules {\n from 192.0.2.50 table 10\n }": "error",
    "unicast_peer {\n 192.0.2.12\n }": "error",
    "preempt_delay 30": "error",
    'notify_master "/usr/local/bin/web start"': "error",
    "smtp_alert": "info",
    "garp_master_delay 2": "info",
    "virtual_ipaddress_excluded {\n 2001:db8::50/64\n }": "error",
}
OUTSIDE = {
    "vrrp_sync_group G {\n group {\n VI_1\n }\n }": "error",
    "virtual_server 192.0.2.50 80 {\n protocol TCP\n lb_algo rr\n lb_kind DR\n real_server 192.0.2.21 80 {\n }\n }": "error",
    'vrrp_script chk {\n script "/bin/true"\n }': "info",
    "static_routes {\n 198.51.100.0/24 via 192.0.2.1\n }": "error",
    "garp_group {\n garp_interval 1\n interface eth0\n }": "info",
    "global_defs {\n router_id lb1\n }": "",
}


def gravest(tmp_path: Path, **said: str) -> str:
    (tmp_path / "keepalived.conf").write_text(INSTANCE.format(**{"inside": "", "outside": "", **said}))
    report = convert(load([str(tmp_path / "keepalived.conf")]), "ucarp", allow_errors=True).report
    found = {f.severity for f in report.findings if f.name in ("migrate-inexpressible", "migrate-detail-lost")}
    return next((s for s in ("error", "warning", "info") if s in found), "")


@pytest.mark.parametrize("inside", INSIDE)
def test_of_an_instance(inside: str, tmp_path: Path) -> None:
    assert gravest(tmp_path, inside=inside) == INSIDE[inside]


@pytest.mark.parametrize("outside", OUTSIDE)
def test_of_the_whole_file(outside: str, tmp_path: Path) -> None:
    assert gravest(tmp_path, outside=outside) == OUTSIDE[outside]


def test_a_group_that_an_old_release_has_for_all_instances_only(tmp_path: Path) -> None:
    from carplint.conversion import Choices

    (tmp_path / "rc.local").write_text(
        "ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -z --mcast=224.0.0.66 -B\n"
        "ucarp -i eth0 -s 192.0.2.11 -v 8 -a 192.0.2.20 -p x -z -B\n"
    )
    net = load([str(tmp_path / "rc.local")])
    for version, severities in (((2, 2, 4), {"error"}), ((2, 2, 5), set())):
        report = convert(net, "keepalived", Choices(version=version)).report
        assert {f.severity for f in report.findings if f.name == "migrate-inexpressible"} == severities
