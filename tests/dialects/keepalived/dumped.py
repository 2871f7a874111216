"""Where keepalived's dump of its configuration says what it has made of a word, and what that comes to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from tests.dialects.keepalived.scaffolds import Case

Section = list[str]
"""The lines of a dump about one thing, without the one that names it; those of a list inside it keep two blanks."""

_HEAD = re.compile(r" (.+?) = (\w+)(?:, \w+)?")
_KINDS = {
    "VRRP Sync Group": "vrrp_sync_group",
    "VRRP Script": "vrrp_script",
    "Track file": "track_file",
    "VRRP Track process": "vrrp_track_process",
    "BFD Instance": "bfd_instance",
    "VRRP Instance": "vrrp_instance",
}
"""The heads of a dump's sections, and the blocks of which they tell."""


def sections(lines: Iterable[str]) -> dict[tuple[str, str], Section]:
    """The sections of a dump by the kind and the name of what they are about; ("global_defs", "") is the first one."""
    found: dict[tuple[str, str], Section] = {}
    current: Section = []
    for line in lines:
        if line.startswith("  "):
            current.append(line[3:] if line.startswith("   ") else line[1:])
        elif line.startswith("------<"):
            current = found.setdefault(("global_defs", ""), []) if "< Global" in line else []
        elif (head := _HEAD.fullmatch(line)) and head[1] in _KINDS:
            current = found.setdefault((_KINDS[head[1]], head[2]), [])
        elif line.startswith(" "):
            current.append(line[1:])
    return found


_INSTANCE = {
    "priority": "Priority = ",
    "virtual_router_id": "Virtual Router ID = ",
    "advert_int": "Advert interval = ",
    "preempt_delay": "Preempt delay = ",
    "down_timer_adverts": "Down timer adverts = ",
    "version": "VRRP Version = ",
    "state": "Wantstate = ",
    "debug": "Debug level = ",
    "unicast_ttl": "Unicast TTL = ",
    "unicast_src_ip": r"Using src_ip = (?=.*\(from)",
    "mcast_src_ip": r"Using src_ip = (?=.*\(from)",
    "mcast_dst_ip": "Multicast address ",
    "garp_master_delay": "Gratuitous ARP delay = ",
    "garp_master_repeat": "Gratuitous ARP repeat = ",
    "garp_master_refresh": "Gratuitous ARP refresh = ",
    "garp_master_refresh_repeat": "Gratuitous ARP refresh repeat = ",
    "garp_lower_prio_delay": "Gratuitous ARP lower priority delay = ",
    "garp_lower_prio_repeat": "Gratuitous ARP lower priority repeat = ",
    "kernel_rx_buf_size": "Kernel rx buffer size = ",
    "lower_prio_no_advert": "!Send advert after receive lower priority advert = ",
    "higher_prio_send_advert": "Send advert after receive higher priority advert = ",
    "smtp_alert": "Using smtp notification = ",
    "notify_priority_changes": "Notify priority changes = ",
    "old_unicast_checksum": "Unicast checksum compatibility = ",
    "strict_mode": "Enforcing strict VRRP compliance()",
    "interface": "Interface = ",
}
_GLOBAL = {
    "vrrp_mcast_group4": "VRRP IPv4 mcast group = ",
    "vrrp_mcast_group6": "VRRP IPv6 mcast group = ",
    "vrrp_garp_master_delay": "Gratuitous ARP delay = ",
    "vrrp_garp_master_repeat": "Gratuitous ARP repeat = ",
    "vrrp_garp_master_refresh": "Gratuitous ARP refresh timer = ",
    "vrrp_garp_master_refresh_repeat": "Gratuitous ARP refresh repeat = ",
    "vrrp_garp_lower_prio_delay": "Gratuitous ARP lower priority delay = ",
    "vrrp_garp_lower_prio_repeat": "Gratuitous ARP lower priority repeat = ",
    "vrrp_garp_interval": "Gratuitous ARP interval = ",
    "vrrp_gna_interval": "Gratuitous NA interval = ",
    "vrrp_down_timer_adverts": "Num adverts before down = ",
    "vrrp_lower_prio_no_advert": "!Send advert after receive lower priority advert = ",
    "vrrp_higher_prio_send_advert": "Send advert after receive higher priority advert = ",
    "vrrp_version": "VRRP default protocol version = ",
    "vrrp_notify_priority_changes": "VRRP notify priority changes = ",
    "vrrp_priority": "VRRP process priority = ",
    "checker_priority": "Checker process priority = ",
    "bfd_priority": "BFD process priority = ",
    "max_auto_priority": "Max auto priority = ",
    "min_auto_priority_delay": "Min auto priority delay = ",
    "smtp_alert": "Default smtp_alert = ",
    "smtp_alert_vrrp": "Default smtp_alert_vrrp = ",
    "smtp_alert_checker": "Default smtp_alert_checker = ",
    "checker_log_all_failures": "Checkers log all failures = ",
    "smtp_connect_timeout": "Smtp server connection timeout = ",
    "vrrp_startup_delay": "VRRP startup delay = ",
    "nftables_priority": "Nftables priority = ",
    "vrrp_rx_bufs_multiplier": "rx_bufs_multiples = ",
    "rs_init_notifies": "rs_init_notifies = ",
    "no_checker_emails": "no_checker_emails = ",
    **{
        f"{kind}_rcv_bufs{force}": f"{kind}_rcv_bufs{force} = "
        for kind in (
            *("vrrp_netlink_cmd", "vrrp_netlink_monitor", "process_monitor"),
            "lvs_netlink_cmd",
            "lvs_netlink_monitor",
        )
        for force in ("", "_force")
    },
}
_LABELS: dict[str, dict[str, str]] = {
    "global_defs": _GLOBAL,
    "vrrp_instance": _INSTANCE,
    "vrrp_instance/authentication": {"auth_type": "Authentication type = ", "auth_pass": "Password = "},
    "vrrp_sync_group": {name: _INSTANCE[name] for name in ("smtp_alert", "notify_priority_changes")},
    "vrrp_script": {n: f"{n.title()} = " for n in ("interval", "timeout", "weight", "rise", "fall")},
    "track_file": {"weight": "Weight = "},
    "vrrp_track_process": {
        "weight": "Weight = ",
        "quorum": "Min processes = ",
        "quorum_max": "Max processes = ",
        "delay": "Fork delay = ",
        "fork_delay": "Fork delay = ",
        "terminate_delay": "Terminate delay = ",
        "param_match": "Param match = ",
    },
    "bfd_instance": {
        "source_ip": "Source IP = ",
        "neighbor_ip": "Neighbor IP = ",
        "neighbour_ip": "Neighbor IP = ",
        "min_rx": "Required min RX interval = ",
        "min_tx": "Desired min TX interval = ",
        "idle_tx": "Desired idle TX interval = ",
        "multiplier": "Detection multiplier = ",
        "ttl": "TTL = ",
        "hoplimit": "TTL = ",
        "max_hops": "max_hops = ",
    },
}
"""How the line begins that tells of a keyword; `!` where it tells the contrary."""
_NAMES = {"SIMPLE_PASSWORD": "PASS", "IPSEC_AH": "AH", "Disabled": "-1"}
"""What the dump calls some values."""
_ALIASES = {"vrrp_track_file": "track_file"}

_LISTS = {
    "virtual_ipaddress/<line>": "Virtual IP (",
    "virtual_ipaddress_excluded/<line>": "Virtual IP Excluded",
    "virtual_routes/<line>": "Virtual Routes",
    "virtual_rules/<line>": "Virtual Rules",
    "track_interface/<line>": "Tracked interfaces",
    "track_script/<line>": "Tracked scripts",
    "track_file/<line>": "Tracked files",
    "track_process/<line>": "Tracked processes",
    "track_bfd/<line>": "Tracked BFDs",
    "unicast_peer/<line>": "Unicast Peer",
}
"""The list of an instance that tells of a line of a block."""
_OPTIONS = {
    ("virtual_routes/<line>", "preference"): "metric",
    ("virtual_routes/<line>", "priority"): "metric",
    ("virtual_routes/<line>", "dsfield"): "tos",
    ("virtual_routes/<line>", "oif"): "dev",
    ("virtual_routes/<line>", "via"): "via inet6?",
    ("virtual_routes/<line>", "gw"): "via inet6?",
    ("virtual_routes/<line>", "protocol"): "proto",
    ("virtual_rules/<line>", "order"): "priority",
    ("virtual_rules/<line>", "preference"): "priority",
    ("virtual_rules/<line>", "table"): "lookup",
    ("virtual_rules/<line>", "sup_pl"): "suppress_prefixlen",
    ("virtual_rules/<line>", "suppress_prefixlength"): "suppress_prefixlen",
    ("virtual_rules/<line>", "sup_group"): "suppress_ifgroup",
    ("virtual_rules/<line>", "dev"): "iif",
    ("virtual_rules/<line>", "dsfield"): "tos",
    ("virtual_ipaddress/<line>", "broadcast"): "brd",
    ("virtual_ipaddress_excluded/<line>", "broadcast"): "brd",
}
"""What an option of a line is called in the dump, where that differs."""


def _listed(section: Section, label: str) -> Iterator[str]:
    inside = False
    for line in section:
        if line.startswith("  "):
            if inside:
                yield line.strip()
        else:
            inside = line.startswith(label)


def value(case: Case, number: int, found: dict[tuple[str, str], Section]) -> str:
    """What the dump says of a case that is the n-th of its file; "" where it does not."""
    if case.block in _LISTS:
        return _of_line(case, number, found.get(("vrrp_instance", f"i{number}"), []))
    block = _ALIASES.get(case.block, case.block)
    label = _LABELS.get(block, {}).get(case.name)
    if label is None:
        return ""
    kind = block.partition("/")[0]
    letter = {"vrrp_instance": "i", "vrrp_sync_group": "g", "vrrp_script": "s", "track_file": "f"}.get(kind, kind[0])
    name = f"{'p' if kind == 'vrrp_track_process' else letter}{number}"
    for line in found.get((kind, "" if kind == "global_defs" else name), []):
        match = re.match(label.removeprefix("!"), line)
        if match:
            text = line[match.end() :].removesuffix(" (from configuration)")
            text = _NAMES.get(text, text)
            return _contrary(text) if label.startswith("!") else text or "true"
    return ""


def _of_line(case: Case, number: int, section: Section) -> str:
    items = list(_listed(section, _LISTS[case.block]))
    if case.block.startswith("virtual_ipaddress"):
        del items[: case.block == "virtual_ipaddress/<line>"]  # the first address is of the scaffold
    if not items or case.text is None:
        return ""
    item = items[0]
    if case.name.startswith("<"):
        return item.split()[item.startswith("prepend ")]
    option = _OPTIONS.get((case.block, case.name), case.name)
    match = re.search(f"(?:^| ){option} {_REST.get(case.name, _WORD)}", item)
    return match[1] if match else ""


_WORD = r"(\S+)"
_REST = {"label": "(.*)", "dev": r"(.*?)(?: scope| proto|$)"}
"""What of the line tells of a name, which may have blanks."""


def _contrary(text: str) -> str:
    return {"true": "false", "false": "true"}.get(text, text)


_MILLI, _MICRO = Fraction(1, 1000), Fraction(1, 1_000_000)
_UNITS = {
    **dict.fromkeys(("", "sec", "secs", "s"), Fraction(1)),
    **dict.fromkeys(("milli-sec", "ms"), _MILLI),
    **dict.fromkeys(("us", "usecs"), _MICRO),
}
_QUANTITY = re.compile(r"(-?(?:0x[0-9a-f]+|[0-9.]+(?:e-?[0-9]+)?)) ?([a-z-]*)")


def quantity(text: str) -> Fraction | None:
    """A number of a dump, in seconds if it has a unit; None where it is none."""
    match = _QUANTITY.fullmatch(text)
    if match is None or match[2] not in _UNITS:
        return None
    return (Fraction(int(match[1], 16)) if "x" in match[1] else Fraction(match[1])) * _UNITS[match[2]]
