"""Family 3: rules about one node and the files that belong together on it."""

from carplint.rules.host import (
    carp_real_address_as_vip,
    ifcfg_bootproto_value,
    ifcfg_device_mismatch,
    ifcfg_onboot_on_alias,
    ifcfg_onparent_value,
    ifcfg_unknown_key,
    ifcfg_vip_alias_onparent,
    ucarp_bind_interface_missing,
    ucarp_srcaddr_missing,
    ucarp_value_leak,
    ucarp_vip_interface_undefined,
    vip_outside_interface_subnet,
    vrid_duplicate_on_interface,
)

RULES = (
    ifcfg_unknown_key,
    ifcfg_bootproto_value,
    vip_outside_interface_subnet,
    ifcfg_vip_alias_onparent,
    ifcfg_onboot_on_alias,
    ucarp_vip_interface_undefined,
    carp_real_address_as_vip,
    vrid_duplicate_on_interface,
    ucarp_srcaddr_missing,
    ifcfg_onparent_value,
    ifcfg_device_mismatch,
    ucarp_value_leak,
    ucarp_bind_interface_missing,
)
