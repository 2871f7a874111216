"""What the reference table of keepalived's keywords does not say in its columns, written by hand.

Read by gen_keywords.py only. A key is `block keyword`; a block or a keyword of `*` stands for any, and
the last entry that fits counts. Sources: keepalived 2.4.3, lib/parser.c, keepalived/core/global_parser.c,
keepalived/vrrp/vrrp_parser.c, vrrp_ipaddress.c, vrrp_iproute.c, vrrp_iprule.c, vrrp_track.c,
keepalived/check/*.c, keepalived/bfd/bfd_parser.c; `E...` are the numbers of the reference's
errors.tsv. "Probed" facts were found by giving every keyword to `keepalived -t` 2.2.7 with no, one, two
and three words, twice, and with fractions.
"""

from __future__ import annotations

UNRELEASED = "2.4.4"
"""What stands for a keyword that is in the repository, and in no release up to 2.4.3."""

REMOVED = (
    # Keywords of older releases: block, name, arguments, first and last version that has it. Source:
    # the same extraction over all release tags (crosscheck.md).
    ("global_defs", "lvs_id", "NAME", "1.0.3", "1.1.7"),
    ("global_defs", "plugin_dir", "PATH", "1.0.3", "1.2.19"),
    ("virtual_server", "nat_mask", "MASK", "1.0.3", "1.2.19"),
    ("virtual_server/real_server", "CI-LINUX", "", "1.0.3", "1.1.4"),
)

SHAPES = {
    # It has sub keywords and braces; the reference's column says otherwise.
    "/ bfd_instance": "block",
}

HEADS = {
    # How many words a block's head needs and takes, 0 where not listed; beyond, see EXTRA.
    "/ vrrp_instance": (1, 1),
    "/ vrrp_sync_group": (1, 1),
    "/ track_group": (1, 1),
    "/ vrrp_script": (1, 1),
    "/ vrrp_track_process": (1, 1),
    "/ track_file": (1, 1),
    "/ vrrp_track_file": (1, 1),
    "/ bfd_instance": (1, 1),
    "/ virtual_server_group": (1, 1),
    "/ virtual_server": (1, 2),
    "virtual_server real_server": (1, 2),
}

USAGE = {
    # The words after a keyword, for those whose type alone does not say them: least, most (None: any
    # number) and how they are written. Probed, and the notes of the reference.
    "global_defs smtp_server": (1, 2, "ADDRESS|NAME [PORT]"),
    "global_defs lvs_timeouts": (2, None, "[tcp N] [tcpfin N] [udp N]"),
    "global_defs lvs_sync_daemon": (
        1,
        None,
        "INTERFACE [inst INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]",
    ),
    "global_defs vrrp_garp_extra_if": (1, 2, "[all] SECONDS"),
    "global_defs vrrp_vmac_garp_intvl": (1, 2, "[all] SECONDS"),
    "global_defs vrrp_iptables": (0, 2, "[INPUT-CHAIN [OUTPUT-CHAIN]]"),
    "global_defs vrrp_ipsets": (0, 6, "[ADDRESS [ADDRESS6 [INTERFACE6 [IGMP [MLD [ND]]]]]]"),
    "global_defs vrrp_cpu_affinity": (1, None, "CPU..."),
    "global_defs checker_cpu_affinity": (1, None, "CPU..."),
    "global_defs bfd_cpu_affinity": (1, None, "CPU..."),
    "global_defs script_user": (1, 2, "USER [GROUP]"),
    "global_defs vrrp_rx_bufs_policy": (1, None, "MTU|ADVERT|BYTES"),
    "global_defs umask": (1, None, "MODE|NAME [| NAME]..."),
    "global_defs include_check": (0, None, "[[+|-]CHECK...]"),
    "global_defs notify_fifo": (1, 3, "PATH [USER [GROUP]]"),
    "global_defs vrrp_notify_fifo": (1, 3, "PATH [USER [GROUP]]"),
    "global_defs lvs_notify_fifo": (1, 3, "PATH [USER [GROUP]]"),
    "vrrp_instance use_vmac": (0, None, "[[name] INTERFACE] [MAC] [netlink_notify_msg] [group GROUP]"),
    "vrrp_instance use_ipvlan": (0, None, "[[name] INTERFACE] [ADDRESS[/LENGTH]] [bridge|private|vepa] [group GROUP]"),
    "vrrp_instance garp_extra_if": (1, 2, "[all] SECONDS"),
    "vrrp_instance vmac_garp_intvl": (1, 2, "[all] SECONDS"),
    "vrrp_instance/auth_hmac key": (2, 2, "ID TEXT|hex:DIGITS|file:PATH"),  # E396
    "vrrp_script script": (1, 1, "SCRIPT"),
    "vrrp_script weight": (1, 2, "N [reverse]"),
    "vrrp_script user": (1, 2, "USER [GROUP]"),
    "vrrp_track_process process": (1, None, "COMMAND [PARAMETER...]"),
    "vrrp_track_process weight": (1, 2, "N [reverse]"),
    "bfd_instance weight": (1, 2, "N [reverse]"),
    "track_file weight": (1, 2, "N [reverse]"),
    "track_file init_file": (0, 2, "[VALUE] [overwrite]"),
    "vrrp_track_file weight": (1, 2, "N [reverse]"),
    "vrrp_track_file init_file": (0, 2, "[VALUE] [overwrite]"),
    "virtual_server lb_kind": (1, None, "NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]"),
    "virtual_server lvs_method": (1, None, "NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]"),
    "virtual_server sorry_server_lvs_method": (1, None, "NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]"),
    "virtual_server/real_server lvs_method": (1, None, "NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]"),
    "virtual_server persistence_granularity": (1, 1, "MASK|LENGTH"),
    "virtual_server sorry_server": (1, 2, "ADDRESS [PORT]"),
    "virtual_server/real_server/MISC_CHECK misc_path": (1, 1, "SCRIPT"),
    "virtual_server/real_server/MISC_CHECK user": (1, 2, "USER [GROUP]"),
    "virtual_server/real_server/UDP_CHECK payload": (1, None, "HEX..."),
    "virtual_server/real_server/UDP_CHECK require_reply": (0, None, "[HEX...]"),
    "virtual_server/real_server/FILE_CHECK weight": (1, 2, "N [reverse|noreverse]"),
    "* status_code": (0, None, "CODE|FIRST-LAST..."),
    "* regex": (1, 1, '"PATTERN"'),
    "* regex_options": (0, None, "OPTION..."),
    "* regex_stack": (2, 2, "START MAXIMUM"),
    # Lines.
    "virtual_routes/<line> to": (1, 1, "DESTINATION"),
    "virtual_routes/<line> as": (1, 2, "[to] ADDRESS"),
    "virtual_routes/<line> via": (1, 2, "[inet|inet6] ADDRESS"),
    "virtual_routes/<line> tos": (1, 1, "NAME|N"),
    "virtual_routes/<line> dsfield": (1, 1, "NAME|N"),
    "virtual_routes/<line> table": (1, 1, "NAME|N"),
    "virtual_routes/<line> protocol": (1, 1, "NAME|N"),
    "virtual_routes/<line> scope": (1, 1, "NAME|N"),
    "virtual_routes/<line> realms": (1, 1, "[REALM/]REALM"),
    "virtual_routes/<line> encap": (1, None, "ip|ip6|mpls|ila OPTION..."),
    "virtual_routes/<line> nexthop": (
        0,
        None,
        "[via [inet|inet6] ADDRESS] [dev INTERFACE] [weight N] [onlink] [encap ...] [realms R]",
    ),
    "virtual_routes/<line> mtu": (1, 2, "[lock] N"),
    "virtual_routes/<line> advmss": (1, 2, "[lock] N"),
    "virtual_routes/<line> rtt": (1, 2, "[lock] N[s|ms]"),
    "virtual_routes/<line> rttvar": (1, 2, "[lock] N[s|ms]"),
    "virtual_routes/<line> rto_min": (1, 2, "[lock] N[s|ms]"),
    "virtual_routes/<line> reordering": (1, 2, "[lock] N"),
    "virtual_routes/<line> cwnd": (1, 2, "[lock] N"),
    "virtual_routes/<line> ssthresh": (1, 2, "[lock] N"),
    "virtual_routes/<line> congctl": (1, 2, "[lock] NAME"),
    "virtual_rules/<line> table": (1, 1, "NAME|N"),
    "virtual_rules/<line> lookup": (1, 1, "NAME|N"),
    "virtual_rules/<line> tos": (1, 1, "NAME|N"),
    "virtual_rules/<line> dsfield": (1, 1, "NAME|N"),
    "virtual_rules/<line> fwmark": (1, 1, "N[/MASK]"),
    "virtual_rules/<line> realms": (1, 1, "[REALM/]REALM"),
    "virtual_rules/<line> suppress_ifgroup": (1, 1, "GROUP|N"),
    "virtual_rules/<line> sup_group": (1, 1, "GROUP|N"),
    "virtual_rules/<line> uidrange": (1, 1, "FIRST-LAST"),
    "virtual_rules/<line> ipproto": (1, 1, "NAME|N"),
    "virtual_rules/<line> sport": (1, 1, "FIRST-LAST"),
    "virtual_rules/<line> dport": (1, 1, "FIRST-LAST"),
    "virtual_server_group/<line> fwmark": (1, 2, "N [inet|inet6]"),
    "interface_up_down_delays/<line> <IFACE DOWN [UP]>": (2, 3, "INTERFACE DOWN [UP]"),
    "virtual_server_group/<line> <ADDR[-END][/MASK] [PORT]>": (1, 2, "ADDRESS[-END][/LENGTH] [PORT]"),
    "use_vmac/<line> group": (1, 1, "NAME|N"),
    "use_ipvlan/<line> group": (1, 1, "NAME|N"),
}

OPTIONAL = (
    # A value that may be left out, where the reference's note does not say so. Probed.
    "/ net_namespace_ipvs",
    "global_defs smtp_helo_name",
    "global_defs lvs_flush_onstop",
)

MISSING = {
    # What happens when a needed word is missing: `exit` is E002, at once and with status 2; `diagnosed`
    # a message of its own, the statement is ignored; `silent` nothing with -t. Probed; for keywords
    # newer than 2.2.7 from errors.tsv (E191, E237, E239..E243, E396).
    "* *": "exit",
    "/ net_namespace": "diagnosed",
    "/ instance": "diagnosed",
    "/ track_group": "diagnosed",
    "/ vrrp_sync_group": "diagnosed",
    "/ vrrp_instance": "diagnosed",
    "global_defs startup_script": "diagnosed",
    "global_defs shutdown_script": "diagnosed",
    "global_defs startup_script_timeout": "diagnosed",
    "global_defs shutdown_script_timeout": "diagnosed",
    "global_defs router_id": "diagnosed",
    "global_defs notification_email_from": "diagnosed",
    "global_defs min_auto_priority_delay": "diagnosed",
    "global_defs default_interface": "diagnosed",
    "global_defs lvs_timeouts": "diagnosed",
    "global_defs lvs_sync_daemon": "diagnosed",
    "global_defs vrrp_garp_extra_if": "diagnosed",
    "global_defs vrrp_vmac_garp_intvl": "diagnosed",
    "global_defs vrrp_priority": "diagnosed",
    "global_defs checker_priority": "diagnosed",
    "global_defs bfd_priority": "diagnosed",
    "global_defs vrrp_rt_priority": "diagnosed",
    "global_defs checker_rt_priority": "diagnosed",
    "global_defs bfd_rt_priority": "diagnosed",
    "global_defs vrrp_cpu_affinity": "diagnosed",
    "global_defs checker_cpu_affinity": "diagnosed",
    "global_defs bfd_cpu_affinity": "diagnosed",
    "global_defs snmp_socket": "diagnosed",
    "global_defs dbus_service_name": "diagnosed",
    "global_defs dbus_no_interface_name": "diagnosed",
    "global_defs script_user": "diagnosed",
    "global_defs notify_fifo": "diagnosed",
    "global_defs vrrp_notify_fifo": "diagnosed",
    "global_defs lvs_notify_fifo": "diagnosed",
    "global_defs notify_fifo_script": "diagnosed",
    "global_defs vrrp_notify_fifo_script": "diagnosed",
    "global_defs lvs_notify_fifo_script": "diagnosed",
    "global_defs vrrp_netlink_cmd_rcv_bufs": "diagnosed",
    "global_defs vrrp_netlink_monitor_rcv_bufs": "diagnosed",
    "global_defs process_monitor_rcv_bufs": "diagnosed",
    "global_defs lvs_netlink_cmd_rcv_bufs": "diagnosed",
    "global_defs lvs_netlink_monitor_rcv_bufs": "diagnosed",
    "global_defs vrrp_rx_bufs_policy": "diagnosed",
    "global_defs vrrp_rx_bufs_multiplier": "diagnosed",
    "global_defs reload_time_file": "diagnosed",
    "global_defs tmp_config_directory": "diagnosed",
    "global_defs json_version": "diagnosed",
    "global_defs iproute_usr_dir": "diagnosed",
    "global_defs iproute_etc_dir": "diagnosed",
    "global_defs state_dump_file": "diagnosed",
    "global_defs stats_dump_file": "diagnosed",
    "global_defs json_dump_file": "diagnosed",
    "vrrp_instance garp_extra_if": "diagnosed",
    "vrrp_instance vmac_garp_intvl": "diagnosed",
    "vrrp_instance kernel_rx_buf_size": "diagnosed",
    "vrrp_instance/auth_hmac key": "diagnosed",
    # The block's end says that there is no script.
    "vrrp_script script": "silent",
    "virtual_server/real_server/MISC_CHECK misc_path": "silent",
    "virtual_server/real_server/MISC_CHECK user": "diagnosed",
    "vrrp_track_process weight": "diagnosed",
    "track_file file": "diagnosed",
    "track_file weight": "diagnosed",
    "vrrp_track_file file": "diagnosed",
    "vrrp_track_file weight": "diagnosed",
    "virtual_server/real_server/FILE_CHECK weight": "diagnosed",
    "virtual_server/real_server/BFD_CHECK name": "diagnosed",
    "SSL password": "diagnosed",
    "SSL ca": "diagnosed",
    "SSL certificate": "diagnosed",
    "SSL key": "diagnosed",
    "* virtualhost": "diagnosed",
    "* snmp_name": "diagnosed",
    "* helo_name": "diagnosed",
    "* http_protocol": "diagnosed",
    "* payload": "diagnosed",
    "* regex": "diagnosed",  # E881, after 2.2.7; before that silent
    "* regex_min_offset": "silent",
    "* regex_max_offset": "silent",
    "* regex_stack": "silent",
    # Lines: routes and rules leave with E002; the others drop the word or the entry with a message.
    "virtual_ipaddress/<line> *": "diagnosed",  # E474
    "static_ipaddress/<line> *": "diagnosed",
    "virtual_ipaddress_excluded/<line> *": "diagnosed",
    "track_interface/<line> *": "diagnosed",
    "track_script/<line> *": "diagnosed",
    "track_file/<line> *": "diagnosed",
    "track_process/<line> *": "diagnosed",
    "track_bfd/<line> *": "diagnosed",
    "unicast_peer/<line> *": "diagnosed",
    "lvs_sync_daemon/<line> *": "diagnosed",
    "interface_up_down_delays/<line> *": "silent",  # E444
}

EXTRA_BY_SHAPE = {"list": "diagnosed"}
"""Words between a list block's keyword and its brace: E060. For other shapes: `ignored`."""

EXTRA = {
    # What happens to words beyond the most: `ignored` in silence, `silent` (the daemon writes it to its log,
    # -t prints nothing), `diagnosed`, or `exit` (E003). Probed; E285, E293, E306.
    "/ vrrp_instance": "diagnosed",
    "/ vrrp_sync_group": "diagnosed",
    "/ track_group": "diagnosed",
    "/ virtual_server_group": "exit",
    "global_defs smtp_server": "diagnosed",
    "global_defs snmp_socket": "diagnosed",
    "global_defs notification_email_from": "diagnosed",  # E077, after 2.2.7
    "global_defs vrrp_rx_bufs_multiplier": "diagnosed",
    "global_defs reload_time_file": "diagnosed",
    "global_defs iproute_usr_dir": "diagnosed",
    "global_defs iproute_etc_dir": "diagnosed",
    "global_defs vrrp_garp_extra_if": "diagnosed",
    "global_defs vrrp_vmac_garp_intvl": "diagnosed",
    "vrrp_instance garp_extra_if": "diagnosed",
    "vrrp_instance vmac_garp_intvl": "diagnosed",
    "vrrp_instance kernel_rx_buf_size": "diagnosed",
    "track_file init_file": "diagnosed",
    "vrrp_track_file init_file": "diagnosed",
    "virtual_server/real_server/BFD_CHECK name": "diagnosed",
    "* snmp_name": "diagnosed",
    "* regex": "diagnosed",  # E881, after 2.2.7
    "interface_up_down_delays/<line> *": "silent",  # E445
}

REPEATS = {
    # A keyword that the reference marks "warns-dup" keeps its first value unless listed here: `last` are
    # those of set_string() (E020), whose later value replaces the earlier one. Probed.
    "SSL *": "last",
    "/ SSL": "last",
    "* virtualhost": "last",
    "* snmp_name": "last",
    "* path": "last",
    "* regex": "last",
    "* helo_name": "last",
    "* sni_name": "last",
}

REPEATS_SINCE = {
    # The first release that says so, where not all do. E020, E882, E892, E900: after 2.2.7.
    "* virtualhost": "2.2.8",
    "* snmp_name": "2.2.8",
    "* path": "2.2.8",
    "* regex": "2.2.8",
    "* helo_name": "2.2.8",
    "* sni_name": UNRELEASED,
    "unicast_peer/<line> <ADDR>": "2.2.8",  # E452
}

WHOLE_SECONDS = (
    # `seconds` that take no fraction; all others take six decimals, unless listed in DECIMALS. Probed.
    "global_defs smtp_connect_timeout",
    "global_defs startup_script_timeout",
    "global_defs shutdown_script_timeout",
    "global_defs vrrp_garp_master_delay",
    "global_defs vrrp_garp_master_refresh",
    "global_defs vrrp_garp_lower_prio_delay",
    "vrrp_instance garp_master_delay",
    "vrrp_instance garp_master_refresh",
    "vrrp_instance garp_lower_prio_delay",
    "virtual_server/real_server/MISC_CHECK misc_timeout",
    "interface_up_down_delays/<line> <IFACE DOWN [UP]>",
)

DECIMALS = {
    # E016. Milliseconds of BFD and the seconds of scripts are stored in microseconds and milliseconds.
    "bfd_instance *": 3,
    "vrrp_script *": 3,
}

FOLDED = (
    # Values whose case does not matter. lexing.md, section 3.
    "virtual_server protocol",
    "virtual_server/real_server/DNS_CHECK type",
    "global_defs vrrp_rx_bufs_policy",
)

NAME_LISTS = (
    # List blocks whose lines may hold several names each. lexing.md, section 4.
    "global_defs notification_email",
    "track_group group",
    "vrrp_sync_group group",
    "garp_group interfaces",
)

LINES = {
    # The language of the lines of a list block, or of the words of a statement.
    "/ static_ipaddress": "static_ipaddress/<line>",
    "/ static_routes": "static_routes/<line>",
    "/ static_rules": "static_rules/<line>",
    "/ linkbeat_interfaces": "linkbeat_interfaces/<line>",
    "/ interface_up_down_delays": "interface_up_down_delays/<line>",
    "/ virtual_server_group": "virtual_server_group/<line>",
    "* track_interface": "track_interface/<line>",
    "vrrp_instance track_script": "track_script/<line>",
    "vrrp_sync_group track_script": "track_script/<line>",
    "vrrp_instance track_file": "track_file/<line>",
    "vrrp_sync_group track_file": "track_file/<line>",
    "* track_process": "track_process/<line>",
    "* track_bfd": "track_bfd/<line>",
    "* unicast_peer": "unicast_peer/<line>",
    "* virtual_ipaddress": "virtual_ipaddress/<line>",
    "* virtual_ipaddress_excluded": "virtual_ipaddress_excluded/<line>",
    "* virtual_routes": "virtual_routes/<line>",
    "* virtual_rules": "virtual_rules/<line>",
    "* use_vmac": "use_vmac/<line>",
    "* use_ipvlan": "use_ipvlan/<line>",
    "global_defs lvs_sync_daemon": "lvs_sync_daemon/<line>",
    "virtual_server lb_kind": "lvs_method/<line>",
    "* lvs_method": "lvs_method/<line>",
    "* sorry_server_lvs_method": "lvs_method/<line>",
}

INHERITED = {
    # A line language that is another one, without some words.
    "static_ipaddress/<line>": ("virtual_ipaddress/<line>", ("use_vmac",)),
    "virtual_ipaddress_excluded/<line>": ("virtual_ipaddress/<line>", ()),
    "static_routes/<line>": ("virtual_routes/<line>", ()),
    "static_rules/<line>": ("virtual_rules/<line>", ()),
}

SYNONYMS = {
    # Another spelling of the same thing: it counts as a repetition of it.
    "virtual_server lb_algo": "lvs_sched",
    "virtual_server lb_kind": "lvs_method",
    "bfd_instance neighbour_ip": "neighbor_ip",
    "bfd_instance hoplimit": "ttl",
    "global_defs lvs_flush_onstop": "lvs_flush_on_stop",
    "virtual_ipaddress/<line> broadcast": "brd",
    "virtual_routes/<line> oif": "dev",
    "virtual_routes/<line> gw": "via",
    "virtual_routes/<line> priority": "metric",
    "virtual_routes/<line> preference": "metric",
    "virtual_routes/<line> dsfield": "tos",
    "virtual_rules/<line> lookup": "table",
    "virtual_rules/<line> order": "preference",
    "virtual_rules/<line> priority": "preference",
    "virtual_rules/<line> dsfield": "tos",
    "virtual_rules/<line> iif": "dev",
    "virtual_rules/<line> sup_pl": "suppress_prefixlength",
    "virtual_rules/<line> sup_group": "suppress_ifgroup",
}

DEPRECATED_SILENTLY = (
    # Deprecated spellings for which -t prints nothing. E072, E130, E898.
    "global_defs lvs_process_name",
    "global_defs lvs_flush_onstop",
    "global_defs vrrp_rlimit_rtime",
    "global_defs checker_rlimit_rtime",
    "global_defs bfd_rlimit_rtime",
    "global_defs enable_snmp_keepalived",
    "virtual_server/real_server/SMTP_CHECK host",
    "/ vrrp_track_file",
)

DEPRECATED = {
    # Words of lines; the reference has them in its notes. E500, E528..E531.
    "virtual_routes/<line> gw": "via",
    "virtual_routes/<line> or": "nexthop",
}

SINCE = {
    # The reference looks for the first release whose source file holds the word in quotes: wrong where
    # the file is new and the code moved into it, or where the word stands for something else too.
    "track_file/<line> *": "2.0.0",  # track_file.c of 2.1.0 came out of vrrp_track.c
    "track_file/<line> reverse": "2.0.18",
    "track_file/<line> noreverse": "2.0.18",
    "use_vmac/<line> group": "2.3.0",  # 2.2.7 takes it for the interface name; E316
    "use_ipvlan/<line> group": "2.3.0",
    "virtual_rules/<line> blackhole": "1.2.24",  # rule actions come with `type`, as the route types' names
    "virtual_rules/<line> unreachable": "1.2.24",
    "virtual_rules/<line> prohibit": "1.2.24",
    "virtual_routes/<line> <TYPE>": "1.2.24",
}

LIMITS = {
    # Limits that the reference gives as text: an octal number, a fact of the host, one limit a family.
    "0777": 511,
    "CPUs-1": None,
    "32 or 128": 128,
    "2^64-1": 2**64 - 1,
}

EARLIER = (
    # Where releases differ: block, keyword, the last version for which it holds, and what differs there.
    # semantics.md section 16 and the reference's notes; E404 and E960 for the scripts' intervals.
    ("global_defs", "vrrp_strict", "2.2.7", {"type": "flag", "most": 0}),
    ("global_defs", "vrrp_skip_check_adv_addr", "2.2.7", {"type": "flag", "most": 0}),
    ("global_defs", "notification_email_from", "2.2.7", {"extra": "ignored"}),
    ("garp_group", "garp_interval", "2.2.7", {"maximum": 2147.483647}),
    ("garp_group", "gna_interval", "2.2.7", {"maximum": 2147.483647}),
    ("vrrp_script", "interval", "2.2.7", {"decimals": 0, "minimum": 1}),
    ("vrrp_script", "timeout", "2.2.7", {"decimals": 0, "minimum": 1}),
    ("virtual_server/real_server/HTTP_GET/url", "regex", "2.2.7", {"missing": "silent", "extra": "silent"}),
    ("virtual_server/real_server/SSL_GET/url", "regex", "2.2.7", {"missing": "silent", "extra": "silent"}),
)
