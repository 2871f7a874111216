"""HTTP_GET or SSL_GET has no url, or a url has no path.

Why: keepalived 2.2.7 crashes on a checker without url, also with `keepalived -t`, and the running daemon
crashes again and again. Newer ones drop the checker: the server counts as up whatever happens.

Daemon: "HTTP/SSL_GET checker has no urls specified - ignoring", "HTTP/SSL_GET checker url has no path -
ignoring". Source: keepalived check/check_http.c (http_get_check_end, url_check); tried with 2.2.7.

Fix: `url { path / }` with what the answer should be.

Exceptions: a path without a word is keyword-missing-value.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding

CODE = "CL816"
NAME = "lvs-http-get-without-url"
SEVERITY = "error"
ON = "configuration with virtual servers"


def _has_path(url: Statement) -> bool:
    return next(url.within("path"), None) is not None


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every url without path, and every checker that is left without one."""
    for _, checker in checkers(configuration, "HTTP_GET", "SSL_GET"):
        urls = list(checker.within("url"))
        for url in urls:
            if not _has_path(url):
                message = "this url has no path, so keepalived ignores it"
                yield Finding(message, url.span(), closing(url))
        if not any(map(_has_path, urls)):
            if configuration.version <= (2, 2, 7):
                effect = "keepalived 2.2.7 crashes here"
            else:
                effect = "keepalived drops it, and the server is never checked"
            yield Finding(f"{checker.key} has no url with a path: {effect}", checker.span(), closing(checker))
