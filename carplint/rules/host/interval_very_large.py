"""A delay between packets or before the start is so large that it holds up the failover.

Why: while keepalived waits between two gratuitous ARPs, the switches still send traffic for the later VIPs to the old
node. During a startup delay the node takes no part.

Daemon: "The vrrp_garp_interval is very large", from 1 s on, and "The vrrp_startup_delay is very large", from 60 s on:
only in its log; global_parser.c and vrrp_parser.c. `-t` is silent (tried with 2.2.7).

Fix: write milliseconds as 0.001 for garp_interval and gna_interval.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.read import read
from carplint.text.finding import Finding

CODE = "CL342"
NAME = "interval-very-large"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_garp_interval vrrp_gna_interval garp_interval gna_interval vrrp_startup_delay vrrp_delay_after_boot garp_group"


_LIMITS = {
    "vrrp_garp_interval": 1,
    "vrrp_gna_interval": 1,
    "garp_interval": 1,
    "gna_interval": 1,
    "vrrp_startup_delay": 60,
    "vrrp_delay_after_boot": 600,
}
"""From how many seconds an interval is large: the daemon's own limits, but for the last, which counts from boot."""


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every such interval."""
    for block in configuration.all("global_defs", "garp_group"):
        for line in block.within(*_LIMITS):
            value = read(line, configuration.version).value
            if isinstance(value, float) and value >= _LIMITS[line.words[0]]:
                message = f"{line.words[1][:12]} s is long for {line.words[0]}: failover waits that long"
                yield Finding(message, place(line, 1))
