"""Two nodes of a cluster have the same router_id.

Why: alert mails and SNMP do not say which node they are about.

Daemon: router_id is a name for people; without it the host's name is used (keepalived.conf(5), global_defs).

Fix: write the name of the host, or leave it out.

Exceptions: nodes that share no virtual router are not compared, and neither is a value that still holds a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration, configuration_of
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.model import Net
from carplint.text.finding import Finding, Related

CODE = "CL444"
NAME = "router-id-duplicate"
SEVERITY = "info"
ON = "several hosts"
NEEDS = "router_id"


def _router_id(configuration: Configuration | None) -> Statement | None:
    blocks = configuration.all("global_defs") if configuration is not None else ()
    found = [s for block in blocks for s in block.within("router_id") if len(s.words) > 1 and "$" not in s.words[1]]
    return found[-1] if found else None


def check(net: Net) -> Iterator[Finding]:
    """One finding per host that has the router_id of an earlier host of its clusters."""
    named = {h.name: s for h in net.hosts if (s := _router_id(configuration_of(h))) is not None}
    reported: set[str] = set()
    for cluster in net.clusters:
        hosts = list(dict.fromkeys(r.host for r in cluster.routers if r.host in named))
        for at, host in enumerate(hosts):
            first = next((h for h in hosts[:at] if named[h].words[1] == named[host].words[1]), None)
            if first is not None and host not in reported:
                reported.add(host)
                message = (
                    f"router_id is the same on {host} and {first}: alert mails do not say which node they are about"
                )
                yield Finding(message, named[host].span(1), (Related(named[first].span(1), f"on {first}"),))
