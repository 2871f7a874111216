"""A checker connects to a link-local IPv6 address without naming an interface.

Why: fe80:: addresses are on every link, so the kernel does not know where to connect: the check always fails.

Daemon: "Checker link local address fe80::1 requires a bind_if". Source: keepalived check/check_api.c
(check_conn_opts); tried with 2.2.7.

Fix: bind_if with the interface in the checker, or an address that is not link-local.

Exceptions: MISC_CHECK, FILE_CHECK and BFD_CHECK do not connect.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import address, unclear
from carplint.rules.lvs.facts import CONNECTING, checkers
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL822"
NAME = "lvs-link-local-without-interface"
SEVERITY = "error"
ON = "configuration with virtual servers"


_FE80 = ("fe", "FE", "Fe", "fE")


def _target(server: Statement, checker: Statement) -> Statement:
    """The line with the address that a checker connects to."""
    good = [s for s in checker.within("connect_ip") if len(s.words) > 1 and address(s.words[1]) is not None]
    return good[-1] if good else server


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every checker of a link-local address without interface."""
    for server, checker in checkers(configuration, *CONNECTING):
        for block in (*checker.within("host"), checker):
            line = _target(server, block)
            word = line.words[1] if len(line.words) > 1 else ""
            at = address(word) if word[:2] in _FE80 and not unclear(line, 1) else None
            if at is None or not at.is_link_local or block.last("bind_if") is not None:
                continue
            message = f"{checker.key} connects to {shown(word)} and has no bind_if: it cannot connect"
            yield Finding(message, block.span(), closing(block))
            break
