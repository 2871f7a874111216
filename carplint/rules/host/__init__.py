"""Family 3: rules about one node and the files that belong together on it."""

SYSCONFIG = (
    "ucarp_upscript_missing",
    "ucarp_script_unusable",
    "ucarp_script_blocks",
    "ucarp_downscript_kills_interface",
    "ucarp_unset_commented_out",
    "carp_alias_without_netmask",
    "vip_outside_interface_subnet",
    "ifcfg_vip_alias_onparent",
    "ifcfg_unknown_key",
    "ifcfg_bootproto_value",
    "ifcfg_onboot_on_alias",
    "ucarp_vip_interface_undefined",
    "carp_real_address_as_vip",
    "ucarp_srcaddr_missing",
    "ifcfg_onparent_value",
    "ifcfg_device_mismatch",
    "ucarp_value_leak",
    "ucarp_bind_interface_missing",
)

INTERFACES = (
    "interfaces_auto_undefined",
    "interfaces_required_missing",
    "interfaces_address_invalid",
    "ucarp_debian_alias_stanza_missing",
    "ucarp_debian_alias_auto",
    "ucarp_debian_vip_mismatch",
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
)

FOUND = ("address_file_syntax",)
