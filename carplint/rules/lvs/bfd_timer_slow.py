"""A timer of a bfd_instance is longer than 10 seconds.

Why: BFD is meant to notice a failure within fractions of a second. The unit is milliseconds; a value above 10000
usually has another unit in mind.

Daemon: the log has "min_rx value ... is larger than max sensible (10000)"; `keepalived -t` says nothing. Source:
keepalived bfd/bfd_parser.c; tried with 2.2.7.

Fix: write milliseconds, for instance 50.

Exceptions: silent if a number is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.words.read import read
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL834"
NAME = "bfd-timer-slow"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "bfd_instance"

_SENSIBLE = 10000


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every timer that is longer than sensible, and still in range."""
    for block in configuration.all("bfd_instance"):
        for line in block.within("min_rx", "min_tx", "idle_tx"):
            value = read(line, configuration.version).value
            if isinstance(value, float) and value > _SENSIBLE:
                message = (
                    f"{line.key} is in milliseconds: {shown(line.words[1])} is more than 10 s, and a failure goes "
                    "unnoticed for that long"
                )
                yield Finding(message, line.span(1))
