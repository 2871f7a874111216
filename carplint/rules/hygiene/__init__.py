"""Family 9: rules about carplint's own comments. `carplint/checking/suppress.py` finds what they tell of."""

FOUND = (
    "suppression_without_reason",
    "suppression_unused",
    "suppression_unknown_rule",
    "suppression_malformed",
    "suppression_expired",
)
