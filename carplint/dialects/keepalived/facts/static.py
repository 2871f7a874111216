"""The addresses that keepalived itself sets when it starts: static_ipaddress."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, IPAddress
from carplint.text.source import Span
from carplint.text.typing import NamedTuple


class StaticAddress(NamedTuple):
    """An address, None if it is not known, the interface's name, "" if it is not said, and the line."""

    ip: IPAddress | None
    device: str
    span: Span


def ip_of(text: str) -> IPAddress | None:
    """Return the IP address that a text is; None if it is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def static_addresses(host: Host) -> Iterator[StaticAddress]:
    """Yield the addresses of static_ipaddress."""
    configuration = configuration_of(host)
    for block in configuration.all("static_ipaddress") if configuration is not None else ():
        for line in block.children or ():
            device = next((b for a, b in zip(line.words, line.words[1:], strict=False) if a == "dev"), "")
            yield StaticAddress(ip_of(line.words[0].partition("/")[0]), device, line.whole())
