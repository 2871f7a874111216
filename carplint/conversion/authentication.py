"""The secrets of a conversion: none, those of the source, or new ones.

CARP's secret is the key of an HMAC and never leaves the node; VRRPv2 sends 8 bytes of its one in clear text. So a
secret stays by itself only from CARP to CARP; anything else is to be asked for.
Source: ucarp 1.5.2, src/carp.c (at most 19 bytes); keepalived.conf(5), auth_pass (8 bytes), auth_hmac (32 to 64).
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Iterator

from carplint.conversion.result import Result
from carplint.conversion.words import finding
from carplint.model import Authentication, Value
from carplint.model.target import CARP, HMAC, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding
from carplint.text.secrets import HIDDEN

CHOICES = ("keep", "new", "hmac")
LENGTHS = {CARP: 19, VRRP: 8, "hmac": 32}
"""How long new secrets are, in bytes."""

_PLAIN = re.compile(r"[A-Za-z0-9_.,:+/=@%^-]+")
"""Secrets that mean the same in every format without quotes."""

_FRESH = {"new": {CARP: "new-password", VRRP: "new-auth-pass"}, "hmac": {VRRP: "new-hmac"}}
_DROPPED = {CARP: "password-dropped", VRRP: "auth-pass-dropped"}
_EMPTY = r'(?m)^PASSWORD=""|# carplint carries no password over.*'
"""What a result has where a secret is to be put."""

Draw = Callable[[int], str]


def draw(length: int) -> str:
    """Return letters and digits from the system's random source."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def _own(made: Converted) -> Value[str] | None:
    own = made.before.authentication
    return own.secret if own is not None and own.secret is not None and own.secret.value else None


def _kept(made: Converted, family: str, choice: str) -> str:
    """Return the secret of the source if it stays, from CARP to CARP or as it is asked for; "" if there is none, or one that
    cannot be carried over."""
    own = _own(made)
    if own is None or not _PLAIN.fullmatch(certain(own)) or (made.crosses and choice != "keep"):
        return ""
    return certain(own)[: LENGTHS[family]] if made.crosses else certain(own)


def _with(made: Converted, secret: str, hmac: bool) -> Converted:
    method, own = Value(HMAC if hmac else "PASS", "", made.after.span), _own(made)
    value = Value(secret, "", made.after.span) if own is None else own.but(secret)
    return made._replace(after=made.after._replace(authentication=Authentication(method, value)))


def authenticated(net: ConvertedNet, choice: str, source: Draw = draw) -> ConvertedNet:
    """Return Net′ with its secrets: "" (the default), or one of CHOICES."""
    hmac = choice == "hmac" or net.family == CARP
    clusters = []
    for routers in net.clusters:
        fresh = source(LENGTHS["hmac" if choice == "hmac" else net.family]) if choice in _FRESH and routers else ""
        chosen = [fresh or _kept(r, net.family, choice) for r in routers]
        if net.family == VRRP and not all(chosen):  # all nodes or none
            chosen = [""] * len(routers)
        clusters.append(tuple(_with(r, s, hmac) if s else r for r, s in zip(routers, chosen, strict=True)))
    return net._replace(clusters=tuple(clusters), auth=choice)


def _said(made: Converted, family: str, choice: str) -> str:
    """Return the name of what there is to say of a router's secret, "" for nothing."""
    own, was = _own(made), made.before.authentication
    if choice == "keep" and family == VRRP and not made.secret and was is not None:
        return "secret-unknown" if own is None or _PLAIN.fullmatch(certain(own)) else "secret-unsafe"
    if choice in _FRESH:
        return _FRESH[choice][family]
    if own is None:
        return "" if family == VRRP else "secret-needed"
    if made.crosses and choice != "keep":
        return "ah-dropped" if was is not None and was.method.value == "AH" else _DROPPED[family]
    if not made.secret:
        return "secret-unsafe"
    return "secret-kept-vrrp" if family == VRRP else "secret-kept-carp" if made.crosses else ""


def said(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """Yield what there is to say of a router's secret, and where the result has it."""
    name, own = _said(made, net.family, net.auth), _own(made)
    if name and made.first:
        note = "the secret of the result" if made.secret else "its place in the result"
        hmac = tuple(r for r in result.said(made, "unmodelled", note) if r.span.text == "auth_hmac")
        there = result.said(made, "authentication", note) or hmac or result.place(made, _EMPTY, note)
        span = made.before.span if own is None or net.auth in _FRESH else own.span
        yield finding(name, span, there, length=len(made.secret))


def masked(net: ConvertedNet) -> ConvertedNet:
    """Return the same with its secrets hidden, for what is shown to people."""

    def hidden(made: Converted) -> Converted:
        own = made.after.authentication
        return made if own is None else _with(made, HIDDEN, own.method.value == HMAC)

    return net._replace(clusters=tuple(tuple(map(hidden, c)) for c in net.clusters))
