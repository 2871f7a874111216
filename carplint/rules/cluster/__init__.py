"""Family 4: rules that compare the nodes of a cluster."""

SYSCONFIG = (
    "ucarp_password_mismatch",
    "ucarp_vip_mismatch",
    "ucarp_vhid_mismatch",
    "ucarp_equal_skew",
    "ucarp_preempt_without_skew",
    "ucarp_preempt_on_loser",
    "ucarp_advbase_mismatch",
    "ucarp_vhid_conflict",
    "ucarp_deadratio_mismatch",
    "ucarp_mcast_mismatch",
    "ifcfg_hwaddr_on_clone",
    "ifcfg_uuid_on_clone",
    "ifcfg_duplicate_ipaddr_cluster",
    "ifcfg_vip_static_elsewhere",
)

ANY = (
    "vrid_equals_vhid",
    "vip_in_two_virtual_routers",
    "interface_subnet_mismatch",
    "config_copied_verbatim",
)

KEEPALIVED = (
    "auth_mismatch",
    "vip_set_mismatch",
    "vrid_mismatch",
    "equal_priority",
    "vip_equals_peer_address",
    "advert_int_mismatch_v2",
    "advert_int_mismatch_v3",
    "vrrp_version_mismatch",
    "unicast_multicast_mismatch",
    "mcast_group_mismatch",
    "unicast_peers_incomplete",
    "unicast_peer_unknown",
    "weight_cannot_flip",
    "weight_flips_healthy",
    "tracker_mismatch",
    "vrid_reused_other_cluster",
    "sync_group_mismatch",
    "sync_group_priority_mismatch",
    "vip_excluded_vs_listed",
    "nopreempt_with_weighted_track",
    "nopreempt_on_wrong_node",
    "priority_255_not_owner",
    "router_id_duplicate",
    "excluded_vip_missing",
)
