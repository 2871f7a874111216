"""A value of a checker, a persistence or a tracked file is malformed.

Why: the value is ignored, and the check is not the one that was written, or there is none.

Daemon: for instance "Invalid HTTP_GET status code", "Unable to interpret hex digit", "DNS_CHECK name ... has empty
label - ignoring", "Invalid hex string for UDP_CHECK payload", "Invalid IPv4 persistence_granularity specified",
"Unknown track file init option", "unknown weight option". Only in the log: "Invalid regex", "regex_stack invalid". By
mistake it also refuses DNS names that begin with a label of one character, and octets that end in ff. Source:
keepalived check/check_http.c, check_dns.c, check_udp.c, check_file.c, check_parser.c, lib/parser.c (read_hex_str),
trackers/track_file.c, bfd/bfd_parser.c; tried with 2.2.7.

Fix: write it as the message says.

Exceptions: silent if a word is still a variable. Other rules report numbers out of range and missing words.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import address, granularity, unclear, whole
from carplint.rules.lvs.facts import checkers
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL820"
NAME = "check-value-malformed"
SEVERITY = "error"
ON = "configuration"
NEEDS = "virtual_server track_file vrrp_track_file bfd_instance"

Problem = tuple[int, str] | None
"""Which word is wrong, and why."""

Form = Callable[[Sequence[str]], Problem]

_CODE = "[ \t]*[+]?0*([1-5][0-9]{2})"
_STATUS = re.compile(f"{_CODE}(?:-{_CODE})?")
_INTEGER_START = re.compile(r"[ \t]*[-0-9]")
_HEX = re.compile(r"[0-9A-Fa-f \t]+")
_HEX_OR_ANY = re.compile(r"[0-9A-Fa-fxX \t]+")


def _status(words: Sequence[str]) -> Problem:
    for at, word in enumerate(words[1:], 1):
        match = _STATUS.fullmatch(word)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            return at, f"{shown(word)} is not a status from 100 to 599, nor a range of them such as 200-299"
    return None


def _digest(words: Sequence[str]) -> Problem:
    if (
        len(words) < 2
        or len(words[1].encode("utf-8", "surrogateescape")) != 32
        or re.fullmatch(r"[0-9A-Fa-f]+", words[1])
    ):
        return None
    return 1, "a digest is written in hexadecimal digits: genhash prints it"


def _dns(words: Sequence[str]) -> Problem:
    name = words[1] if len(words) > 1 else ""
    if len(name) > 1 and (name[0] == "." or ".." in name):
        return 1, f"{shown(name)} has an empty label"
    if len(name) > 1 and name[1] == ".":
        return 1, f"a bug of keepalived makes it refuse {shown(name)}: its first label has only one character"
    return None


def _octets(form: re.Pattern[str], what: str) -> Form:
    def problem(words: Sequence[str]) -> Problem:
        at = next((i for i, w in enumerate(words[1:], 1) if not form.fullmatch(w)), None)
        if at is not None:
            return at, what
        last = words[-1].split()[-1:] if len(words) > 1 else []
        if last and last[0][-2:].lower() == "ff" and len(last[0]) % 2 == 0:
            return len(words) - 1, "a bug of keepalived makes it refuse octets of which the last is ff"
        return None

    return problem


def _stack(words: Sequence[str]) -> Problem:
    wrong = (i for i, w in enumerate(words[1:3], 1) if whole(w, 0, 2**64) is None)
    at = next(wrong, None)
    return None if at is None else (at, f"{shown(words[at])} is not a number of octets")


_SET = re.compile(r"\[\^?\]?(?:\[:\w+:\]|[^\]])*\]?")


def _regex(words: Sequence[str]) -> Problem:
    """Brackets without their pair; where an escape or a quote makes the pattern another one, nothing is said."""
    if len(words) != 2 or set(words[1]) & set("\\'"):
        return None
    rest = _SET.sub(lambda found: "" if len(found[0]) > 2 and found[0][-1] == "]" else "[", words[1])
    if "[" in rest:
        return 1, "the pattern has a [ without a ]"
    depth = 0
    for character in rest:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
    return (1, f"the pattern has a {')' if depth < 0 else '('} without its counterpart") if depth else None


def _length(words: Sequence[str]) -> Problem:
    if len(words) < 2 or granularity(words[1], 6):
        return None
    return 1, f"{shown(words[1])} is not a length of an IPv6 prefix, from 1 to 128"


def _mask(words: Sequence[str]) -> Problem:
    if len(words) < 2 or granularity(words[1], 4):
        return None
    return 1, f"{shown(words[1])} is not a netmask such as 255.255.255.0"


def _init(words: Sequence[str]) -> Problem:
    for at, word in enumerate(words[1:], 1):
        if _INTEGER_START.match(word):
            if whole(word, -254, 254) is None:
                return at, f"{shown(word)} is not a number from -254 to 254"
        elif word.strip(" \t") != "overwrite":
            return at, f"{shown(word)} is neither a number nor overwrite"
    return None


def _option(*known: str) -> Form:
    def problem(words: Sequence[str]) -> Problem:
        if len(words) < 3 or words[2] in known:
            return None
        return 2, f"after the weight comes {' or '.join(known)} or nothing, not {shown(words[2])}"

    return problem


_GET: dict[str, Form] = {"status_code": _status, "digest": _digest, "regex": _regex, "regex_stack": _stack}
_UDP: dict[str, Form] = {
    "payload": _octets(_HEX, "a payload is written in hexadecimal digits"),
    "require_reply": _octets(_HEX_OR_ANY, "an answer is written in hexadecimal digits, with x for any digit"),
}
_TRACKED: dict[str, Form] = {"init_file": _init, "weight": _option("reverse")}
_SERVER = "virtual_server/real_server"

FORMS: dict[str, dict[str, Form]] = {
    f"{_SERVER}/HTTP_GET/url": _GET,
    f"{_SERVER}/SSL_GET/url": _GET,
    f"{_SERVER}/DNS_CHECK": {"name": _dns},
    f"{_SERVER}/UDP_CHECK": _UDP,
    f"{_SERVER}/FILE_CHECK": {"weight": _option("reverse", "noreverse")},
    "track_file": _TRACKED,
    "vrrp_track_file": _TRACKED,
    "bfd_instance": {"weight": _option("reverse")},
}
"""How the words of a keyword are checked, by block."""


def _lines(block: Statement) -> Iterator[tuple[Statement, Form]]:
    forms = FORMS.get(block.path, {})
    return ((line, forms[line.words[0]]) for line in block.children or () if line.words[0] in forms)


def _checkers(configuration: Configuration) -> Iterator[tuple[Statement, Form]]:
    for _, block in checkers(configuration, "HTTP_GET", "SSL_GET"):
        for url in block.within("url"):
            yield from _lines(url)
    for _, block in checkers(configuration, "DNS_CHECK", "UDP_CHECK", "FILE_CHECK"):
        yield from _lines(block)


def _granularity(block: Statement) -> Iterator[tuple[Statement, Form]]:
    """The persistence of a virtual_server. Unless its address says which family, a word with a dot is a mask."""
    host = address(block.words[1]) if len(block.words) > 1 else None
    for line in block.within("persistence_granularity"):
        dotted = host.version == 4 if host is not None else "." in "".join(line.words[1:2])
        yield line, _mask if dotted else _length


def _all(configuration: Configuration) -> Iterator[tuple[Statement, Form]]:
    """Every line that has a form, and the form."""
    for block in configuration.all("virtual_server"):
        yield from _granularity(block)
    for block in configuration.all("track_file", "vrrp_track_file", "bfd_instance"):
        yield from _lines(block)
    yield from _checkers(configuration)


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every value in a form that the daemon does not read."""
    for line, form in _all(configuration):
        problem = None if unclear(line, 1) else form(line.words)
        if problem is not None:
            yield Finding(f"{line.key}: {problem[1]}", line.span(problem[0]))
