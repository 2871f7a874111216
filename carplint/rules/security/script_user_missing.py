"""enable_script_security is set, but no user is set for the scripts.

Why: keepalived drops every script: the checks are gone, and the node becomes MASTER while its service is dead.

Daemon: "Unable to set default user keepalived_script for script", "Unable to set default user for vrrp script chk -
removing". With enable_script_security it takes that account and no other unless one is named. Source: keepalived
core/notify.c (set_default_script_user); tried with 2.2.7, `-t` exits 5.

Fix: write script_user in global_defs, or run useradd -r keepalived_script on the node.

Exceptions: silent unless the node's etc/passwd is in the tree, since the account may be there.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration, configuration_of
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.model import Host
from carplint.text.finding import Finding, Related
from carplint.text.source import Source

CODE = "CL603"
NAME = "script-user-missing"
SEVERITY = "error"
ON = "host"
NEEDS = "enable_script_security"

_ACCOUNT = re.compile(r"^(?:keepalived_script:|\+)", re.MULTILINE)
"""The account, or a line that stands for accounts from elsewhere."""


def _without_user(configuration: Configuration) -> Statement | None:
    """The first check that has no user of its own."""
    for block in configuration.all("vrrp_script"):
        if block.last("user") is None and block.last("script") is not None:
            return block
    return None


def _lacks_account(host: Host, source: Source) -> bool:
    """Return whether it is known that the node has no account for scripts."""
    if host.files is None or "etc/keepalived/" not in source.path:
        return False
    accounts = next(iter(host.files("/etc/passwd", source) or ()), None)
    return isinstance(accounts, Source) and _ACCOUNT.search(accounts.text) is None


def check(host: Host) -> Iterator[Finding]:
    """One finding per host whose checks are dropped."""
    configuration = configuration_of(host)
    if configuration is None or not configuration.sound:
        return
    settings = [s for b in configuration.all("global_defs") for s in b.children or ()]
    secure = next((s for s in settings if s.words[0] == "enable_script_security"), None)
    script = _without_user(configuration)
    if secure is None or script is None or any(s.words[0] == "script_user" for s in settings):
        return
    if _lacks_account(host, secure.span().source):
        message = f"no user is set for scripts, and {host.name} has no account keepalived_script: keepalived drops every check"
        yield Finding(message, place(secure), (Related(place(script, 1), "a check without a user"),))
