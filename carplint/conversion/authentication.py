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

from carplint.conversion.plan import CARP, VRRP, Design, Part
from carplint.conversion.to_keepalived import has
from carplint.finding import Finding
from carplint.keywords.keepalived import spell
from carplint.secrets import HIDDEN

CHOICES = ("keep", "new", "hmac")
LENGTHS = {"carp": 19, "vrrp": 8, "hmac": 32}
"""How long new secrets are, in bytes."""

_PLAIN = re.compile(r"[A-Za-z0-9_.,:+/=@%^-]+")
"""Secrets that mean the same in every format without quotes."""

Draw = Callable[[int], str]


class AuthenticationError(Exception):
    """What was asked for does not exist in the target; the message says so."""


def draw(length: int) -> str:
    """Letters and digits from the system's random source."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def _dropped(part: Part, family: str) -> Finding:
    own = part.router.authentication
    if family == VRRP:
        message = (
            "the password is not carried over: CARP uses it as the key of an HMAC, VRRPv2 would send 8 bytes of it "
            "in clear text with every advertisement. Filter protocol 112 to the nodes' own segment instead, or "
            "give --auth hmac (keepalived 2.4.0 or newer); never reuse this one"
        )
    elif own is not None and own.secret is not None:
        message = (
            "this secret was sent in clear text, so it is not carried over: choose a new PASSWORD, the same on every "
            "node, or give --auth new"
        )
    else:
        message = "ucarp needs a password: choose one, the same on every node, or give --auth new"
    span = own.secret.span if own is not None and own.secret is not None else part.router.span
    return Finding(message, span, name="migrate-password")


def _kept(part: Part, family: str) -> tuple[str, Finding | None]:
    """The source's own secret, "" where it cannot be carried over, and what there is to say."""
    own = part.router.authentication
    secret = own.secret.value if own is not None and own.secret is not None else None
    if own is None or own.secret is None or not secret:
        return "", None if family == VRRP else _dropped(part, family)
    if not _PLAIN.fullmatch(secret):
        message = "this secret would need quotes that not every launcher understands, so it is not carried over"
        return "", Finding(message, own.secret.span, name="migrate-password")
    if part.router.protocol == family == CARP:
        return secret, None
    message = (
        "as --auth keep asks, this secret is written to the result: VRRPv2 sends its first 8 bytes in clear text, so "
        "whoever listens on the segment knows them, and everything else that it protects"
        if family == VRRP
        else "as --auth keep asks, this secret is written to the result, though it was sent in clear text: change it"
    )
    return secret[: LENGTHS[family]], Finding(message, own.secret.span, name="migrate-secret")


def _new(part: Part, secret: str, kind: str) -> tuple[str, Finding]:
    how = {
        "vrrp": "an auth_pass, which VRRPv2 sends in clear text: it guards against mistakes only",
        "carp": "the key of CARP's HMAC",
        "hmac": "the key of auth_hmac, which is never sent",
    }[kind]
    message = f"a new secret of {LENGTHS[kind]} characters was made for all nodes of this virtual router: {how}"
    return secret, Finding(message, part.router.span, name="migrate-secret")


def _choose(parts: tuple[Part, ...], family: str, choice: str, source: Draw) -> Iterator[tuple[Part, Finding | None]]:
    kind = "hmac" if choice == "hmac" else family
    fresh = source(LENGTHS[kind]) if choice in ("new", "hmac") and parts else ""
    for part in parts:
        finding: Finding | None
        if fresh:
            secret, finding = _new(part, fresh, kind)
        elif choice == "keep" or part.router.protocol == family == CARP:
            secret, finding = _kept(part, family)
        else:
            own = part.router.authentication
            silent = family == VRRP and (own is None or own.secret is None)
            secret, finding = "", None if silent else _dropped(part, family)
        yield part._replace(secret=secret, hmac=choice == "hmac" or family == CARP), finding


def authenticated(design: Design, choice: str, source: Draw = draw) -> Design:
    """A design with its secrets: "" (the default), or one of CHOICES. Raises AuthenticationError."""
    if choice == "hmac" and design.family == CARP:
        raise AuthenticationError("uCarp has an HMAC of its own: give --auth new or keep")
    if choice == "hmac" and not has(design.version, "auth_hmac"):
        raise AuthenticationError(f"keepalived {spell(design.version)} has no auth_hmac: it needs 2.4.0")
    findings = list(design.findings)
    clusters = []
    for parts in design.clusters:
        chosen = list(_choose(parts, design.family, choice, source))
        clusters.append(tuple(part for part, _ in chosen))
        findings += [f for part, f in chosen if f is not None and part.first]
    return design._replace(clusters=tuple(clusters), findings=tuple(findings))


def masked(design: Design) -> Design:
    """The same design with its secrets hidden, for what is shown to people."""
    return design._replace(
        clusters=tuple(tuple(p._replace(secret=HIDDEN if p.secret else "") for p in c) for c in design.clusters)
    )
