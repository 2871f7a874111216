"""Family 4: rules that compare the nodes of a cluster."""

SYSCONFIG = (
    "ucarp_password_mismatch",
    "ucarp_vip_mismatch",
    "ucarp_vhid_mismatch",
    "ucarp_equal_skew",
    "ucarp_preempt_without_skew",
    "ucarp_preempt_on_loser",
    "ucarp_advbase_mismatch",
    "ifcfg_hwaddr_on_clone",
    "ifcfg_uuid_on_clone",
    "ifcfg_duplicate_ipaddr_cluster",
    "ifcfg_vip_static_elsewhere",
)

KEEPALIVED = (
    "auth_mismatch",
    "vip_set_mismatch",
    "vrid_mismatch",
    "equal_priority",
    "vip_equals_peer_address",
)
