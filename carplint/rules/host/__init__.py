"""Family 3: rules about one node and the files that belong together on it."""

SYSCONFIG = (
    "ucarp_srcaddr_missing",
    "ucarp_upscript_missing",
    "vip_outside_interface_subnet",
    "ucarp_vip_interface_undefined",
    "carp_real_address_as_vip",
    "ucarp_value_leak",
    "ucarp_bind_interface_missing",
)

SCRIPTS = (
    "ucarp_script_unusable",
    "ucarp_script_blocks",
    "ucarp_downscript_kills_interface",
    "ucarp_unset_commented_out",
    "carp_alias_without_netmask",
)

NETWORK = (
    "ifcfg_vip_alias_onparent",
    "ifcfg_unknown_key",
    "ifcfg_bootproto_value",
    "ifcfg_onboot_on_alias",
    "ifcfg_onparent_value",
    "ifcfg_device_mismatch",
    "ifcfg_vip_alias_under_networkmanager",
    "ifcfg_nm_controlled_in_alias",
    "ifcfg_bootproto_dhcp_with_ipaddr",
    "ifcfg_backup_file_read",
    "ifcfg_netmask_prefix_conflict",
    "ifcfg_alias_inherits_parent_prefix",
    "ifcfg_no_mask",
    "ifcfg_netmask_invalid",
    "ifcfg_duplicate_ipaddr_node",
    "ifcfg_hwaddr_and_macaddr",
    "ifcfg_base_onboot_no",
    "ifcfg_gateway_in_alias",
    "ifcfg_broadcast_network_mismatch",
    "ifcfg_alias_parent_missing",
    "ifcfg_alias_name",
    "ifcfg_networkmanager_reads_otherwise",
    "vip_equals_own_address",
    "vip_prefix_duplicates_subnet",
    "interface_missing_on_node",
    "interface_has_no_address",
    "unicast_src_not_local",
    "networkmanager_manages_vip_interface",
    "networkd_removes_vip",
)

INTERFACES = (
    "interfaces_auto_undefined",
    "interfaces_required_missing",
    "interfaces_address_invalid",
    "ucarp_debian_alias_stanza_missing",
    "ucarp_debian_alias_auto",
    "ucarp_debian_vip_mismatch",
)

UCARP = (
    "ucarp_srcaddr_not_on_interface",
    "ucarp_file_name",
    "ucarp_example_left",
    "ucarp_neutral_missing",
    "ucarp_no_supervisor",
)

KEEPALIVED = (
    "vrid_duplicate_on_interface",
    "duplicate_instance_name",
    "duplicate_script_name",
    "track_script_undefined",
    "track_script_defined_after_use",
    "script_unused",
    "sync_group_unknown_member",
    "sync_group_single_member",
    "sync_group_double_membership",
    "sync_group_owner_mixed",
    "track_weight_ignored",
    "track_on_instance_and_group",
    "vip_duplicate_across_instances",
    "vmac_name_duplicate",
    "garp_group_interface",
    "track_group_with_no_track",
    "up_down_delay_too_long",
    "static_track_group_undefined",
    "static_address_without_dev",
    "interval_very_large",
    "smtp_alert_without_recipient",
    "email_address_invalid",
    "global_setting_ignored",
    "script_not_found",
    "script_not_executable",
    "script_bad_interpreter",
    "script_echo_instead_of_exit",
    "script_stops_keepalived",
    "notify_master_no_rx_lower",
)

FOUND = ("address_file_syntax",)
