"""Scripts are configured without enable_script_security.

Why: keepalived runs scripts as root unless another user is set, and without this setting it even runs scripts that
other users can change. It complains at every start, and `keepalived -t` in a pipeline fails.

Daemon: "SECURITY VIOLATION - scripts are being executed but script_security not enabled.", and `-t` exits 6, if any of
the programs is there. Source: keepalived core/notify.c, core/main.c; tried with 2.2.7;
github.com/acassen/keepalived/issues/901.

Fix: write enable_script_security in global_defs, and script_user with the user that is to run them.

Exceptions: silent for a --target before 1.3.0, which does not know it; if nothing is tracked, notified or balanced, if
the file includes something that is not among the inputs, and for scripts that only test for a file (`</path`).
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.keywords import lookup
from carplint.text.finding import Finding

CODE = "CL605"
NAME = "script-security-off"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "program"


def check(configuration: Configuration) -> Iterator[Finding]:
    """One finding per configuration, at its first script."""
    if not configuration.programs or not configuration.sound:
        return
    word = lookup("global_defs", "enable_script_security")
    if word is None or not word.known_in(configuration.version):
        return
    if not (configuration.instances or configuration.virtual_servers):
        return
    if any(b.last("enable_script_security") is not None for b in configuration.all("global_defs")):
        return
    first = min(configuration.programs, key=lambda p: p.statement.start)
    message = "scripts run without enable_script_security: keepalived calls it a violation, and -t exits with 6"
    yield Finding(message, first.span)
