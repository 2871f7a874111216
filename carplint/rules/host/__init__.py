"""Family 3: rules about one node and the files that belong together on it."""

from carplint.rules.host import ifcfg_unknown_key

RULES = (ifcfg_unknown_key,)
