"""A FILE_CHECK or BFD_CHECK names a track_file or bfd_instance that is not defined above it, or names it twice.

Why: keepalived drops the checker, so the server is never taken out of service.

Daemon: "track_file ... not found", "BFD_CHECK - BFD ... not configured", "RS already monitoring ...". The order
counts: a definition below comes too late. A track_file without file, and a bfd_instance that says vrrp and not
checker, do not count. Source: keepalived check/check_file.c, check_bfd.c, bfd/bfd_parser.c; tried with 2.2.7.

Fix: correct the name, or move the definition above the virtual_server.

Exceptions: silent if a name is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import unclear
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL819"
NAME = "lvs-check-target-undefined"
SEVERITY = "error"
ON = "whole configuration with virtual servers"

_TARGETS = {"FILE_CHECK": ("track_file", ("track_file", "vrrp_track_file")), "BFD_CHECK": ("name", ("bfd_instance",))}
"""The line of each checker that names its target, and the blocks that define one."""


Definitions = dict[str, dict[str, Statement]]
"""For each kind of checker, what it may name."""


def _usable(block: Statement) -> bool:
    """Return whether checkers may use what a block defines."""
    if block.key == "bfd_instance":
        return block.last("vrrp") is None or block.last("checker") is not None
    return any(len(s.words) > 1 for s in block.within("file"))


def _undefined(line: Statement, above: dict[str, Statement], everywhere: dict[str, Statement]) -> Finding:
    name, span = line.words[1], line.span(1)
    below = everywhere.get(name)
    related: tuple[Related, ...] = ()
    fix = None
    if below is None:
        meant = nearest(name, tuple(above))
        fix = Fix(f"write {meant}", (Edit(span, meant),), safe=False) if meant else None
        message = f"{shown(name)} is not defined: keepalived drops this checker, so it does not check the server"
    else:
        related = (Related(below.whole(), "is here"),)
        message = f"{shown(name)} is not defined above, where checkers can use it: keepalived drops this checker"
    return Finding(message, span, related, fix)


def _check(server: Statement, above: Definitions, everywhere: Definitions) -> Iterator[Finding]:
    """The checkers of one real_server."""
    watched: dict[str, Statement] = {}
    for checker in server.within(*_TARGETS):
        kind = checker.key
        lines = [s for s in checker.within(_TARGETS[kind][0]) if len(s.words) > 1 and not unclear(s, 1)]
        good = [s for s in lines if s.words[1] in above[kind]]
        for line in lines:
            if line.words[1] not in above[kind]:
                found = _undefined(line, above[kind], everywhere[kind])
                yield found if good else found._replace(related=(*found.related, *closing(checker)))
        if kind == "BFD_CHECK" and good:
            line = good[0]
            first = watched.setdefault(line.words[1], line)
            if first is not line:
                message = f"this server is already checked by {shown(line.words[1])}: keepalived drops this checker"
                yield Finding(message, line.span(1), (Related(first.whole(), "the first"), *closing(checker)))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every name that is not defined where a checker uses it."""
    defining = {block: kind for kind, (_, blocks) in _TARGETS.items() for block in blocks}
    everywhere: Definitions = {kind: {} for kind in _TARGETS}
    above: Definitions = {kind: {} for kind in _TARGETS}
    for block in configuration.all(*defining):
        if unclear(block, 1):
            return
        if len(block.words) > 1:
            everywhere[defining[block.words[0]]].setdefault(block.words[1], block)
    for block in configuration.all("virtual_server", *defining):
        kind = defining.get(block.words[0])
        if kind is None:
            for server in block.within("real_server"):
                yield from _check(server, above, everywhere)
        elif len(block.words) > 1 and _usable(block):
            above[kind].setdefault(block.words[1], block)
