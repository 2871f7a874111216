"""Family 7: what a conversion loses, changes or leaves to do by hand. Found by carplint/conversion/."""

from carplint.rules.conversion import (
    migrate_assumed,
    migrate_both_daemons,
    migrate_ignoreifstate,
    migrate_inexpressible,
    migrate_nomcast,
    migrate_password,
    migrate_protocol_112,
    migrate_real_address,
    migrate_scripts,
    migrate_shutdown,
    migrate_tie_break_inverts,
    migrate_timing,
    migrate_vhid_octal,
    migrate_vip_alias_left,
)

RULES = (
    migrate_password,
    migrate_timing,
    migrate_tie_break_inverts,
    migrate_vip_alias_left,
    migrate_both_daemons,
    migrate_vhid_octal,
    migrate_shutdown,
    migrate_scripts,
    migrate_nomcast,
    migrate_ignoreifstate,
    migrate_protocol_112,
    migrate_inexpressible,
    migrate_real_address,
    migrate_assumed,
)
