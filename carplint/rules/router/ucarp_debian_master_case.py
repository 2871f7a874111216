"""ucarp-master or ucarp-nomcast has a value that Debian's hook misreads.

Why: NO and Off turn on what they seem to turn off. A node that preempts by mistake takes the VIP back whenever it
returns.

Daemon: the hook checks whether the value begins with no, off, false or 0 in lower case; anything else means yes: NO,
Off, False and n too, while none and notreally mean no. Source: Debian's /etc/network/if-up.d/ucarp (expr); tried.

Fix: write yes or no. carplint writes what is meant in lower case, if that is clear.

Exceptions: silent for values that mean the same to the hook and to people.
"""

from collections.abc import Iterator

from carplint.dialects.debian.hook import is_off, ucarp_lines
from carplint.dialects.debian.keywords import variable
from carplint.dialects.debian.stanzas import Stanza
from carplint.rules.host.facts import is_no
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL281"
NAME = "ucarp-debian-master-case"
SEVERITY = "warning"
ON = "stanza"

_FLAGS = {"UCARP_MASTER": "--preempt", "UCARP_NOMCAST": "--nomcast"}
_YES = ("yes", "y", "true", "t", "on", "1")


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every such value that people and the hook read differently, or that people cannot read."""
    for key, value in ucarp_lines(stanza):
        option = _FLAGS.get(variable(key.value or ""))
        text = value.value or ""
        if option is None or (text.lower() in _YES and not is_off(text)) or (is_no(text) and is_off(text)):
            continue
        off = is_off(text)
        does = f"it does not give ucarp {option}" if off else f"it gives ucarp {option}"
        message = f"Debian's hook takes {shown(text)} for {'no' if off else 'yes'}: {does}"
        fix = None
        if is_no(text) and value.literal:
            fix = Fix("write no", (Edit(value.span, "no"),))
        yield Finding(message, value.span, fix=fix, label="yes and no are clear")
