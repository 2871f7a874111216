"""The commands of a script that move the VIP: found in its text, which is never run.

Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); the vip-up and vip-down of each package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.shell.script import Cut, UnsureError, cuts
from carplint.dialects.ucarp.scripts.reading import Step, change, steps
from carplint.text.typing import NamedTuple

_FOLDERS = ("/etc/sysconfig/carp", "/usr/libexec/ucarp", "/usr/share/ucarp", "/etc/ucarp", "/usr/lib/ucarp")
_NAMES = ("vip-up", "vip-down", "vip-up-default.sh", "vip-down-default.sh")
DEFAULTS = frozenset(f"{folder}/{name}" for folder in _FOLDERS for name in _NAMES)
"""The scripts of the packages, the last two Gentoo's: all that they do is to add or remove the VIP."""

_RUNNERS = frozenset("exec command sudo env nohup nice ionice setsid timeout xargs".split())
"""Programs that run what follows them."""
_CHANGERS = frozenset("ip ifconfig ifup ifdown".split())
_SHELL = re.compile(r"#![ \t]*(?:/usr/bin/env[ \t]+)?(?:/\S*/)?(?:sh|bash|dash|ksh|ash)\b")
_NEUTRAL = frozenset(
    "exec [ test exit return echo printf sleep set true false : cd arping arp arpsend send_arp".split()
)
"""Commands that leave nothing behind, or only tell the segment where the VIP is, which keepalived does itself."""
_NOWHERE = re.compile(r">&[0-9-]+$|>[>|]?[ \t]*[\"']?/dev/null[\"']?$")
"""An output that nobody finds later."""


class Call(NamedTuple):
    """ucarp's call of a script: with an interface, "" if not known, and the first of these VIPs."""

    interface: str
    vips: tuple[str, ...]


class Command(NamedTuple):
    """A command of a script: where it is, whether it moves a VIP, and the values of its words, None if not known."""

    words: tuple[str | None, ...]
    start: int
    end: int
    moves: bool
    whole: bool
    """True if it is a line of its own outside any block."""


def _is_alias(name: str | None, interface: str) -> bool:
    """Return whether a name is that of the VIP's alias: what ucarp is told as its interface, or Debian's NAME:ucarp."""
    return name is not None and interface != "" and name == (interface if ":" in interface else f"{interface}:ucarp")


def _moves(step: Step, call: Call) -> bool:
    """Return whether a command adds or removes a VIP; raise `UnsureError` if that is not sure."""
    words = step.words
    if words[0] is None:
        raise UnsureError
    if step.program in _RUNNERS and any((w or "ip").rpartition("/")[2] in _CHANGERS for w in words[1:]):
        raise UnsureError
    if step.program == "ifconfig" and len(words) > 2:
        if _is_alias(words[1], call.interface) or any((w or "").partition("/")[0] in call.vips for w in words[1:]):
            return True
        raise UnsureError
    if step.program in ("ifup", "ifdown"):
        if not _is_alias(words[-1], call.interface):
            raise UnsureError
        return True
    changed = change(step)
    return words[0] in DEFAULTS if changed is None else changed.address.partition("/")[0] in call.vips


def commands(text: str, call: Call) -> Iterator[Command]:
    """Yield the commands of a script, including those of functions and of every branch; raise `UnsureError` if it is
    not sure what one does to the VIPs."""
    for step in steps(text, {"1": call.interface or None, "2": call.vips[0]}):
        simple = step.simple
        yield Command(step.words, simple.start, simple.end, _moves(step, call), simple.whole)


def is_shell(text: str) -> bool:
    """Return whether a script is a shell script, or does not say what it is."""
    return not text.startswith("#!") or _SHELL.match(text) is not None


def _may_last(cut: Cut) -> bool:
    """Return whether words run something inside them, or an output goes where somebody finds it."""
    substitutes = any(re.search(r"\$\(|`", w.text) for w in cut.words)
    return substitutes or any(">" in r and _NOWHERE.search(r) is None for r in cut.redirections)


def does_only_that(text: str, call: Call) -> bool:
    """Return whether a script is sure to do nothing lasting except to move the VIPs."""
    if not is_shell(text) or any(map(_may_last, cuts(text))):
        return False
    try:
        return all(c.moves or (c.words[0] or "").rpartition("/")[2] in _NEUTRAL for c in commands(text, call))
    except UnsureError:
        return False
