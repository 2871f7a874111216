"""An auth_pass has more than 8 bytes, and keepalived uses only the first 8.

Why: passwords that differ only later are equal, so a password changed at its end is not changed, and a long one is no
stronger than 8 characters.

Daemon: "Truncating auth_pass to 8 characters". Source: keepalived vrrp/vrrp_parser.c
(vrrp_auth_pass_handler); tried with 2.2.7: longpassA and longpassB match.

Fix: write a password of at most 8 bytes on all nodes. carplint offers to cut it, which changes nothing on
the wire.

Exceptions: silent if the password holds a variable, and for AH and HMAC keys in files of their own.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL207"
NAME = "auth-pass-too-long"
SEVERITY = "warning"
ON = "keepalived router"
NEEDS = "authentication"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every password that is cut."""
    secret = router.secret
    if secret is None or secret.value is None:
        return
    if len(secret.value.encode()) < 8 or "$" in secret.written:  # of a longer one 8 bytes are left
        return
    quote = '"' if secret.written.startswith('"') else ""
    text = secret.written.strip('"')
    size = len(text.encode(secret.span.source.encoding))
    if size <= 8:
        return
    fix = None
    if text.isascii():
        fix = Fix("cut it to 8 bytes", (Edit(secret.span, f"{quote}{text[:8]}{quote}"),), safe=False)
    message = f"auth_pass has {size} bytes, but keepalived uses the first 8: passwords that differ only later are equal"
    yield Finding(message, secret.span, fix=fix, label="is cut to 8 bytes")
