"""The syslog facility of a uCarp daemon is not one that it knows.

Why: its messages do not arrive where they are looked for; they keep the facility `daemon`.

Daemon: "Unknown syslog facility", and it starts. Case does not count, blanks do. Source: ucarp 1.5.2, src/ucarp.c
(case 'f') and src/syslognames.h; tried.

Fix: --facility=daemon, local0 to local7, or another name of syslog(3) without LOG_; none for no syslog at all.

Exceptions: silent if it is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp.options import parse
from carplint.model import VirtualRouter
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL298"
NAME = "ucarp-facility-unknown"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "facility"

_KNOWN = frozenset(
    "auth authpriv cron daemon ftp kern lpr mail mark news none security syslog user uucp".split()
    + [f"local{n}" for n in range(8)]
)


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every such facility."""
    word = parse(router.command).given.get("facility")
    text = None if word is None else word.value
    if word is not None and text is not None and text.lower() not in _KNOWN and not text.endswith("\r"):
        message = f"ucarp does not know the facility {shown(text) or '(empty)'}: its messages stay those of `daemon`"
        yield Finding(message, word.span, label="not a facility")
