"""Family 1: what the language does not allow. All but shell-syntax are found by the reader of keepalived.conf."""

SYSCONFIG = ("shell_syntax", "shell_source_loop")

INTERFACES = (
    "interfaces_comment_at_line_end",
    "interfaces_duplicate_option",
    "interfaces_unknown_option",
)

KEEPALIVED = (
    "non_ascii_whitespace",
    "typographic_character",
    "placeholder_left",
    "config_test_killed",
    "empty_config",
)
