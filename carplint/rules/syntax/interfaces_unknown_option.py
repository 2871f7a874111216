"""An option of an iface stanza, or the word that was to begin the next one, is misspelt.

Why: ifupdown takes any option and passes it to its hooks, so a misspelt one has no effect, and no message. A misspelt `iface` makes its line an option of the stanza
above, and so all lines below it.

Daemon: "missing required variable: address" at ifup, and nothing at all for options that need not be there; names are
in lower case. Source: ifupdown 0.8.41, config.c; tried with ifquery and ifup.

Fix: write the option that was meant. carplint does so where exactly one known option is close and the stanza does not
have it already.

Exceptions: an option that is close to none of ifupdown's or of Debian's packages may be that of a hook of one's own,
so it is not reported. Those that begin with ucarp are ucarp-debian-unknown-option; one without which ifup refuses the
stanza, such as `adress`, is interfaces-required-missing.
"""

from collections.abc import Iterator

from carplint.dialects.debian.keywords import METHODS, NAMES, is_known, variable
from carplint.dialects.debian.reading import STANZAS
from carplint.dialects.debian.stanzas import Stanza
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import closest, nearest

CODE = "CL189"
NAME = "interfaces-unknown-option"
SEVERITY = "warning"
ON = "stanza"


def _needed(stanza: Stanza) -> tuple[str, ...]:
    """The options without which ifup refuses a stanza: of these interfaces-required-missing speaks."""
    return METHODS.get(stanza.family.value or "", {}).get(stanza.method.value or "", ())


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every option that is unknown and close to a known one."""
    for key, _ in stanza.own:
        name = key.value or ""
        if is_known(name) or variable(name).startswith("UCARP"):
            continue
        begins = nearest(name.lower(), STANZAS)
        if begins is not None and stanza.option(begins) is None:
            fix = Fix(f"write {begins}", (Edit(key.span, begins),), safe=False) if key.literal else None
            message = f"this is not a keyword, so ifupdown takes the line as an option of {shown(stanza.name.value)}"
            yield Finding(message, key.span, fix=fix, label=f"did you mean {begins}?")
            continue
        meant = name.lower() if name.lower() in NAMES else closest(name.lower(), NAMES)
        if meant is None or (meant in _needed(stanza) and stanza.option(meant) is None):
            continue
        fix = None
        if key.literal and stanza.option(meant) is None:
            fix = Fix(f"write {meant}", (Edit(key.span, meant),))
        message = f"{name} is not an option of ifupdown, and has no effect; {meant} is"
        yield Finding(message, key.span, fix=fix, label=f"did you mean {meant}?")
