"""A setting of a virtual_server or checker has no effect because of other settings, or of its position.

Why: it does not do what it was written for.

Daemon: "sh-port only applies to sh scheduler - ignoring": the flags of sh and mh count only below lb_algo sh or mh.
"Ignoring sorry_server inhibit used before or without sorry_server". With a firewall mark "cannot use ha_suspend with
fwmarks", "protocol specified for fwmark - protocol will be ignored". "one packet scheduling requires UDP -
resetting". Only in the log: "regex parameters specified without regex". Source: keepalived check/check_parser.c,
check/check_data.c (validate_check_config), check/check_http.c; tried with 2.2.7.

Fix: delete the setting, or move it below what it needs.

Exceptions: protocol and ops count if a group has addresses besides its marks.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer, endpoint
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import unclear
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding

CODE = "CL811"
NAME = "lvs-setting-without-effect"
SEVERITY = "error"
ON = "configuration with virtual servers"

_FLAGS = ("sh-port", "sh-fallback", "mh-port", "mh-fallback", "hashed")
_SORRY = ("sorry_server_inhibit", "sorry_server_lvs_method")
_REGEX = ("regex_no_match", "regex_options", "regex_min_offset", "regex_max_offset", "regex_stack")


def _order(block: Statement) -> Iterator[tuple[Statement, str]]:
    """The lines of a virtual_server that need another one above them."""
    scheduler, sorry = "", False
    for line in block.children or ():
        key = line.words[0]
        if key in ("lb_algo", "lvs_sched") and len(line.words) > 1:
            scheduler = line.words[1]
        elif key == "sorry_server":
            sorry |= unclear(line, 1) or endpoint(line) is not None
        elif key in _FLAGS and scheduler not in ("sh", "mh") and "$" not in scheduler:
            yield line, "counts only below lb_algo sh or mh"
        elif key in _SORRY and not sorry:
            yield line, "counts only below sorry_server"


def _whole(service: VirtualServer) -> Iterator[tuple[Statement, str]]:
    """The lines that the kind of the service or its protocol makes void."""
    block = service.statement
    marked_only = service.marked and not service.endpoints
    if service.marked and (line := block.last("ha_suspend")) is not None:
        yield line, "does not go with a firewall mark"
    if marked_only and service.protocol is not None and (line := block.last("protocol")) is not None:
        yield line, "has no effect on a firewall mark, which covers all protocols"
    if not marked_only and service.protocol in ("TCP", "SCTP") and (line := block.last("ops")) is not None:
        yield line, f"needs protocol UDP, but this is {service.protocol}"


def _regex(configuration: Configuration) -> Iterator[tuple[Statement, str]]:
    for _, checker in checkers(configuration, "HTTP_GET", "SSL_GET"):
        for url in checker.within("url"):
            lines = list(url.within(*_REGEX))
            if lines and url.last("regex") is None:
                yield from ((line, "needs a regex in the same url") for line in lines)


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line that the daemon ignores because of another."""
    found: list[tuple[Statement, str]] = []
    for block in configuration.all("virtual_server"):
        found += _order(block)
    for service in configuration.virtual_servers:
        if not service.dropped and service.sure:
            found += _whole(service)
    found += _regex(configuration)
    for line, why in found:
        yield Finding(f"{line.key} {why}: keepalived ignores it", line.whole())
