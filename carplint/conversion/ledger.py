"""What becomes of each statement of a source: carried over, lost, or of no matter to the target, by one list per language.

What is in no list of its language is lost: nothing is passed over in silence. Of a block that is lost as a whole its own
finding speaks for all that stands in it. What Net′ carries over is compared with Net in losses.py.
Source: keepalived.conf(5), ucarp(8), initscripts' doc/sysconfig.txt and ifup-aliases, interfaces(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.debian.keywords import COMMANDS, UCARP
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.shell.values import run
from carplint.dialects.ucarp.options import parse
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import CARP, Converted, ConvertedNet
from carplint.text.finding import Finding
from carplint.text.typing import NamedTuple


class Fate(NamedTuple):
    """What becomes of a statement: the rule that says it and in which words, or "" and why nobody has to."""

    rule: str
    words: str

    def said(self, word: Value[str]) -> Iterator[Finding]:
        """The finding for a word of the source."""
        if self.rule:
            yield Finding(self.words.format(word.value), word.span, name=self.rule)


_DETAIL, _LOST = "migrate-detail-lost", "migrate-inexpressible"

LOST = Fate(_LOST, "{} cannot be said to ucarp and is lost")
NOTIFIES = Fate(_LOST, "{} is lost: ucarp calls one script, `script INTERFACE VIP`, which has to move the VIP, too")
RUNS = Fate(_LOST, "{} is lost: ucarp runs nothing when it starts or stops. Let the service run it")
TUNES = Fate(_DETAIL, "{} tunes keepalived and has no counterpart: the failover is the same without it")
TELLS = Fate(_DETAIL, "{} is lost: ucarp tells what happens by syslog only. The failover is the same without it")
DEFINES = Fate(_DETAIL, "{} is left out: it only defines what others use, and what is lost of these is said there")
OF_VIP = Fate(_DETAIL, "{} is lost: what brings a VIP up for ucarp gives its address and its prefix only")
LABEL = OF_VIP._replace(words="{} is lost: the target gives the VIP a label of its own, or none")
OF_ALIAS = Fate(_DETAIL, "{} of the VIP's alias is lost: the target brings up its address and its prefix only")
RUN_BY_IFUP = "runs whenever the VIP comes or goes, and is lost: nothing runs ifup for it any more. Put it into a script of its own"
LOG = Fate(_DETAIL, "the facility of syslog is lost: the new daemon's log may go to another file")
VARIABLE = Fate(_DETAIL, "{} is lost: the launcher reads no such variable. Were it for a script, set it there")

CARRIED = Fate("", "an attribute of VirtualRouter, which Net\u2032 has, too, or losses.py says how it differs")
ELSEWHERE = Fate("", "authentication.py speaks of secrets, losses.py of what is left out as a whole")
PROCESS = Fate("", "how keepalived's processes run: their names, files, memory and priority")
OTHERS = Fate(
    "", "for virtual servers and BFD, which are blocks of their own that are lost, or for a VRRP of which nothing stays"
)
BY_DAEMON = Fate("", "whether it comes up at boot: the VIP comes up by the daemon alone")
FOLLOWS = Fate("", "it follows from the address and its prefix")
LAUNCHED = Fate("", "how ucarp is started or what it prints: the new service has its own way")

KEEPALIVED: Mapping[str, Mapping[Fate, str]] = {
    "": {
        CARRIED: "vrrp_instance global_defs",
        DEFINES: "vrrp_script vrrp_track_process vrrp_track_file track_file bfd_instance track_group virtual_server_group",
        TUNES: "garp_group linkbeat_use_polling linkbeat_interfaces",
        LOST: "net_namespace net_namespace_ipvs namespace_with_ipsets use_pid_dir instance child_wait_time static_ipaddress "
        "static_routes static_rules vrrp_sync_group interface_up_down_delays SSL virtual_server",
    },
    "global_defs": {
        CARRIED: "vrrp_mcast_group4 vrrp_version",
        NOTIFIES: "notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script",
        RUNS: "startup_script shutdown_script",
        LOST: "lvs_sync_daemon vrrp_startup_delay vrrp_delay_after_boot vrrp_down_timer_adverts",
        Fate("", "an instance without an interface of its own is left out, which is said"): "default_interface",
        TUNES: "startup_script_timeout shutdown_script_timeout dynamic_interfaces disable_local_igmp v3_checksum_as_v2 "
        "vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat "
        "vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_garp_interval vrrp_gna_interval vrrp_min_garp "
        "vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_iptables "
        "vrrp_ipsets nftables nftables_priority nftables_ifindex nftables_counters vrrp_check_unicast_src "
        "vrrp_skip_check_adv_addr vrrp_strict vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier vrrp_owner_ignore_adverts "
        "vmac_prefix vmac_addr_prefix random_seed",
        TELLS: "notification_email notification_email_from smtp_server smtp_helo_name smtp_connect_timeout smtp_alert "
        "smtp_alert_vrrp no_email_faults snmp_socket enable_traps enable_snmp_vrrp enable_snmp_keepalived enable_snmp_rfc "
        "enable_snmp_rfcv2 enable_snmp_rfcv3 enable_dbus dbus_service_name dbus_no_interface_name "
        "vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload log_unknown_vrids",
        OTHERS: "vrrp_mcast_group6 smtp_alert_checker checker_log_all_failures lvs_timeouts lvs_flush lvs_flush_on_stop "
        "lvs_flush_onstop nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark lvs_notify_fifo "
        "lvs_notify_fifo_script enable_snmp_checker snmp_vs_stats_update_interval snmp_rs_stats_update_interval "
        "lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs "
        "lvs_netlink_monitor_rcv_bufs_force rs_init_notifies no_checker_emails lvs_id checker_process_name lvs_process_name "
        "bfd_process_name checker_priority checker_no_swap checker_rt_priority checker_cpu_affinity checker_rlimit_rttime "
        "checker_rlimit_rtime bfd_priority bfd_no_swap bfd_rt_priority bfd_cpu_affinity bfd_rlimit_rttime bfd_rlimit_rtime",
        PROCESS: "process_names process_name vrrp_process_name use_symlink_paths set_supplementary_groups router_id "
        "max_auto_priority min_auto_priority_delay vrrp_priority vrrp_no_swap vrrp_rt_priority vrrp_cpu_affinity "
        "vrrp_rlimit_rttime vrrp_rlimit_rtime script_user enable_script_security vrrp_netlink_cmd_rcv_bufs "
        "vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force "
        "process_monitor_rcv_bufs process_monitor_rcv_bufs_force umask reload_check_config reload_time_file reload_repeat "
        "reload_file include_check config_save_dir tmp_config_directory data_use_instance json_version iproute_usr_dir "
        "iproute_etc_dir state_dump_file stats_dump_file json_dump_file plugin_dir",
    },
    "vrrp_instance": {
        CARRIED: "state interface virtual_router_id version priority advert_int preempt nopreempt preempt_delay mcast_src_ip "
        "unicast_src_ip mcast_dst_ip dont_track_primary unicast_peer virtual_ipaddress virtual_ipaddress_excluded",
        ELSEWHERE: "authentication auth_hmac",
        NOTIFIES: "notify_backup notify_master notify_fault notify_stop notify_deleted notify notify_master_rx_lower_pri",
        TELLS: "smtp_alert notify_priority_changes",
        TUNES: "native_ipv6 v3_checksum_as_v2 promote_secondaries linkbeat_use_polling accept no_accept skip_check_adv_addr "
        "strict_mode debug garp_master_delay garp_master_refresh garp_master_repeat garp_master_refresh_repeat "
        "garp_lower_prio_delay garp_lower_prio_repeat garp_extra_if vmac_garp_intvl lower_prio_no_advert "
        "higher_prio_send_advert owner_ignore_adverts kernel_rx_buf_size down_timer_adverts timer_expired_backup "
        "thread_timer_expired",
        LOST: "use_vmac use_vmac_addr vmac_xmit_base use_ipvlan unicast_fault_no_peer check_unicast_src old_unicast_checksum "
        "vrf track_interface track_script track_file track_process track_bfd track_src_ip unicast_ttl no_virtual_ipaddress "
        "virtual_routes virtual_rules lvs_sync_daemon_interface",
    },
    "virtual_ipaddress/<line>": {
        CARRIED: "<ADDR[/PREFIX]> dev",
        LABEL: "label",
        OF_VIP: "scope brd broadcast home -nodad mngtmpaddr noprefixroute autojoin preferred_lft",
        Fate(_LOST, "{} is lost: the VIP becomes one of an ordinary subnet"): "peer",
        LOST: "use_vmac",
        Fate("", "ucarp does not watch the addresses of its interface"): "no_track",
    },
}
"""By the block of keepalived.conf."""

OPTIONS: Mapping[Fate, str] = {
    CARRIED: "interface srcip mcastip vhid pass passfile addr advbase advskew upscript downscript deadratio xparam preempt "
    "neutral shutdown ignoreifstate nomcast",
    LAUNCHED: "daemonize debug help",
    LOG: "facility",
}
"""The options of ucarp."""

ALIAS: Mapping[str, Mapping[Fate, str]] = {
    "ifcfg": {
        CARRIED: "DEVICE IPADDR IPADDR0 NETMASK NETMASK0 PREFIX PREFIX0",
        BY_DAEMON: "BOOTPROTO ONBOOT ONPARENT HOTPLUG ONHOTPLUG USERCTL NM_CONTROLLED STARTMODE TYPE NAME UUID IPV6INIT",
        FOLLOWS: "BROADCAST NETWORK",
    },
    "interfaces": {
        CARRIED: " ".join(("address", "netmask", *UCARP)),
        ELSEWHERE: " ".join(COMMANDS),
        FOLLOWS: "broadcast network",
    },
}
"""The keys and options of the alias of a VIP, by the format of its file."""

VARIABLES: Mapping[str, str] = {
    "carp": "BIND_INTERFACE VIP_INTERFACE PASSWORD OPTIONS",
    "ucarp": "BIND_INTERFACE SOURCE_ADDRESS VIP_ADDRESS PASSWORD PASSFILE OPTIONS ID VID UPSCRIPT DOWNSCRIPT",
    "ucarp_opts": "UCARP_INTERFACE UCARP_SOURCEADDRESS UCARP_VHID UCARP_PASSFILE UCARP_PASS UCARP_VIRTUALADDRESS UCARP_UPSCRIPT "
    "UCARP_DOWNSCRIPT UCARP_VIRTUALPREFIX UCARP_OPTS",
}
"""The variables that a launcher reads, by the format of its files: all of them are carried over."""


@cache
def _inverted(fates: tuple[tuple[Fate, str], ...]) -> Mapping[str, Fate]:
    return {word: fate for fate, words in fates for word in words.split()}


def fate(fates: Mapping[Fate, str], word: str, otherwise: Fate = LOST) -> Fate:
    """What becomes of a word, by a list."""
    return _inverted(tuple(fates.items())).get(word, otherwise)


def _watches_itself(router: VirtualRouter) -> bool:
    """Whether all interfaces that a router tracks are its own one, which ucarp watches, too."""
    device = router.interface.value if router.interface is not None else None
    tracked = [t for t in router.trackers if t.kind == "interface"]
    return bool(tracked) and all(t.name.value == device and t.weight.value == 0 for t in tracked)


def _instance(made: Converted) -> Iterator[Finding]:
    """The statements of a vrrp_instance that no attribute of VirtualRouter holds."""
    for keyword in made.before.unmodelled:
        if keyword.value == "track_interface" and _watches_itself(made.before):
            message = "ucarp watches its own interface by itself, so this track_interface is not needed"
            yield Finding(message, keyword.span, name=_DETAIL)
        else:
            yield from fate(KEEPALIVED["vrrp_instance"], keyword.value or "").said(keyword)


def _line(line: Statement, target: str) -> Iterator[Finding]:
    """The words of a VIP's line behind the address."""
    place = 1
    while place < len(line.words):
        word = line.words[place]
        if not (word == "label" and target == "carp"):
            yield from fate(KEEPALIVED["virtual_ipaddress/<line>"], word, CARRIED).said(line.value(place))
        keyword = lookup("virtual_ipaddress/<line>", word)
        place += 1 + (keyword.least if keyword is not None else 0)


def _configuration(host: Host, names: frozenset[str], target: str) -> Iterator[Finding]:
    """The statements of a keepalived.conf outside of its instances, and the lines of their VIPs."""
    configuration = configuration_of(host)
    if configuration is None:
        return
    for statement in configuration.statements:
        yield from fate(KEEPALIVED[""], statement.key).said(statement.value(0))
        for child in statement.children or () if statement.key == "global_defs" else ():
            yield from fate(KEEPALIVED["global_defs"], child.key).said(child.value(0))
    for instance in configuration.instances:
        for vip in (*instance.vips, *instance.excluded) if instance.name in names else ():
            if ":" not in vip.line.words[0]:
                yield from _line(vip.line, target)


def _variables(host: Host, router: VirtualRouter) -> Iterator[Value[str]]:
    """The variables that the file of a router sets."""
    if router.format in VARIABLES:
        for document in host.documents:
            if document.source is router.span.source:
                yield from (s.key for s in run(document.source, document.tree, bash=True).settings)


def _daemon(host: Host, router: VirtualRouter) -> Iterator[Finding]:
    """The options of a ucarp, the variables of its launcher, and what the alias of its VIP says."""
    for option, value in parse(router.command).given.items():
        yield from fate(OPTIONS, option).said(value)
    for key in _variables(host, router):
        if key.value not in VARIABLES[router.format].split():
            yield from VARIABLE.said(key)
    alias = host.interface(known(router.alias, "") or None)
    for setting in alias.settings if alias is not None and alias.format == "ifcfg" else ():
        if is_known(known(setting.key, "")):  # else nobody reads it
            yield from fate(ALIAS["ifcfg"], known(setting.key, ""), OF_ALIAS).said(setting.key)
    definitions = definitions_of(host)
    for stanza in definitions.named(known(router.alias, "")) if definitions is not None else ():
        for own in stanza.options:
            yield from fate(ALIAS["interfaces"], own.name, OF_ALIAS).said(own.key)
            for command in own.parts if own.name in COMMANDS and router.format == "interfaces" else ():
                if not re.match(r"(?:/\S*/)?arping ", known(command, "arping ")):
                    words = f"{own.name} of {stanza.name.value} {RUN_BY_IFUP}"
                    yield Finding(words, command.span, name=_LOST)


def accounted(net: ConvertedNet) -> Iterator[Finding]:
    """What there is to say of the statements of all hosts that no other finding speaks of."""
    for name, routers in net.by_host.items():
        host = net.hosts[name]
        for made in routers:
            if made.first:
                yield from _daemon(host, made.before) if made.before.protocol == CARP else _instance(made)
        if net.family == CARP:
            yield from _configuration(host, frozenset(known(r.before.name, "") for r in routers), net.formats[0])
