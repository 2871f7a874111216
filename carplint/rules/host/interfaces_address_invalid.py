"""The address or netmask of a static stanza is invalid.

Why: `ip addr add` fails, ifup stops there, and the interface has no address.

Daemon: ifupdown passes the words to `ip addr add ADDRESS/NETMASK`. Source: ifupdown 0.8.41, inet.defn; tried:
192.0.2.300/24 is tried and refused.

Fix: an address of the stanza's family, with the length of its prefix: 192.0.2.1/24.

Exceptions: silent for host names, and for words with a comment behind them and addresses that appear twice, which
other rules report.
"""

import re
from collections.abc import Iterator

from carplint.dialects.debian.read import address
from carplint.dialects.debian.stanzas import Stanza
from carplint.text.finding import Finding

CODE = "CL360"
NAME = "interfaces-address-invalid"
SEVERITY = "error"
ON = "stanza"

_NUMBERS = re.compile(r"[0-9./]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/[0-9]+)?")


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every address that is written in numbers and is not one of its family."""
    option, mask = stanza.option("address"), stanza.option("netmask")
    known = address(stanza)
    if option is None or known is None or len(option.parts) > 1 or not _NUMBERS.fullmatch(option.value):
        return
    wrong_family = known.value is not None and (known.value.ip.version == 6) != (stanza.family.value == "inet6")
    if known.value is not None and not wrong_family:
        return
    if mask is not None and (len(mask.parts) > 1 or not _NUMBERS.fullmatch(mask.value)):
        return
    version = 6 if stanza.family.value == "inet6" else 4
    what = f"'{option.value}' is not an IPv{version} address" if wrong_family else known.why
    yield Finding(f"{what}: ifup fails, and the interface has no address", known.span, label="refused")
