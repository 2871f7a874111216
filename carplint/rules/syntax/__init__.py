"""Family 1: what the language does not allow. All but shell-syntax are found by the reader of keepalived.conf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carplint.rules.syntax import shell_syntax

if TYPE_CHECKING:
    from carplint.rules import Rule

RULES = (shell_syntax,)


def found() -> tuple[Rule, ...]:
    """The rules of this family that the reader finds: imported when something is found, or asked for."""
    from carplint.rules.syntax import (
        block_name,
        case_sensitive_value,
        deprecated_keyword,
        duplicate_keyword_ignored,
        duplicate_keyword_last_wins,
        empty_list,
        extra_closing_brace,
        extra_words_ignored,
        family_word_swallows,
        group_entry_invalid,
        interface_name_too_long,
        keyword_in_wrong_block,
        keyword_missing_value,
        keyword_needs_newer_version,
        line_unknown_word,
        line_word_missing_value,
        line_word_repeated,
        line_words_conflict,
        list_entry_duplicate,
        mac_address_invalid,
        mcast_group_invalid,
        missing_closing_brace,
        missing_opening_brace,
        route_family_mixed,
        route_not_tracked,
        route_without_destination,
        rule_without_action,
        rule_without_preference,
        too_many_words,
        unexpected_brace,
        unicast_peer_malformed,
        unknown_keyword,
        unrendered_template,
        unterminated_quote,
        value_out_of_range,
        value_unknown,
        value_wrong_type,
        vip_invalid_address,
        vip_label_too_long,
        vip_prefix_invalid,
        vip_unknown_option,
    )

    return (
        unrendered_template,
        missing_closing_brace,
        extra_closing_brace,
        unterminated_quote,
        unknown_keyword,
        keyword_in_wrong_block,
        unexpected_brace,
        missing_opening_brace,
        block_name,
        keyword_needs_newer_version,
        keyword_missing_value,
        extra_words_ignored,
        too_many_words,
        value_wrong_type,
        value_out_of_range,
        value_unknown,
        case_sensitive_value,
        duplicate_keyword_last_wins,
        deprecated_keyword,
        duplicate_keyword_ignored,
        interface_name_too_long,
        line_unknown_word,
        line_word_missing_value,
        vip_invalid_address,
        vip_prefix_invalid,
        vip_unknown_option,
        vip_label_too_long,
        line_words_conflict,
        route_without_destination,
        route_family_mixed,
        family_word_swallows,
        route_not_tracked,
        rule_without_action,
        mcast_group_invalid,
        rule_without_preference,
        unicast_peer_malformed,
        line_word_repeated,
        list_entry_duplicate,
        empty_list,
        group_entry_invalid,
        mac_address_invalid,
    )
