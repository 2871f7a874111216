"""The name of a bfd_instance is longer than 31 characters.

Why: keepalived drops the instance, and its trackers do not find it.

Daemon: "BFD instance ... name too long (maximum length is 31 characters) - ignoring". Source: keepalived
bfd/bfd_data.c (alloc_bfd), bfd/bfd_parser.c; tried with 2.2.7.

Fix: use a shorter name, also where it is tracked.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding, Related

CODE = "CL835"
NAME = "bfd-name-too-long"
SEVERITY = "error"
ON = "configuration"
NEEDS = "bfd_instance"

_LONGEST = 31


def _length(name: str) -> int:
    return len(name.encode("utf-8", "surrogateescape"))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every name that does not fit, with the checkers that use it."""
    long = [b for b in configuration.all("bfd_instance") if len(b.words) > 1 and _length(b.words[1]) > _LONGEST]
    if not long:
        return
    users = [line for _, c in checkers(configuration, "BFD_CHECK") for line in c.within("name")]
    for block in long:
        related = tuple(Related(u.whole(), "uses it") for u in users if u.words[1:2] == block.words[1:2])
        message = (
            f"the name of a bfd_instance has at most {_LONGEST} characters, but this one has {_length(block.words[1])}"
        )
        yield Finding(f"{message}: keepalived drops it", block.span(1), related)
