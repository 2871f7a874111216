"""A stanza lacks an option without which ifup refuses it.

Why: the interface stays down. Usually the option is there and misspelt, which ifupdown does not notice.

Daemon: "missing required variable: address", status 1. Source: ifupdown 0.8.41, inet.defn, inet6.defn; tried.

Fix: add the option, or spell it right, which carplint does; `address` may carry the length of the prefix: 192.0.2.1/24.

Exceptions: silent for stanzas that others inherit from.
"""

from collections.abc import Iterator

from carplint.dialects.debian.keywords import METHODS, NAMES, is_known
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import closest

CODE = "CL356"
NAME = "interfaces-required-missing"
SEVERITY = "error"
ON = "stanza and definitions"


def check(stanza: Stanza, definitions: Definitions) -> Iterator[Finding]:
    """Every stanza without one of its method's required options: where one is misspelt, there."""
    needed = METHODS[stanza.family.value or ""][stanza.method.value or ""]
    missing = [name for name in needed if stanza.option(name) is None]
    if not missing or definitions.is_template(stanza):
        return
    what = f"`{stanza.family.value} {stanza.method.value}` stanza"
    effect = "ifup refuses it, and the interface stays down"
    for key, meant in (
        (k, closest((k.value or "").lower(), NAMES)) for k, _ in stanza.own if not is_known(k.value or "")
    ):
        if meant in missing:
            fix = Fix(f"write {meant}", (Edit(key.span, meant),)) if key.literal else None
            message = f"{shown(key.value)} is not an option of ifupdown, and the {what} lacks {meant}: {effect}"
            yield Finding(message, key.span, fix=fix, label=f"did you mean {meant}?")
            return
    message = f"this {what} needs {' and '.join(missing)}: {effect}"
    yield Finding(message, stanza.method.span, label=f"no {missing[0]}")
