"""A VRRPv3 instance has authentication.

Why: version 3 has none, so keepalived ignores it: anyone on the segment can take the VIP.

Daemon: "VRRP version 3 does not support authentication. Ignoring." IPv6 instances are of version 3. Source:
keepalived vrrp/vrrp.c (vrrp_complete_instance); RFC 5798, section 9; tried with 2.2.7.

Fix: delete the authentication. keepalived 2.4 and later can sign advertisements with auth_hmac.

Exceptions: silent if the version is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL232"
NAME = "auth-ignored-v3"
SEVERITY = "error"
ON = "instance"
NEEDS = "authentication"


def check(instance: Instance) -> Iterator[Finding]:
    """Every authentication of version 3."""
    if instance.version != 3 or instance.strict or "authentication" not in instance.statements:
        return
    kind = instance.inner("authentication", "auth_type")
    if kind is not None and kind.words[1:2] in (("PASS",), ("AH",)):
        message = "VRRPv3 has no authentication, so keepalived ignores this: anyone on the segment can take the VIP"
        blocks = instance.statements["authentication"]
        fix = repair.removal(blocks[0], "delete the authentication") if len(blocks) == 1 else None
        yield Finding(message, place(kind), fix=fix)
