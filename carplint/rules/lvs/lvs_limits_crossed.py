"""A checker's minimum is larger than its maximum: lengths of a UDP answer, offsets or stack of a regex.

Why: UDP_CHECK always fails, and the server is taken out of service; regex limits are dropped silently.

Daemon: "UDP_CHECK min_reply length ... > max_reply_length ... - will always fail"; without max_reply_length the
largest is 255. Only in the log: "regex min offset ... > regex_max_offset ... - ignoring", "regex stack start cannot
exceed max value". Source: keepalived check/check_udp.c, check/check_http.c; tried with 2.2.7.

Fix: swap the two, or correct the wrong one.

Exceptions: silent if a number is still a variable or is invalid.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import WEIGHTS
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import whole
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding, Related

CODE = "CL821"
NAME = "lvs-limits-crossed"
SEVERITY = "error"
ON = "configuration with virtual servers"

_ANSWER = 255
"""The longest answer of UDP_CHECK unless written: check_udp.c, UDP_BUFSIZE."""


def _number(block: Statement, key: str, word: int = 1) -> int | None:
    line = block.last(key)
    return None if line is None or len(line.words) <= word else whole(line.words[word], 0, WEIGHTS)


def _udp(block: Statement) -> Iterator[Finding]:
    low = _number(block, "min_reply_length")
    line = block.last("max_reply_length")
    high = _ANSWER if line is None else _number(block, "max_reply_length")
    if low is not None and high is not None and low > high:
        least = block.last("min_reply_length") or block
        related = (*(() if line is None else (Related(line.whole(), "the largest"),)), *closing(block))
        yield Finding(
            f"no answer has at least {low} and at most {high} octets: this check always fails", least.whole(), related
        )


def _regex(url: Statement) -> Iterator[Finding]:
    if url.last("regex") is None:
        return
    low, high = _number(url, "regex_min_offset"), _number(url, "regex_max_offset")
    line = url.last("regex_min_offset")
    if line is not None and low is not None and high is not None and low > high:
        message = f"regex_min_offset {low} is larger than regex_max_offset {high}: keepalived silently ignores them"
        yield Finding(message, line.whole())
    line = url.last("regex_stack")
    low, high = _number(url, "regex_stack"), _number(url, "regex_stack", 2)
    if line is not None and low is not None and high is not None and low > high:
        message = f"regex_stack starts at {low}, above its maximum of {high}: keepalived silently ignores it"
        yield Finding(message, line.whole())


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every pair of limits the wrong way round."""
    for _, checker in checkers(configuration, "UDP_CHECK"):
        yield from _udp(checker)
    for _, checker in checkers(configuration, "HTTP_GET", "SSL_GET"):
        for url in checker.within("url"):
            yield from _regex(url)
