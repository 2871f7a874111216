"""A stanza has options of ucarp, but the hook starts nothing: a required option is missing, or no-scripts stops it.

Why: no daemon runs on this node, the other one has no backup, and nothing says so before it fails.

Daemon: the hook starts ucarp only if ucarp-vid, ucarp-vip and ucarp-password are all set; otherwise it exits with
status 0. For the stanzas of a `no-scripts` line ifup runs no hook at all. Source: Debian's
/etc/network/if-up.d/ucarp; ifupdown 0.8.41, execute.c; tried: ifup exits with 0 and no process runs.

Fix: add what is missing, the same on all nodes; remove the stanza from the no-scripts line.

Exceptions: silent if the stanza has an unknown option, which ucarp-debian-unknown-option reports, and for stanzas that
others inherit from.
"""

from collections.abc import Iterator

from carplint.dialects.debian.hook import REQUIRED, environment, is_complete, ucarp_lines
from carplint.dialects.debian.keywords import UCARP, variable
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.text.finding import Finding, Related

CODE = "CL284"
NAME = "ucarp-debian-incomplete"
SEVERITY = "error"
ON = "stanza and definitions"

_KNOWN = frozenset(map(variable, UCARP))


def check(stanza: Stanza, definitions: Definitions) -> Iterator[Finding]:
    """Every stanza with ucarp options that starts nothing."""
    lines = ucarp_lines(stanza)
    silent = definitions.without_scripts(stanza.name.value or "")
    if lines and is_complete(stanza) and silent is not None:
        message = "a no-scripts line keeps ifup from running its hooks for this stanza, so no ucarp starts"
        yield Finding(message, stanza.name.span, (Related(silent.span, "no-scripts"),), label="no ucarp runs for it")
    if not lines or is_complete(stanza) or any(variable(key.value or "") not in _KNOWN for key, _ in lines):
        return
    if definitions.is_template(stanza):
        return
    missing = [name for name in REQUIRED if variable(name) not in environment(stanza)]
    message = f"the ucarp hook silently starts nothing without {' and '.join(missing)}"
    yield Finding(message, stanza.name.span, label="no ucarp runs for it")
