"""The languages and launchers that carplint reads: one folder each, with everything about it."""
