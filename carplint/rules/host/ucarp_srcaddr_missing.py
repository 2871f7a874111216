"""A uCarp daemon gets no source address, or its launcher searches ifconfig's output for words that vary.

Why: if ifconfig prints something else, the address is empty, and `service carp start` stops with a message about a
missing IPADDR: no daemon, no VIP on this node. The ucarp service skips a vip file without SOURCE_ADDRESS, and a daemon
without --srcip ends.

Daemon: the pattern `inet addr:` fits English output of net-tools 1.x only. French prints `inet adr:`, and
net-tools 2.x (RHEL 7, Debian 9 and newer) prints `inet 192.0.2.1` in every language. Source: the launcher
of the carp service; techan.fr/ip-failover-avec-ucarp (CentOS bug 6651); tried on Debian 12.

Fix: BIND_ADDRESS=$(ip -4 -o addr show dev "$BIND_INTERFACE" label "$BIND_INTERFACE" | awk '{sub("/.*", "", $4); print
$4; exit}'), which leaves out aliases, as ifconfig does. Writing `inet adr:` instead, as a well-known blog does, moves
the fault to all other languages.

Exceptions: silent if the script sets LC_ALL=C or LANG=C and looks for `inet addr:`, which is what this service's
systems then print.
"""

import re
from collections.abc import Iterator

from carplint.model import Net
from carplint.rules.host.facts import missing
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Source, Span

CODE = "CL309"
NAME = "ucarp-srcaddr-missing"
SEVERITY = "error"
NEEDS = "scripts ucarp ucarp_opts ucarp_lines"

_MESSAGES = {
    "ucarp": "SOURCE_ADDRESS is not set, or empty: the launcher skips this file and starts no daemon",
    "ucarp_opts": "no source address is given: ucarp does not start",
    "ucarp_lines": "no --srcip is given: ucarp does not start",
}

_PATTERN = r"inet (addr|adr):"
_LOCALE = r"\b(?:LC_ALL|LANG)=[\"']?(?:C|POSIX|en_US)\b"
_ASSIGNMENT = (
    r"""[ \t]*\w+=(?P<value>(?P<quote>"?)(?P<tick>`|\$\()[ \t]*(?:/sbin/)?ifconfig[ \t]+(?P<device>"?\$\{?\w+\}?"?)[ \t]*\|"""
    r"""[^`\n]*(?:`|\))(?P=quote))[ \t]*"""
)


def _fix(source: Source, start: int) -> Fix | None:
    """`ip` instead of `ifconfig`, if the line at `start` is nothing but the assignment."""
    end = source.text.find("\n", start) % (len(source.text) + 1)
    line = re.compile(_ASSIGNMENT).fullmatch(source.text, start, end)
    if line is None:
        return None
    device = '"' + line["device"].strip('"') + '"'
    text = f"""$(ip -4 -o addr show dev {device} label {device} | awk '{{sub("/.*", "", $4); print $4; exit}}')"""
    return Fix("ask ip instead of ifconfig", (Edit(Span(source, *line.span("value")), text),), safe=False)


def _patterns(source: Source) -> Iterator[Finding]:
    text = source.text
    for match in re.finditer(_PATTERN, text):
        start = text.rfind("\n", 0, match.start()) + 1
        if "#" in text[start : match.start()].split("'")[0].split('"')[0]:
            continue
        if match[1] == "addr":
            if re.search(_LOCALE, text) is not None:
                continue
            why = "a French system prints `inet adr:`, and net-tools 2.x prints neither"
        else:
            why = "only French systems with net-tools 1.x print it; others print `inet addr:`, or neither"
        message = (
            f"the launcher looks for `{match[0]}` in the output of ifconfig, but {why}: then it finds no source "
            "address and no uCarp daemon starts. Ask `ip -4 -o addr show` instead"
        )
        span = Span(source, *match.span())
        yield Finding(message, span, label="depends on language and version", fix=_fix(source, start))


def check(net: Net) -> Iterator[Finding]:
    """Each such pattern in a launcher, but for comments."""
    for script in (s for h in net.hosts for s in h.scripts if s.role == "launcher"):
        yield from _patterns(script.source)
    for router in net.virtual_routers:
        if router.format in _MESSAGES and router.source_address is None:
            yield missing(router, _MESSAGES[router.format], "SOURCE_ADDRESS", "UCARP_SOURCEADDRESS")
