"""A static address, route or rule names a track_group that is not defined above it.

Why: keepalived sets it once and does not track it: it is not restored when its interface comes up again.

Daemon: "track_group ... not found"; vrrp_ipaddress.c, vrrp_iproute.c and vrrp_iprule.c know only the groups read so
far. `-t` exits 5 (tried with 2.2.7).

Fix: correct the name, or move the track_group above.

Exceptions: names with a `$` that is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL340"
NAME = "static-track-group-undefined"
SEVERITY = "error"
ON = "whole configuration"
NEEDS = "static_ipaddress static_routes static_rules"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every static line with a group that the daemon does not find."""
    groups = {b.words[1]: b for b in configuration.all("track_group") if len(b.words) > 1}
    above: set[str] = set()
    for block in configuration.statements:
        if block.words[0] == "track_group":
            above.update(block.words[1:2])
        elif block.words[0] in ("static_ipaddress", "static_routes", "static_rules"):
            for line in block.children or ():
                yield from _line(line, above, groups)


def _line(line: Statement, above: set[str], groups: dict[str, Statement]) -> Iterator[Finding]:
    index = line.words.index("track_group") + 1 if "track_group" in line.words else 0
    name = line.words[index] if 0 < index < len(line.words) else "$"
    if "$" in name or name in above:
        return
    if name in groups:
        related = (Related(groups[name].span(), "defined here, too late"),)
        message = f"the track_group {shown(name)} is defined below this line, so keepalived does not track it"
        yield Finding(message, place(line, index), related)
        return
    meant = nearest(name, groups)
    message = f"there is no track_group {shown(name)}: keepalived does not track this line"
    yield Finding(message, place(line, index), label=f"did you mean {meant}?" if meant else "")
