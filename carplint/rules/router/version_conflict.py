"""A version statement contradicts the version of the vrrp_instance.

Why: keepalived ignores it. The instance then does not speak the version in its file, and perhaps not that of its
peers: each drops the other's advertisements.

Daemon: "vrrp_version 2 conflicts with configured or deduced version 3; ignoring": IPv6 addresses above it make
version 3. Source: keepalived vrrp/vrrp_parser.c (vrrp_version_handler); tried with 2.2.7 and 2.4.3.

Fix: delete the statement that is not meant. IPv6 needs version 3.

Exceptions: `version 2` above IPv6 addresses is obeyed (strict mode excepted, see strict-mode-conflict).
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding, Related

CODE = "CL225"
NAME = "version-conflict"
SEVERITY = "error"
ON = "instance"
NEEDS = "version"


def check(instance: Instance) -> Iterator[Finding]:
    """Every version that is ignored."""
    for line, first in instance.late:
        message = "keepalived ignores this version: a statement above has already set another"
        yield Finding(message, place(line, 1), (Related(first.whole(), "settled here"),))
