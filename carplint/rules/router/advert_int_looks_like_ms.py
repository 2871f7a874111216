"""advert_int is half a minute or more, as if it were in milliseconds.

Why: a backup waits for three intervals before it takes over. With `advert_int 100` the VIP is gone for five minutes.

Daemon: advert_int is in seconds; 0.01 to 255 of them with version 2, at most 40.95 with version 3. Source:
keepalived.conf(5); tried with 2.2.7, which takes 100 silently; github.com/acassen/keepalived/issues/1705.

Fix: `advert_int 1`; or 0.1 with version 3.

Exceptions: silent below 30 seconds.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL257"
NAME = "advert-int-looks-like-ms"
SEVERITY = "warning"
ON = "instance"
NEEDS = "odd-interval"

_LONG, _LONGEST, _LONGEST_V3 = 30, 255, 40.95


def check(instance: Instance) -> Iterator[Finding]:
    """Every interval that the daemon takes and nobody wants to wait for."""
    statement = instance.last("advert_int")
    seconds = instance.given("advert_int")
    longest = _LONGEST if instance.version == 2 else _LONGEST_V3
    if statement is not None and seconds is not None and _LONG <= seconds <= longest:
        message = (
            f"advert_int is in seconds: a backup takes over after {3 * seconds:g} s without the MASTER. For "
            f"milliseconds write {seconds / 1000:g}, with version 3"
        )
        yield Finding(message, place(statement, 1))
