"""A checker lacks the line that says what to check: MISC_CHECK its script, FILE_CHECK its file, BFD_CHECK its name.

Why: keepalived drops the checker, so the server is never taken out of service.

Daemon: "No script path has been specified for MISC_CHECKER - skipping", "FILE_CHECK has no track_file specified -
ignoring", "No name has been specified for BFD_CHECKER - skipping". Source: keepalived check/check_misc.c,
check_file.c, check_bfd.c; tried with 2.2.7.

Fix: write misc_path, track_file or name.

Exceptions: HTTP_GET and SSL_GET are lvs-http-get-without-url; a name that is not defined is
lvs-check-target-undefined.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import closing
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding

CODE = "CL818"
NAME = "lvs-check-incomplete"
SEVERITY = "error"
ON = "configuration with virtual servers"

_NEEDED = {"MISC_CHECK": "misc_path", "FILE_CHECK": "track_file", "BFD_CHECK": "name"}


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every checker without its line."""
    for _, checker in checkers(configuration, *_NEEDED):
        needed = _NEEDED[checker.key]
        if checker.last(needed) is None:
            message = f"{checker.key} has no {needed}: keepalived drops this checker, so it does not check the server"
            yield Finding(message, checker.span(), closing(checker))
