"""Where a statement of each block of keepalived.conf can stand: the blocks about it, so that the daemon reads it and has
nothing to say against what is about it.

In a scaffold `@` is the line that is tried, `%n` a number of its own, `%a` an address of its own in the family of the
word, `%v` a virtual_router_id and `%i` an interface of which no two scaffolds of a file have both, and `%V` the version.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PREAMBLE = """\
global_defs {
enable_script_security
script_user root
dynamic_interfaces
}
track_file tf {
file tf
}
vrrp_script sc {
script /bin/true
}
vrrp_track_process tp {
process nosuch
}
bfd_instance bf {
neighbor_ip 10.255.255.254
}
"""
"""What the scaffolds refer to."""

_INSTANCE = """\
vrrp_instance i%n {
interface %i
virtual_router_id %v
%V
virtual_ipaddress {
%a
}
{}
}"""
_GROUP = """\
vrrp_sync_group g%n {
group {
i%n
i%nb
}
@
}
{}
vrrp_instance i%nb {
interface %i
virtual_router_id %w
%V
virtual_ipaddress {
%b
}
}"""
_SERVER = """\
virtual_server %a 80 {
delay_loop 10
lvs_sched rr
lvs_method NAT
protocol TCP
{}
real_server %b 80 {
weight 1
{}
}
}"""
_TCP, _URL = "TCP_CHECK {\n}", "url {\npath /\nstatus_code 200\n}"


def _in(scaffold: str, *parts: str) -> str:
    for part in parts:
        scaffold = scaffold.replace("{}", part, 1)
    return scaffold.replace("{}\n", "")


def _listed(name: str, line: str = "@") -> str:
    return _in(_INSTANCE, f"{name} {{\n{line}\n}}")


def _used(definition: str, name: str, line: str) -> str:
    """A definition with an instance that refers to it; the daemon drops those that nobody uses."""
    return f"{definition}\n{_listed(name, line)}"


_CHECKS = {
    "MISC_CHECK": "misc_path /bin/true\n@",
    "SMTP_CHECK": "@",
    "SMTP_CHECK/host": "host {\n@\n}",
    "TCP_CHECK": "@",
    "PING_CHECK": "@",
    "UDP_CHECK": "@",
    "HTTP_GET": f"{_URL}\n@",
    "HTTP_GET/url": "url {\npath /\nstatus_code 200\n@\n}",
    "SSL_GET": f"{_URL}\n@",
    "SSL_GET/url": "url {\npath /\nstatus_code 200\n@\n}",
    "DNS_CHECK": "type A\nname example.com\n@",
    "FILE_CHECK": "track_file tf\n@",
    "BFD_CHECK": "name bf\n@",
}
_ROUTE, _RULE = "%a via 10.0.0.1 dev eth0", "from %a table 100 priority 50"

SCAFFOLDS: dict[str, str] = {
    "vrrp_sync_group": _in(_GROUP, _in(_INSTANCE)),
    "vrrp_instance": _in(_INSTANCE, "@"),
    "vrrp_instance/authentication": _listed("authentication", "auth_type PASS\nauth_pass secret\n@"),
    "vrrp_script": _used("vrrp_script s%n {\nscript /bin/true\n@\n}", "track_script", "s%n"),
    "vrrp_track_process": "vrrp_track_process p%n {\nprocess nosuch\n@\n}",
    "virtual_server": _in(_SERVER, "@", _TCP),
    "virtual_server/real_server": _in(_SERVER, "", f"@\n{_TCP}").replace("TCP\n\n", "TCP\n"),
    **{
        f"virtual_server/real_server/{check}": _in(_SERVER, "", f"{check.partition('/')[0]} {{\n{inside}\n}}")
        for check, inside in _CHECKS.items()
    },
    "bfd_instance": "bfd_instance b%n {\nsource_ip %b\nneighbor_ip %a\n@\n}",
    "track_file": _used("track_file f%n {\nfile tf\n@\n}", "track_file", "f%n"),
    "vrrp_track_file": _used("vrrp_track_file f%n {\nfile tf\n@\n}", "track_file", "f%n"),
    "virtual_ipaddress/<line>": _listed("virtual_ipaddress"),
    "virtual_ipaddress_excluded/<line>": _listed("virtual_ipaddress_excluded"),
    "static_ipaddress/<line>": "static_ipaddress {\n@\n}",
    "virtual_routes/<line>": _listed("virtual_routes"),
    "static_routes/<line>": "static_routes {\n@\n}",
    "virtual_rules/<line>": _listed("virtual_rules"),
    "static_rules/<line>": "static_rules {\n@\n}",
    "track_interface/<line>": _listed("track_interface"),
    "track_script/<line>": _listed("track_script"),
    "track_file/<line>": _listed("track_file"),
    "track_process/<line>": _listed("track_process"),
    "track_bfd/<line>": _listed("track_bfd"),
    "unicast_peer/<line>": _listed("unicast_peer"),
    "virtual_server_group/<line>": "virtual_server_group v%n {\n@\n}",
    "lvs_method/<line>": _in(_SERVER, "@", _TCP),
}
"""The scaffolds of which many stand in one file, by block."""

ONCE: dict[str, str] = {
    "": "@",
    "global_defs": "global_defs {\n@\n}",
    "garp_group": "garp_group {\ngarp_interval 1\ninterface %e\n@\n}",
    "SSL": "SSL {\n@\n}",
    "interface_up_down_delays/<line>": "interface_up_down_delays {\n@\n}",
    "lvs_sync_daemon/<line>": "global_defs {\n@\n}",
}
"""The scaffolds of which one stands in a file."""

_BEFORE = {
    "virtual_ipaddress/<line>": "%a/24",
    "virtual_ipaddress_excluded/<line>": "%a/24",
    "static_ipaddress/<line>": "%a/24 dev eth0",
    "virtual_routes/<line>": _ROUTE,
    "static_routes/<line>": _ROUTE,
    "virtual_rules/<line>": _RULE,
    "static_rules/<line>": _RULE,
    "track_interface/<line>": "eth1",
    "track_script/<line>": "sc",
    "track_file/<line>": "tf",
    "track_process/<line>": "tp",
    "track_bfd/<line>": "bf",
    "unicast_peer/<line>": "%a",
    "lvs_method/<line>": "lvs_method TUN",
    "lvs_sync_daemon/<line>": "lvs_sync_daemon eth0 inst i0",
    "interface_up_down_delays/<line>": "eth1",
}
"""What stands on a line before the word that is tried, by its block."""

_LINES = {
    **{(f"{kind}_routes/<line>", "dev"): "%a via 10.0.0.1 dev" for kind in ("virtual", "static")},
    **{(f"{kind}_routes/<line>", "oif"): "%a via 10.0.0.1 oif" for kind in ("virtual", "static")},
    **{(f"{kind}_routes/<line>", "via"): "%a dev eth0 via" for kind in ("virtual", "static")},
    **{(f"{kind}_routes/<line>", "gw"): "%a dev eth0 gw" for kind in ("virtual", "static")},
    **{(f"{kind}_routes/<line>", "to"): "via 10.0.0.1 dev eth0 to" for kind in ("virtual", "static")},
    **{(f"{kind}_rules/<line>", "from"): "table 100 priority 50 from" for kind in ("virtual", "static")},
    **{
        (f"{kind}_rules/<line>", n): f"from %a priority 50 {n}"
        for kind in ("virtual", "static")
        for n in ("table", "lookup", "goto", "type")
    },
    **{
        (f"{kind}_rules/<line>", n): f"from %a table 100 {n}"
        for kind in ("virtual", "static")
        for n in ("priority", "preference", "order")
    },
    **{(f"{kind}ipaddress{e}/<line>", "peer"): "%a peer" for kind, e in (("virtual_", ""), ("virtual_", "_excluded"))},
    ("static_ipaddress/<line>", "peer"): "%a dev eth0 peer",
    ("static_ipaddress/<line>", "dev"): "%a/24 dev",
    ("lvs_method/<line>", "port"): "lvs_method TUN type gue port",
}

COMPANIONS = {
    **{
        ("vrrp_instance", name): "unicast_peer {\n%b\n}"
        for name in ("unicast_src_ip", "unicast_ttl", "old_unicast_checksum")
    },
    ("vrrp_track_process", "quorum_max"): "quorum 1",
    ("vrrp_track_process", "quorum"): "quorum_max 65535",
    ("virtual_server", "hysteresis"): "quorum 4294967295",
    ("virtual_server", "sorry_server_lvs_method"): "sorry_server %b 80",
    ("virtual_server/real_server/UDP_CHECK", "min_reply_length"): "max_reply_length 65535",
    **{
        (f"virtual_server/real_server/{check}/url", name): "regex a"
        for check in ("HTTP_GET", "SSL_GET")
        for name in ("regex_options", "regex_min_offset", "regex_max_offset", "regex_stack")
    },
}
"""What else a statement needs beside it."""


_SIX = re.compile(r"\"? *[0-9A-Fa-f]*:[0-9A-Fa-f:]*:|\"?::")
"""How a text begins that may be an IPv6 address."""


class Case(NamedTuple):
    """A word after a keyword of a block, in an instance of a version of VRRP. The text None leaves the statement out."""

    block: str
    name: str
    text: str | None
    version: int = 2

    @property
    def line(self) -> str:
        """The line that is tried, but for what `%` stands for."""
        if self.text is None:
            return ""
        before = _LINES.get((self.block, self.name))
        if before is None:
            before = _BEFORE.get(self.block, "")
            if self.name.startswith("<") or self.block == "interface_up_down_delays/<line>":
                before = "eth1" if self.block.startswith("interface_up") else ""
            else:
                before = f"{before} {self.name}"
        return f"{before} {self.text}".strip()

    @property
    def scaffold(self) -> str:
        """The lines about it."""
        scaffold = SCAFFOLDS.get(self.block) or ONCE[self.block]
        companion = COMPANIONS.get((self.block, self.name))
        return scaffold if companion is None else scaffold.replace("@", f"{companion}\n@")


def filled(case: Case, number: int, interfaces: int) -> tuple[str, int]:
    """The lines of a scaffold with their number, and which of them, from 0 on, is the one that is tried."""
    six = _SIX.match(case.text or "") is not None
    a, b = (
        f"fd00::{family}:{number:x}" if six else f"10.{family + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
        for family in (16, 32)
    )
    router = number * 2 % 250 + 1
    parts = {
        "n": str(number), "a": a, "b": b, "i": f"eth{number * 2 // 250 % interfaces}", "v": str(router),
        "w": str(router + 1), "e": f"eth{10 + number % 4}", "V": "version 3" if case.version == 3 else "",
    }  # fmt: skip
    text, line = case.scaffold, case.line
    if case.block == "vrrp_instance" and case.name in ("virtual_router_id", "interface"):
        group = f"ff02::2:{number:x}" if six else f"224.1.{number >> 8}.{number & 255}"
        text = text.replace("@", f"mcast_dst_ip {group}\n@")
    for key, value in parts.items():
        text, line = text.replace(f"%{key}", value), line.replace(f"%{key}", value)
    lines = text.split("\n")
    at = lines.index("@")
    lines[at] = line
    return "\n".join(lines), at
