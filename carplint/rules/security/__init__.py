"""Family 6: rules about secrets and rights."""

from carplint.rules.security import default_password

RULES = (default_password,)
