"""Family 9: rules about carplint's own comments. `carplint/checking/suppress.py` finds what they tell of."""
