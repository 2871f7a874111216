"""Two instances want the same name for their interfaces (use_vmac, use_ipvlan).

Why: keepalived ignores the name for the second one and makes up another, so firewall rules and monitoring miss it.

Daemon: "VRRP instance VI_1 is already using vrrp51 - ignoring name". Source: keepalived vrrp/vrrp_parser.c
(vrrp_vmac_handler, vrrp_ipvlan_handler); tried with 2.2.7.

Fix: give each its own name.

Exceptions: without a name keepalived makes one from the VRID.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import family
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL332"
NAME = "vmac-name-duplicate"
SEVERITY = "error"
ON = "several instances"
NEEDS = "use_vmac use_vmac_addr use_ipvlan"

_WORDS = ("bridge", "private", "vepa", "netlink_notify_msg")


def _name(line: Statement) -> int:
    """Which word is the name; 0 if none is."""
    words = line.words
    if "name" in words[:-1]:
        return words.index("name") + 1
    for at, word in enumerate(words):
        if at and ":" not in word and word not in _WORDS and not family(word.split("/", 1)[0]):
            return 0 if word == "group" else at
    return 0


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every name that an instance above has."""
    seen: dict[str, Statement] = {}
    for instance in configuration.instances:
        line = instance.any("use_vmac", "use_vmac_addr", "use_ipvlan")
        at = 0 if line is None else _name(line)
        if line is None or not at or "$" in line.words[at]:
            continue
        first = seen.setdefault(line.words[at], line)
        if first is not line:
            message = f"another instance already has the name {shown(line.words[at])}: keepalived ignores it here"
            yield Finding(message, place(line, at), (Related(place(first, _name(first)), "used here"),))
