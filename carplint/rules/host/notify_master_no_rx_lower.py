"""A notify_master script moves something in a cloud, and nothing moves it back after both nodes were MASTER.

Why: while the nodes do not hear each other, the lower one becomes MASTER too, and its script takes the cloud's
address. When they hear each other again, the better node has been MASTER all the time, so its notify_master does not
run again: it has the VIP, but the cloud sends the traffic to the other node.

Daemon: a MASTER that hears a lower priority runs notify_master_rx_lower_pri, and `notify` with the state
MASTER_RX_LOWER_PRI; not notify_master. keepalived.conf(5); github.com/acassen/keepalived/issues/1884 and 2087.

Fix: name the same script in notify_master_rx_lower_pri.

Exceptions: silent unless the script is in the tree, or on the line itself, and calls the command of a cloud.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration, Program
from carplint.text.finding import Finding, Related

CODE = "CL319"
NAME = "notify-master-no-rx-lower"
SEVERITY = "info"
ON = "program and configuration"

_CLOUDS = frozenset("aws az gcloud openstack oci hcloud aliyun tccli doctl scw linode-cli ibmcloud exo".split())


def check(program: Program, configuration: Configuration) -> Iterator[Finding]:
    """One finding per notify_master of an instance that calls a cloud and has no counterpart."""
    command = next((c for c in program.commands if c.program in _CLOUDS), None)
    if program.statement.words[0] != "notify_master" or command is None:
        return
    for instance in configuration.instances:
        if program.statement not in instance.statements.get("notify_master", ()):
            continue
        if instance.any("notify", "notify_master_rx_lower_pri") is None:
            message = (
                f"{command.program} is called when this node becomes MASTER, but not when it stays MASTER "
                "after both were: name the script in notify_master_rx_lower_pri too"
            )
            related = () if program.source is None else (Related(command.span, "calls it here"),)
            yield Finding(message, program.span, related)
