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

    def read(text: str) -> Address:
        if "/" in text:
            return Address.read(text)
        if length is not None:
            return Address.read(f"{text}/{length}")
        ip_address(text)
        raise ValueError("it has no prefix length")

    return word.mapped(read)


def plain(word: Value[str] | None) -> Value[IPAddress] | None:
    """An address without a length; None where there is none."""
    return None if word is None or word.value == "" else word.mapped(ip_address)


def truth(word: Value[str] | None) -> Value[bool] | None:
    """Whether a word means yes; unknown where it means neither yes nor no."""
    return None if word is None else word.but(TRUTHS.get((word.value or "").lower()))
