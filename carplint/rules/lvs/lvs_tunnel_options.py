"""The words after a forwarding method are no tunnel options, or do not go together.

Why: keepalived takes the method without them, so packets leave in a tunnel that the servers do not expect.

Daemon: "Invalid tunnel option ...", "Unknown tunnel type ...", "gue tunnels require port, otherwise cannot have
port.", "ipip tunnels do not support checksum option.", "gre tunnels do not support remote checksum option.".
What may follow: type ipip, gue or gre; port for gue; nocsum, csum or remcsum. Source: keepalived
check/check_parser.c (svr_forwarding_handler); tried with 2.2.7.

Fix: for instance `lb_kind TUN type gue port 6080 remcsum`.

Exceptions: silent if a word is still a variable. NAT and DR have no use for options; right ones are accepted.
"""

from collections.abc import Iterator, Sequence

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import METHODS, PORTS
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import unclear, whole
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL812"
NAME = "lvs-tunnel-options"
SEVERITY = "error"
ON = "configuration with virtual servers"

_TYPES = ("ipip", "gue", "gre")
_CHECKSUMS = ("nocsum", "csum", "remcsum")


def _value(word: str, following: str | None) -> str:
    """The fault of the value after type or port, or nothing."""
    if following is None:
        return f"{word} has no value after it"
    if word == "type":
        return "" if following in _TYPES else f"{shown(following)} is not a tunnel type: write ipip, gue or gre"
    return "" if whole(following, 1, PORTS) else f"{shown(following)} is not a port"


def _together(method: str, kind: str, port: bool, checksum: str) -> str:
    """The fault of options that are each right, or nothing."""
    if method != "TUN":
        return ""
    if port != (kind == "gue"):
        return "a gue tunnel needs a port" if kind == "gue" else f"a {kind} tunnel has no port"
    if kind == "ipip" and checksum != "nocsum":
        return f"an ipip tunnel has no checksum: {checksum} is for gue and gre"
    return "a gre tunnel has no remcsum" if kind == "gre" and checksum == "remcsum" else ""


def _problem(words: Sequence[str]) -> tuple[int, str] | None:
    """Which word is wrong, and why."""
    kind, port, checksum = "ipip", False, "nocsum"
    at = 2
    while at < len(words):
        word = words[at]
        if word in ("type", "port"):
            following = words[at + 1] if at + 1 < len(words) else None
            wrong = _value(word, following)
            if wrong:
                return min(at + 1, len(words) - 1), wrong
            kind, port = (following or kind, port) if word == "type" else (kind, True)
            at += 1
        elif word in _CHECKSUMS:
            checksum = word
        else:
            return at, f"{shown(word)} is not a tunnel option; write a type after the word type"
        at += 1
    clash = _together(words[1], kind, port, checksum)
    return (2, clash) if clash else None


def _methods(block: Statement) -> Iterator[Statement]:
    yield from block.within("lb_kind", "lvs_method", "sorry_server_lvs_method")
    for server in block.within("real_server"):
        yield from server.within("lvs_method")


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every method with options that the daemon does not take."""
    for block in configuration.all("virtual_server"):
        for line in _methods(block):
            if len(line.words) < 3 or line.words[1] not in METHODS or unclear(line, 1):
                continue
            problem = _problem(line.words)
            if problem is not None:
                message = f"{problem[1]}: keepalived does not create this tunnel"
                yield Finding(message, line.span(problem[0]))
