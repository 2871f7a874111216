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
from carplint.dialects.keepalived.write import has
from carplint.model import Authentication, Value
from carplint.model.target import CARP, HMAC, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related
from carplint.text.secrets import HIDDEN
from carplint.text.version import spell

CHOICES = ("keep", "new", "hmac")
LENGTHS = {"carp": 19, "vrrp": 8, "hmac": 32}
"""How long new secrets are, in bytes."""

_PLAIN = re.compile(r"[A-Za-z0-9_.,:+/=@%^-]+")
"""Secrets that mean the same in every format without quotes."""

_FRESH = ("new", "hmac")
_HOW = {
    "vrrp": "an auth_pass, which VRRPv2 sends in clear text: it guards against mistakes only",
    "carp": "the key of CARP's HMAC",
    "hmac": "the key of auth_hmac, which is never sent",
}
_DROPPED = {
    "vrrp": "the password is not carried over: CARP uses it as the key of an HMAC, VRRPv2 would send 8 bytes of it "
    "in clear text with every advertisement. Filter protocol 112 to the nodes' own segment instead, or "
    "give --auth hmac (keepalived 2.4.0 or newer); never reuse this one",
    "carp": "this secret was sent in clear text, so it is not carried over: choose a new PASSWORD, the same on every "
    "node, or give --auth new",
    "ah": "this secret of auth_type AH is not carried over: choose a new PASSWORD, the same on every node, or give "
    "--auth new",
}
_KEPT = {
    "vrrp": "as --auth keep asks, this secret is written to the result: VRRPv2 sends its first 8 bytes in clear text, so "
    "whoever listens on the segment knows them, and everything else that it protects",
    "carp": "as --auth keep asks, this secret is written to the result, though it was sent in clear text: change it",
}
_UNKNOWN = (
    "a password of this virtual router is not known from the files. With VRRP a node that has one and a node that has none "
    "do not hear each other, so it is carried over to no node"
)
_UNSAFE = "this secret would need quotes that not every launcher understands, so it is not carried over"

_EMPTY = r'(?m)^PASSWORD=""|# carplint carries no password over.*'
"""What a result has where a secret is to be put."""

Draw = Callable[[int], str]


class AuthenticationError(Exception):
    """What was asked for does not exist in the target; the message says so."""


def draw(length: int) -> str:
    """Letters and digits from the system's random source."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def _own(made: Converted) -> Value[str] | None:
    """The secret of the source, where it has one."""
    own = made.before.authentication
    return own.secret if own is not None and own.secret is not None and own.secret.value else None


def _stays(made: Converted, family: str, choice: str) -> bool:
    """Whether a router shall have the secret of its source: from CARP to CARP, or as it is asked for."""
    return choice == "keep" or (choice == "" and made.before.protocol == family == CARP)


def _kept(made: Converted, family: str) -> str:
    """The source's own secret; "" where it has none, or one that cannot be carried over."""
    own = _own(made)
    if own is None or own.value is None or not _PLAIN.fullmatch(own.value):
        return ""
    return own.value if made.before.protocol == family == CARP else own.value[: LENGTHS[family]]


def _with(made: Converted, secret: str, hmac: bool) -> Converted:
    """A router with a secret."""
    method, own = Value(HMAC if hmac else "PASS", "", made.after.span), _own(made)
    value = Value(secret, "", made.after.span) if own is None else own.but(secret)
    return made._replace(after=made.after._replace(authentication=Authentication(method, value)))


def authenticated(net: ConvertedNet, choice: str, source: Draw = draw) -> ConvertedNet:
    """Net′ with its secrets: "" (the default), or one of CHOICES. Raises AuthenticationError."""
    if choice == "hmac" and net.family == CARP:
        raise AuthenticationError("uCarp has an HMAC of its own: give --auth new or keep")
    if choice == "hmac" and not has(net.version, "auth_hmac"):
        raise AuthenticationError(f"keepalived {spell(net.version)} has no auth_hmac: it needs 2.4.0")
    hmac = choice == "hmac" or net.family == CARP
    clusters = []
    for routers in net.clusters:
        fresh = source(LENGTHS["hmac" if choice == "hmac" else net.family]) if choice in _FRESH and routers else ""
        chosen = [fresh or (_kept(r, net.family) if _stays(r, net.family, choice) else "") for r in routers]
        if net.family == VRRP and not all(chosen):  # all nodes or none
            chosen = [""] * len(routers)
        clusters.append(tuple(_with(r, s, hmac) if s else r for r, s in zip(routers, chosen, strict=True)))
    return net._replace(clusters=tuple(clusters), auth=choice)


def _message(made: Converted, family: str, choice: str) -> tuple[str, str]:
    """What there is to say of a router's secret, "" for nothing, and the name of the finding."""
    own, was = _own(made), made.before.authentication
    carp = made.before.protocol == family == CARP
    if choice == "keep" and family == VRRP and not made.secret and was is not None:
        safe = own is None or own.value is None or _PLAIN.fullmatch(own.value)
        return _UNKNOWN if safe else _UNSAFE, "migrate-password"
    if choice in _FRESH:
        kind = "hmac" if choice == "hmac" else family
        new = f"a new secret of {LENGTHS[kind]} characters was made for all nodes of this virtual router"
        return f"{new}: {_HOW[kind]}", "migrate-secret"
    if own is None:
        needed = "ucarp needs a password: choose one, the same on every node, or give --auth new"
        return "" if family == VRRP else needed, "migrate-password"
    if not _stays(made, family, choice):
        return _DROPPED["ah" if was is not None and was.method.value == "AH" else family], "migrate-password"
    if not made.secret:
        return _UNSAFE, "migrate-password"
    return ("" if carp else _KEPT[family]), "migrate-secret"


def said(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What there is to say of a router's secret, and where the result has it."""
    message, name = _message(made, net.family, net.auth)
    if not message or not made.first:
        return
    own, found = _own(made), result.router(made)
    secret = found.authentication.secret if found is not None and found.authentication is not None else None
    there: tuple[Related, ...] = ()
    if secret is not None and secret.written:
        there = (Related(secret.span, "the secret of the result" if made.secret else "its place in the result"),)
    elif net.auth == "hmac":
        there = result.keyword(made, "auth_hmac", "the secret of the result")
    elif net.family == CARP:
        there = result.place(made, _EMPTY, "its place in the result")
    yield Finding(message, made.before.span if own is None or net.auth in _FRESH else own.span, there, name=name)


def masked(net: ConvertedNet) -> ConvertedNet:
    """The same with its secrets hidden, for what is shown to people."""

    def hidden(made: Converted) -> Converted:
        own = made.after.authentication
        return made if own is None else _with(made, HIDDEN, own.method.value == HMAC)

    return net._replace(clusters=tuple(tuple(map(hidden, c)) for c in net.clusters))
