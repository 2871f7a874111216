"""A stanza lacks an option without which ifup refuses it.

Why: the interface stays down. Usually the option is there and misspelt, which ifupdown does not notice.

Daemon: "missing required variable: address", status 1. Source: ifupdown 0.8.41, inet.defn, inet6.defn; tried.

Fix: add the option; `address` may carry the length of the prefix: 192.0.2.1/24.

Exceptions: silent if interfaces-unknown-option reports a misspelt option, and for stanzas that others inherit from.
"""

from collections.abc import Iterator

from carplint.dialects.debian.keywords import METHODS, NAMES, is_known
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.text.finding import Finding
from carplint.text.spelling import closest

CODE = "CL356"
NAME = "interfaces-required-missing"
SEVERITY = "error"
ON = "stanza and definitions"


def check(stanza: Stanza, definitions: Definitions) -> Iterator[Finding]:
    """Every stanza without one of its method's required options."""
    needed = METHODS[stanza.family.value or ""][stanza.method.value or ""]
    missing = [name for name in needed if stanza.option(name) is None]
    spelt = [closest((k.value or "").lower(), NAMES) for k, _ in stanza.own if not is_known(k.value or "")]
    if not missing or any(name in spelt for name in missing):
        return
    if definitions.is_template(stanza):
        return
    what = f"{stanza.family.value} {stanza.method.value}"
    message = f"an `{what}` stanza needs {' and '.join(missing)}: ifup refuses it, and the interface stays down"
    yield Finding(message, stanza.method.span, label=f"no {missing[0]}")
