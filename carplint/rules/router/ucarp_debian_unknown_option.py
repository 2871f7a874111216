"""A stanza has a ucarp option that Debian's hook does not know.

Why: ifupdown takes any option and the hook looks for its own only, so the setting is lost. If it was meant to be
ucarp-vid, ucarp-vip or ucarp-password, no daemon starts, silently.

Daemon: the hook reads ucarp-vid, -vip, -password, -upscript, -downscript, -advskew, -advbase, -master, -deadratio,
-nomcast and -xparam. Source: Debian's /etc/network/if-up.d/ucarp and README.Debian; tried: ucarp-vhid starts nothing.

Fix: write the option that is meant; the hook passes on no other options of ucarp. carplint renames an option that was
meant to be another, unless the stanza has that already.

Exceptions: options that ucarp-mvip and other packages add are unknown too, and reported. Sets of options that have a common
ending (ucarp-vid-7, ucarp-vip-7, ucarp-password-7) are meant for a hook of your own: they are not checked, and that is said.
"""

from collections.abc import Iterator

from carplint.dialects.debian.hook import environment, is_complete, unknown
from carplint.dialects.debian.keywords import variable
from carplint.dialects.debian.stanzas import Stanza
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL282"
NAME = "ucarp-debian-unknown-option"
SEVERITY = "error"
ON = "stanza"


def check(stanza: Stanza) -> Iterator[Finding]:
    """Every such option that stands for one that the hook knows, or without which it starts nothing."""
    for key, meant in unknown(stanza):
        if meant is None and is_complete(stanza):
            continue
        fix = None
        if meant is not None and key.literal and variable(meant) not in environment(stanza):
            fix = Fix(f"write {meant}", (Edit(key.span, meant),))
        message = "Debian's ucarp hook does not know this option: it has no effect"
        yield Finding(message, key.span, fix=fix, label=f"did you mean {meant}?" if meant else "not known")
