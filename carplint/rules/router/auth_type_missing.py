"""An authentication has an auth_pass but no auth_type.

Why: keepalived uses no authentication, silently. A peer with both drops its advertisements, and both become MASTER.

Daemon: the type stays at none, and the password is never used. Source: keepalived vrrp/vrrp_parser.c
(vrrp_auth_pass_handler), vrrp.c; tried with 2.2.7, `-t` exits 0.

Fix: write `auth_type PASS`, on all nodes.

Exceptions: VRRPv3 has no authentication at all. A misspelt auth_type belongs to another rule.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL231"
NAME = "auth-type-missing"
SEVERITY = "warning"
ON = "whole instance"
NEEDS = "half-authentication"


def check(instance: Instance) -> Iterator[Finding]:
    """Every authentication with a password only."""
    if "authentication" not in instance.statements or instance.version == 3:
        return
    secret = instance.inner("authentication", "auth_pass")
    if secret is not None and instance.inner("authentication", "auth_type") is None:
        message = "auth_pass without auth_type does nothing: keepalived sends and expects no authentication"
        yield Finding(message, place(secret), fix=repair.line_above(secret, "auth_type PASS"))
