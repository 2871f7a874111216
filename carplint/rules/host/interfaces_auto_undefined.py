"""`auto` or an allow- line names an interface that has no stanza.

Why: nothing brings that interface up; usually its stanza has another name, and that one stays down after a reboot.

Daemon: "unknown interface", and `ifup -a` exits with 1, so networking.service counts as failed. Source: ifupdown
0.8.41, main.c; tried.

Fix: correct the name, or write the stanza.

Exceptions: silent for patterns, if the file has mappings, and if a stanza may be in a file that is not among the
inputs. lo needs no stanza. A comment in the line is interfaces-comment-at-line-end.
"""

from collections.abc import Iterator

from carplint.dialects.debian.stanzas import definitions_of
from carplint.model import Host
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL355"
NAME = "interfaces-auto-undefined"
SEVERITY = "error"
ON = "host"
NEEDS = "interfaces"


def check(host: Host) -> Iterator[Finding]:
    """Every name without a stanza."""
    own = definitions_of(host)
    if own is None or not own.whole or own.patterns:
        return
    defined = {s.name.value or "" for s in own.stanzas}
    picked = {(n.value or "").partition("=")[0] for s in own.selections for n in s.names}
    for selection in (s for s in own.selections if s.comes_up):
        for name in selection.names:
            text = name.value or ""
            if text.startswith("#"):
                break
            wanted = text.partition("=")[2] or text
            if "/" in text or wanted in (*defined, "lo"):
                continue
            meant = nearest(wanted, defined - picked)
            fix = None
            if meant is not None and name.literal and "=" not in text:
                fix = Fix(f"write {meant}", (Edit(name.span, meant),), safe=False)
            message = f"no stanza defines {shown(wanted)}: nothing brings it up, and `ifup -a` ends with an error"
            yield Finding(message, name.span, fix=fix, label=f"did you mean {meant}?" if meant else "no such stanza")
