"""Family 4: rules that compare the nodes of a cluster."""

from carplint.rules.cluster import (
    auth_mismatch,
    equal_priority,
    ucarp_equal_skew,
    ucarp_password_mismatch,
    ucarp_preempt_without_skew,
    ucarp_vhid_mismatch,
    ucarp_vip_mismatch,
    vip_set_mismatch,
    vrid_mismatch,
)

RULES = (
    ucarp_password_mismatch,
    ucarp_vip_mismatch,
    ucarp_vhid_mismatch,
    ucarp_equal_skew,
    ucarp_preempt_without_skew,
    auth_mismatch,
    vip_set_mismatch,
    vrid_mismatch,
    equal_priority,
)
