"""Family 1: what the language does not allow. All but shell-syntax are found by the reader of keepalived.conf."""

from carplint.rules.syntax import (
    block_name,
    extra_closing_brace,
    keyword_in_wrong_block,
    keyword_needs_newer_version,
    missing_closing_brace,
    missing_opening_brace,
    shell_syntax,
    unexpected_brace,
    unknown_keyword,
    unrendered_template,
    unterminated_quote,
)

RULES = (
    shell_syntax,
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
)
