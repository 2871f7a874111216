"""The quorum of a vrrp_track_process is above its quorum_max.

Why: keepalived ignores the second, so the process counts as running when it should not, or the other way round.

Daemon: "Quorum is greater than quorum_max - ignoring", "quorum_max is less than quorum - ignoring". Source: keepalived
vrrp/vrrp_parser.c (vrrp_tprocess_quorum_handler, vrrp_tprocess_quorum_max_handler); tried with 2.2.7.

Fix: swap the numbers, or correct the wrong one.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.read import read
from carplint.text.finding import Finding

CODE = "CL255"
NAME = "track-process-quorum"
SEVERITY = "error"
ON = "configuration"
NEEDS = "vrrp_track_process"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every quorum and quorum_max that exclude each other."""
    for block in configuration.all("vrrp_track_process"):
        least, most = 1, None
        for line in block.within("quorum", "quorum_max"):
            value = read(line, configuration.version).value
            if type(value) is not int:
                continue
            if line.words[0] == "quorum":
                clash, least = most is not None and value > most, value
            else:
                clash, most = value < least, value
            if clash:
                message = f"quorum {least} is above quorum_max {most}: keepalived ignores this one"
                yield Finding(message, place(line, 1))
