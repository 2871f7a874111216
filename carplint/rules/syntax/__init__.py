"""Family 1: what the language does not allow."""

RULES = ()
