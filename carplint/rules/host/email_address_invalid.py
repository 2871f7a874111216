"""An entry among the mail addresses is not an address: it is a setting, or has a surplus bracket or comma.

Why: nobody gets mail. keepalived gives the mail server all recipients of a mail, and drops the mail at the first one
that is refused. A setting inside the list is not set either.

Daemon: `-t` is silent: 2.2.7 takes every word of notification_email as an address, unchecked. Seen with a mail server
that refuses `smtp_connect_timeout`: "Error processing RCPT cmd on SMTP server", and no mail to the others. Later
releases log "email address '...' invalid" for one that ends in > without a <; core/global_data.c.

Fix: close notification_email before the settings; write one address per line, with both brackets or none.

Exceptions: local names such as root are addresses, and so is "Name <name@example.org>". Silent about words that a definition hides.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.text.finding import Finding

CODE = "CL337"
NAME = "email-address-invalid"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "notification_email notification_email_from"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line of the addresses that is a setting, and every word of the others that cannot be an address."""
    for block in configuration.all("global_defs"):
        for addresses in block.within("notification_email"):
            for line in addresses.children or ():
                if lookup("global_defs", line.key) is None:
                    yield from _faults(line, 0)
                    continue
                message = f"{line.key} is in the list of addresses: keepalived sends mails to it instead of setting it"
                yield Finding(message, line.whole(), closing(addresses))
        for line in block.within("notification_email_from"):
            yield from _faults(line, 1)


def _faults(line: Statement, first: int) -> Iterator[Finding]:
    """The words of a line, from the `first` on, that end in a comma, and the one where its brackets do not match."""
    words = line.words[first:]
    if any("$" in w for w in words):
        return
    for index, word in enumerate(words, first):
        if "@" in word and word[-1] in ",;":
            yield Finding(
                f"keepalived takes the {word[-1]} as part of this address, and the mail server refuses it",
                line.span(index),
            )
    text = " ".join(words)
    if text.count("<") != text.count(">"):
        at = next(i for i, w in enumerate(words, first) if w.count("<") != w.count(">"))
        missing = "<" if text.count("<") < text.count(">") else ">"
        yield Finding(f"this address lacks its {missing}: the mail server refuses it", line.span(at))
