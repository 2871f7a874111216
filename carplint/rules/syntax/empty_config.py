"""keepalived.conf defines nothing that keepalived could run.

Why: the daemon starts, and does nothing: no VIP, no check.

Daemon: "Warning - keepalived has no configuration to run", only in its log; `-t` exits 0. Source: keepalived
core/main.c; tried with 2.2.7, with a global_defs and with a vrrp_script alone.

Fix: write the vrrp_instance, or the include of the file that has it.

Exceptions: said of a file named keepalived.conf alone that has global_defs and vrrp_script at most; silent if it
includes files, has lines for some nodes only, or cannot be read as it stands.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Net
from carplint.text.finding import Finding

CODE = "CL123"
NAME = "empty-config"
SEVERITY = "warning"
NEEDS = "nothing-to-run"

_IDLE = frozenset(("global_defs", "vrrp_script"))
_ELSEWHERE = re.compile(r"^[ \t]*(?:include|@|\$)|\{[{%#]|<%", re.MULTILINE)
"""Marks of what other files say, or of a template."""


def check(net: Net) -> Iterator[Finding]:
    """One finding per host whose only keepalived.conf says nothing to do."""
    for host in net.hosts:
        documents = [d for d in host.documents if d.format == "keepalived"]
        configuration = configuration_of(host)
        if len(documents) != 1 or configuration is None or not configuration.sound:
            continue
        if any(s.words[0] not in _IDLE for s in configuration.statements):
            continue
        source = documents[0].source
        if source.path.rpartition("/")[2] != "keepalived.conf" or _ELSEWHERE.search(source.text) is not None:
            continue
        if any(f.span.source is source for f in net.findings):
            continue  # what is wrong may be what keeps its blocks from being read
        message = "there is no vrrp_instance, virtual_server or similar block: keepalived starts and does nothing"
        yield Finding(message, source.span())
