"""A url of HTTP_GET or SSL_GET says nothing about the answer: no status_code, digest or regex.

Why: any page with a status of 200 to 299 passes, even one that says "out of order"; old versions pass any answer at
all, even 500.

Daemon: without status_code the range 200 to 299 counts. Source: keepalived.conf(5), check/check_http.c; the file
is accepted without a message (tried with 2.2.7).

Fix: status_code for what is expected, or digest or regex for the content of the page.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding

CODE = "CL817"
NAME = "lvs-http-url-without-assertion"
SEVERITY = "info"
ON = "configuration with virtual servers"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every url with a path alone."""
    for _, checker in checkers(configuration, "HTTP_GET", "SSL_GET"):
        for url in checker.within("url"):
            if url.last("path") is not None and not any(url.within("status_code", "digest", "regex")):
                message = "this check expects nothing of the answer, so any page with a status from 200 to 299 passes"
                yield Finding(message, url.span())
