"""Family 7: what a conversion loses, changes or leaves to do by hand. Found by carplint/conversion/."""

FOUND = (
    "migrate_password",
    "migrate_timing",
    "migrate_tie_break_inverts",
    "migrate_vip_alias_left",
    "migrate_both_daemons",
    "migrate_vhid_octal",
    "migrate_shutdown",
    "migrate_scripts",
    "migrate_nomcast",
    "migrate_ignoreifstate",
    "migrate_protocol_112",
    "migrate_inexpressible",
    "migrate_real_address",
    "migrate_assumed",
    "migrate_vhid_allocated",
    "migrate_secret",
    "migrate_detail_lost",
    "migrate_prefix",
    "migrate_renamed_keyword",
    "migrate_dropped_keyword",
)
