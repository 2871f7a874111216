"""Mails are switched on, but there is no recipient.

Why: nobody is notified of a failover.

Daemon: smtp_alert sends a mail only if notification_email is not empty; lib and core/smtp.c, smtp_alert.
`-t` is silent (tried with 2.2.7).

Fix: notification_email, notification_email_from and smtp_server in global_defs; or delete smtp_alert.

Exceptions: silent with `smtp_alert off`.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.text.finding import Finding

CODE = "CL344"
NAME = "smtp-alert-without-recipient"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "smtp_alert smtp_alert_vrrp smtp_alert_checker virtual_server"


_KEYS = ("smtp_alert", "smtp_alert_vrrp", "smtp_alert_checker")


def check(configuration: Configuration) -> Iterator[Finding]:
    """The first statement of each host that wants mails."""
    blocks = tuple(configuration.all("global_defs"))
    if any(b.last("notification_email") for b in blocks):
        return
    others = (*blocks, *configuration.all("vrrp_sync_group", "virtual_server"))
    lines = [line for block in others for line in block.within(*_KEYS)]
    lines += [line for i in configuration.instances for k in _KEYS for line in i.statements.get(k, ())]
    first = next((line for line in lines if line.words[1:2] not in (("off",), ("false",), ("no",))), None)
    if first is not None:
        message = "there is no notification_email for these mails: nobody is notified of a failover"
        yield Finding(message, first.span())
