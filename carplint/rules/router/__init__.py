"""Family 2: rules about one virtual router."""

SYSCONFIG = (
    "ucarp_vhid_octal",
    "ucarp_vhid_invalid_octal",
    "ucarp_vhid_out_of_range",
    "carp_shutdown_by_launcher_only",
    "ucarp_password_missing",
    "ucarp_password_too_long",
    "carp_password_split",
    "ucarp_unknown_option",
)

INTERFACES = (
    "ucarp_debian_no_static_address",
    "ucarp_debian_master_case",
    "ucarp_debian_unknown_option",
    "ucarp_debian_one_vip",
    "ucarp_debian_incomplete",
)

KEEPALIVED = (
    "nopreempt_with_state_master",
    "auth_pass_too_long",
    "vrid_missing",
    "interface_undefined",
    "interface_not_usable",
    "no_vip",
    "address_family_mixed",
    "version_conflict",
    "advert_int_fractional_v2",
    "advert_int_out_of_range",
    "setting_without_effect",
    "strict_mode_conflict",
    "auth_pass_missing",
    "auth_type_missing",
    "auth_ignored_v3",
    "unicast_empty_peers",
    "unicast_peer_duplicate",
    "unicast_peer_is_self",
    "strict_drops_vip_traffic",
    "nopreempt_and_preempt",
    "state_master_without_priority",
    "vip_duplicate_in_instance",
    "vip_is_network_or_broadcast",
    "vip_special_address",
    "vip6_first_not_link_local",
    "too_many_vips",
    "track_interface_own",
    "vmac_conflict",
    "auth_hmac_active_key",
    "track_process_quorum",
    "block_incomplete",
)
