"""The commands of a unit that start a ucarp, though not as its service, or one that cannot run."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.shell.starts import Start, started
from carplint.dialects.systemd.one_word import one_word
from carplint.dialects.systemd.syntax import Assignment
from carplint.dialects.systemd.unit import Command, Unit
from carplint.dialects.ucarp.options import parse
from carplint.text.finding import Finding
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

_SECTIONS = ("Service", "Unit", "Install")
_BESIDE = ("ExecCondition", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStop", "ExecStopPost")
"""The keys of commands that are not the service itself."""


def _starts(command: Command) -> bool:
    return not command.ignored and any(s.daemon == "ucarp" for s in started(command.words))


def elsewhere(unit: Unit) -> Iterator[tuple[Assignment, str]]:
    """Yield the ExecStart= of a ucarp that stands in no [Service], and why it does not count. Source: tried with systemd-analyze
    verify of 252: `Unknown section 'Services'. Ignoring.`, `Unknown key 'ExecStart' in section [Unit], ignoring.`"""
    for own in unit.assignments:
        if own.key.written != "ExecStart" or own.section == "Service" or not any(map(_starts, unit.lines(own))):
            continue
        hint = " (did you mean [Service]?)" if nearest(own.section, _SECTIONS) == "Service" else ""
        known = own.section in _SECTIONS
        why = f"[{own.section}] has no ExecStart=" if known else f"systemd does not know [{shown(own.section)}]{hint}"
        yield own, f"{why}, so this line does not count and the unit has no ExecStart="


def beside(unit: Unit) -> Iterator[Assignment]:
    """Yield the assignments by which a unit starts a ucarp beside what its service is."""
    for own in (a for key in _BESIDE for a in unit.all("Service", key)):
        if "ucarp" in own.masked and any(map(_starts, unit.lines(own))):
            yield own


def fault(unit: Unit, command: Command, start: Start) -> Finding | None:
    """Return the reason that a ucarp which is started for certain cannot run: its options are one word, or it has none of those
    that it needs. Tried: it ends with "You must supply a valid virtual host id"."""
    words = start.words[1:]
    options = parse(words)
    values = {id(value) for _, value in options.uses}
    several = next(one_word(unit, command, [w for w in words if id(w) not in values], "ucarp"), None)
    if several is not None:
        return several
    if options.why or options.given.keys() & {"vhid", "addr"}:
        return None
    message = "this ucarp gets neither a VHID nor a VIP, so it ends at once"
    return Finding(message, start.words[0].span, name="systemd-command-unusable")
