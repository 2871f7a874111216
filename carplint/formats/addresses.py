"""What the readers of a node's addresses share: words as addresses, names and truths."""

from __future__ import annotations

from ipaddress import ip_address

from carplint.model import Address, IPAddress, Value

TRUTHS = {"1": True, "yes": True, "y": True, "true": True, "t": True, "on": True} | {
    "0": False, "no": False, "n": False, "false": False, "f": False, "off": False,
}  # fmt: skip
"""What systemd's parse_boolean takes, in any case; the other readers take some of it."""


def with_length(word: Value[str], length: str | None = None) -> Value[Address]:
    """An ADDRESS/LENGTH, or an ADDRESS whose length stands elsewhere. Without any it is unknown: the readers
    of these files differ in what they make of it."""
    if word.value is None:
        return Value(None, word.written, word.span, word.why)
    try:
        if "/" not in word.value and length is None:
            ip_address(word.value)
            return Value(None, word.written, word.span, "it has no prefix length")
        whole = word.value if "/" in word.value else f"{word.value}/{length}"
        return Value(Address.read(whole), word.written, word.span)
    except ValueError as error:
        return Value(None, word.written, word.span, str(error))


def plain(word: Value[str] | None) -> Value[IPAddress] | None:
    """An address without a length; None where there is none."""
    if word is None or word.value == "":
        return None
    if word.value is None:
        return Value(None, word.written, word.span, word.why)
    try:
        return Value(ip_address(word.value), word.written, word.span)
    except ValueError as error:
        return Value(None, word.written, word.span, str(error))


def truth(word: Value[str] | None) -> Value[bool] | None:
    """Whether a word means yes; unknown where it means neither yes nor no."""
    return None if word is None else word.but(TRUTHS.get((word.value or "").lower()))
