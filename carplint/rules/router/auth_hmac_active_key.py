"""The auth_hmac of an instance has no active key, or one that is not among its keys.

Why: the instance neither signs nor checks advertisements. Peers with a key drop what it sends: both become MASTER.

Daemon: "auth_hmac active_key is not defined, disabling extension". Source: keepalived vrrp/vrrp.c
(vrrp_complete_instance); tried with 2.4.3.

Fix: `active_key ID` with the id of one of the keys.

Exceptions: a key that is refused for its length still counts here; it is value-out-of-range.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import unclear, whole
from carplint.text.finding import Finding

CODE = "CL254"
NAME = "auth-hmac-active-key"
SEVERITY = "error"
ON = "whole instance"
NEEDS = "auth_hmac"


def _id(line: Statement) -> int | None:
    """The id that a line gives or names."""
    return whole(line.words[1], 1, 255) if len(line.words) > 1 else None


def check(instance: Instance) -> Iterator[Finding]:
    """Every auth_hmac without an active key."""
    keys = [s for s in instance.entries("auth_hmac") if s.words[0] == "key"]
    active = instance.inner("auth_hmac", "active_key")
    block = instance.last("auth_hmac")
    if block is None or any(unclear(k) for k in keys) or unclear(active):
        return
    if active is None or _id(active) not in map(_id, keys):
        what = "there is no active_key" if active is None else "active_key names no key"
        span = place(block) if active is None else place(active, 1)
        yield Finding(f"{what}: keepalived neither signs nor checks advertisements", span)
