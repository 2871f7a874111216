"""A stanza that starts ucarp has an option of its own making that Debian's hook does not know.

Why: ifupdown takes any option and the hook looks for its own only, so what it was to set is not set: the daemon starts without it.

Daemon: the hook reads ucarp-vid, -vip, -password, -upscript, -downscript, -advskew, -advbase, -master, -deadratio,
-nomcast and -xparam; --facility and others cannot be given. Source: Debian's /etc/network/if-up.d/ucarp and README.Debian.

Fix: delete the line, or start ucarp by a line of your own.

Exceptions: an option that is near one that the hook knows, and any without which it starts nothing, is
ucarp-debian-unknown-option.
"""

from collections.abc import Iterator

from carplint.dialects.debian.hook import is_complete, unknown
from carplint.dialects.debian.stanzas import Stanza
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL363"
NAME = "ucarp-debian-option-ignored"
SEVERITY = "warning"
ON = "stanza"
NEEDS = "interfaces"


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every such option."""
    for key, meant in unknown(stanza):
        if meant is None and is_complete(stanza):
            message = f"Debian's ucarp hook does not know {shown(key.value)}: ucarp starts without it"
            yield Finding(message, key.span, label="not known")
