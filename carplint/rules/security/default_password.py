"""A password is from an example, or easy to guess.

Why: anyone on the segment can become MASTER, and two clusters made from the same example take part in each other's
elections.

Daemon: keepalived's samples have 1111, the README of ucarp has "love"; both daemons take any text.

Fix: choose a random one, the same on every node: at most 19 bytes for uCarp, 8 for keepalived, which sends it in clear
text, so that it guards against mistakes only.

Exceptions: only well-known words and runs of one character are reported, not other short passwords.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL601"
NAME = "default-password"
SEVERITY = "warning"
ON = "router"
NEEDS = "authentication"

_SAMPLES = frozenset(
    """
    0000 1111 1234 12345 123456 1234567 12345678 123456789 abc123 admin carp carppass change changeme cluster
    default example failover foobar ha hacluster haproxy k8s keepaliv keepalived letmein love master mypass
    mypassword mysecret mysecret123 pass pass123 passw0rd passw123 passwd password qwerty root secret secret123
    secretpass secretpassword secretpw test test1234 testing ucarp vip vrrp vrrppass yourpass yourpassword
    """.split()
)
_KNOWN = _SAMPLES | {word[:8] for word in _SAMPLES}
"""They, and what keepalived makes of them."""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every virtual router whose password is a sample or a single repeated character."""
    secret = router.secret
    if secret is None or not secret.value:
        return
    if secret.value.lower() in _KNOWN or (len(set(secret.value)) == 1 < len(secret.value)):
        message = (
            f"the password of {router.name.value} on {router.host} is from an example: anyone on the segment "
            "who knows it can become MASTER"
        )
        yield Finding(message, secret.span, label="a sample password")
