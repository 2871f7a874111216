"""An authentication has an auth_type but no auth_pass.

Why: keepalived uses no authentication. A peer with a password drops its advertisements: both become MASTER.

Daemon: "Authentication specified but no password given. Ignoring". Source: keepalived vrrp/vrrp.c
(vrrp_complete_instance); tried with 2.2.7.

Fix: write the auth_pass that the peers have, or delete the authentication on all nodes.

Exceptions: an auth_pass that lost its word to a comment character is keyword-missing-value.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL230"
NAME = "auth-pass-missing"
SEVERITY = "error"
ON = "whole instance"
NEEDS = "half-authentication"


def check(instance: Instance) -> Iterator[Finding]:
    """Every authentication with a type only."""
    if "authentication" not in instance.statements or instance.strict or instance.version == 3:
        return
    kind, secret = instance.inner("authentication", "auth_type"), instance.inner("authentication", "auth_pass")
    if kind is None or kind.words[1:2] not in (("PASS",), ("AH",)):
        return
    if secret is None or secret.words[1:2] == ("",):
        message = "auth_type without auth_pass does nothing: keepalived sends and expects no authentication"
        yield Finding(message, place(kind, 1))
