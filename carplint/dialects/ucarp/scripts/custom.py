"""Custom scripts: which of them do more than move the VIP, and copies without their commands for it.

ucarp leaves the VIP to its scripts, keepalived does not. So the launchers' own scripts are not carried over, nor is one
whose text is at hand and holds no other commands; any other one may do more, and is still called: where it moves the
VIP, a copy of it, from which a command is taken out only if that is sure to change nothing else. Such a command is a
plain line of its own, outside any condition, loop or function, its address is the VIP, and nothing looks at its exit
status. Nothing is run for all this. Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); the vip-up and
vip-down of each package; POSIX.1-2017, Shell Command Language, 2.9 and 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.dialects.shell.reading import COMMANDS
from carplint.dialects.shell.script import Simple, UnsureError, cuts
from carplint.dialects.ucarp import options as ucarp_options
from carplint.dialects.ucarp.scripts.reading import change, steps
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import OutputFile
from carplint.text.phrase import Phrase, Said
from carplint.text.source import Source
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
_NOWHERE = r">&[0-9-]+$|>[>|]?[ \t]*[\"']?/dev/null[\"']?$"
"""An output that nobody finds later."""
_STATUS = r"\$\?|\$\{\?\}|\$\{?0|BASH_SOURCE|PIPESTATUS"
"""A use of the exit status of the command before, or of the name of the script."""

NOTE = "# keepalived does this: "
"""The text before a command that was taken out."""


class Call(NamedTuple):
    """ucarp's call of a script: with an interface, "" if not known, and the first of these VIPs."""

    interface: str
    vips: tuple[str, ...]

    @classmethod
    def of(cls, router: VirtualRouter) -> Call:
        """Return how the scripts of a router are called. Its `alias` is the interface that ucarp gives them."""
        vips = (v.address.value for v in router.brought_up)
        return cls(known(router.alias, ""), tuple(str(v.ip) for v in vips if v is not None))

    def steps(self, text: str) -> Sequence[tuple[Simple, bool]]:
        """Return the commands of a script, including those of functions and of every branch, and whether each moves a
        VIP; raise `UnsureError` if it is not sure what one does to the VIPs."""
        own = steps(text, {"1": self.interface or None, "2": self.vips[0]})
        return [(command, self._moves(command)) for command in own]

    def _moves(self, command: Simple) -> bool:
        program, words = command.program, command.values
        if words[0] is None or (
            program in _RUNNERS and any((w or "ip").rpartition("/")[2] in _CHANGERS for w in words[1:])
        ):
            raise UnsureError
        if program in ("ifup", "ifdown"):
            sure = self._is_alias(words[-1])
        elif program == "ifconfig" and len(words) > 2:
            sure = self._is_alias(words[1]) or any(map(self._is_vip, words[1:]))
        else:
            changed = change(command)
            return words[0] in DEFAULTS if changed is None else self._is_vip(changed.address)
        if not sure:
            raise UnsureError
        return True

    def _is_vip(self, word: str | None) -> bool:
        return word is not None and word.partition("/")[0] in self.vips

    def _is_alias(self, name: str | None) -> bool:
        """Return whether a name is that of the VIP's alias: what ucarp is told as its interface, or Debian's
        NAME:ucarp."""
        own = self.interface
        return name is not None and own != "" and name == (own if ":" in own else f"{own}:ucarp")


class Called(NamedTuple):
    """A script of a router, `up` or `down`, and the path of what keepalived calls for it: of the script itself if it
    leaves the VIP alone, else of a `copy`, None if the script is not at hand, so that a person has to make it."""

    way: str
    script: Value[str]
    path: str
    copy: OutputFile | None
    by_hand: bool
    """True if a person has to take the commands for the VIP out."""

    @property
    def own(self) -> bool:
        """Whether the script itself is called."""
        return self.path == self.script.value


def text_of(host: Host, path: str, here: Source) -> Source | None:
    """Return a script if it is among the inputs."""
    for script in host.scripts:
        if script.source.path.endswith(path):
            return script.source
    named = path.startswith("/") and not re.search(r"[*?\[]", path)  # a pattern would find other files
    found = host.files(path, here) if host.files is not None and named else None
    return next((f for f in found or () if isinstance(f, Source)), None)


def does_only_that(text: str, call: Call) -> bool:
    """Return whether a script is sure to do nothing lasting except to move the VIPs. Words that run something inside
    them may do more, and so does an output that goes where somebody finds it."""
    if text.startswith("#!") and _SHELL.match(text) is None:
        return False
    for cut in cuts(text):
        if any(re.search(r"\$\(|`", word.text) for word in cut.words):
            return False
        if any(">" in r and re.search(_NOWHERE, r) is None for r in cut.redirections):
            return False
    try:
        return all(moves or command.program in _NEUTRAL for command, moves in call.steps(text))
    except UnsureError:
        return False


def without(text: str, call: Call) -> str | None:
    """Return a script without its commands for the VIPs, None if it is not sure which these are, or if a shell would read more
    or less than the other commands in it."""
    try:
        moving = [command for command, moves in call.steps(text) if moves] if _SHELL.match(text) else None
    except UnsureError:
        return None
    if moving is None or (moving and re.search(_STATUS, text)):
        return None
    parts, rest = [], []
    at = end = 0
    for command in moving:
        if not command.whole or "\n" in text[command.start : command.end]:
            return None
        parts += [text[at : command.start], NOTE]
        rest += [text[end : command.start]]
        at, end = command.start, command.end
    copy = "".join((*parts, text[at:]))
    meant = Phrase.kept("".join((*rest, text[end:])))._replace(text=copy)
    return copy if Said(COMMANDS, (meant,)).difference() is None else None


def _custom(host: Host, script: Value[str] | None, call: Call) -> Value[str] | None:
    if script is None or not script.value:
        return None
    source = text_of(host, script.value, script.span.source)
    launchers = script.value in DEFAULTS if source is None else does_only_that(source.text, call)
    return None if launchers else script


def custom(host: Host, router: VirtualRouter, pair: bool) -> VirtualRouter:
    """Return a router with only those of its scripts that are still to be called after the conversion. Where they go on moving
    the VIP they are a `pair`: what one adds the other removes, with the same prefix. `alias` is the first argument that
    ucarp gives them, which may be an alias such as eth0:0."""
    router = router._replace(alias=ucarp_options.parse(router.command).given.get("interface"))
    if all(v.address.value is None for v in router.brought_up):
        return router._replace(up_script=None, down_script=None, script_parameter=None, alias=None)
    if router.up_script is None and router.down_script is None:
        return router._replace(script_parameter=None)
    call = Call.of(router)
    up, down = _custom(host, router.up_script, call), _custom(host, router.down_script, call)
    if pair and (up or down):
        up, down = router.up_script, router.down_script
    parameter = router.script_parameter
    kept = parameter if parameter is not None and parameter.value is not None and (up or down) else None
    return router._replace(up_script=up, down_script=down, script_parameter=kept)


def called(host: Host, router: VirtualRouter, copies: str) -> Iterator[Called]:
    """Yield what is called for the scripts of a router of a host; `copies` are their path without -up.sh and -down.sh."""
    for way, script in (("up", router.up_script), ("down", router.down_script)):
        if script is None:
            continue
        source = text_of(host, known(script, ""), script.span.source)
        text = without(source.text, Call.of(router)) if source is not None else None
        if source is not None and text == source.text:
            yield Called(way, script, known(script, ""), None, False)
            continue
        copy, path = None, f"{copies}-{way}.sh"
        if source is not None:
            mode = source.mode if source.mode is not None else 0o755
            mode |= (mode & 0o444) >> 2  # a copied tree may have lost its execute bits
            copy = OutputFile(path, source.text if text is None else text, mode, source.encoding)
        yield Called(way, script, path, copy, text is None)
