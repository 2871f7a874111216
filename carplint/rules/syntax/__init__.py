"""Family 1: what the language does not allow."""

from carplint.rules.syntax import (
    extra_closing_brace,
    missing_closing_brace,
    shell_syntax,
    syntax_not_understood,
    unterminated_quote,
)

RULES = (
    shell_syntax,
    syntax_not_understood,
    missing_closing_brace,
    extra_closing_brace,
    unterminated_quote,
)
