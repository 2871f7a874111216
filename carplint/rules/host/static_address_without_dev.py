"""A static address names no interface, and there is no default_interface.

Why: keepalived takes eth0. On a host whose interfaces have other names it does not start.

Daemon: "Static address ... requires either an interface or default interface must exist"; vrrp_ipaddress.c,
alloc_ipaddress. `-t` exits 4 where there is no eth0, and says nothing if there is one (tried with 2.2.7).

Fix: write dev NAME after the address, or default_interface NAME in global_defs.

Exceptions: silent if a default_interface is set.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.text.finding import Finding

CODE = "CL341"
NAME = "static-address-without-dev"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "static_ipaddress"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every static address without dev, where nothing else names the interface."""
    blocks = tuple(configuration.all("static_ipaddress"))
    if not blocks or any(b.last("default_interface") for b in configuration.all("global_defs")):
        return
    for block in blocks:
        for line in block.children or ():
            if "dev" not in line.words and "$" not in line.words[0]:
                message = "without dev keepalived puts this address on eth0, and does not start where there is none"
                yield Finding(message, line.whole())
