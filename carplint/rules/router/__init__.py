"""Family 2: rules about one virtual router."""

from carplint.rules.router import (
    auth_pass_too_long,
    carp_password_split,
    carp_shutdown_by_launcher_only,
    nopreempt_with_state_master,
    ucarp_password_missing,
    ucarp_password_too_long,
    ucarp_unknown_option,
    ucarp_vhid_invalid_octal,
    ucarp_vhid_octal,
    ucarp_vhid_out_of_range,
)

RULES = (
    ucarp_vhid_octal,
    ucarp_vhid_invalid_octal,
    ucarp_vhid_out_of_range,
    carp_shutdown_by_launcher_only,
    nopreempt_with_state_master,
    auth_pass_too_long,
    ucarp_password_missing,
    ucarp_password_too_long,
    carp_password_split,
    ucarp_unknown_option,
)
