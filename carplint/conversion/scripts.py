"""Scripts that a launcher runs when the VIP comes and goes: which of them do more than that.

ucarp leaves the VIP to its scripts, keepalived does not. So the launchers' own scripts are not carried over, nor one
whose text is at hand and holds no other commands; any other one may do more, and goes on being called.
Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); the vip-up and vip-down of each package.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from carplint.formats import ucarp_options
from carplint.formats.launcher import commands
from carplint.model import Host, Value, VirtualRouter, known
from carplint.source import Source

_FOLDERS = ("/etc/sysconfig/carp", "/usr/libexec/ucarp", "/usr/share/ucarp", "/etc/ucarp", "/usr/lib/ucarp")
DEFAULTS = frozenset(f"{folder}/vip-{way}" for folder in _FOLDERS for way in ("up", "down"))
"""The scripts of the packages: all that they do is to add or remove the VIP."""

_ADDRESS = "ip ifconfig ifup ifdown arping arp send_arp"
_NEUTRAL = "exec . source [ test exit echo logger printf sleep set shift true : fi else then esac done export cd"
_KNOWN = frozenset((_ADDRESS + " " + _NEUTRAL).split())
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)


class Custom(NamedTuple):
    """The scripts of a virtual router that may do more than move the VIP; None where there is none. `interface` is what
    ucarp calls them with first, which may be an alias such as eth0:0; "" where that is not known."""

    up: Value[str] | None = None
    down: Value[str] | None = None
    parameter: Value[str] | None = None
    interface: str = ""


def text_of(host: Host, path: str, here: Source) -> Source | None:
    """A script where it is among the inputs."""
    for script in host.scripts:
        if script.source.path.endswith(path):
            return script.source
    found = host.files(path, here) if host.files is not None and path.startswith("/") else None
    return next((f for f in found or () if isinstance(f, Source)), None)


def _plain(source: Source) -> bool:
    """Whether a script does nothing but add or remove addresses."""
    for command in commands(source):
        words = [w for w in command.words if not _ASSIGNMENT.fullmatch(w)]
        if words and words[0] not in DEFAULTS and words[0].rpartition("/")[2] not in _KNOWN:
            return False
    return True


def _custom(host: Host, script: Value[str] | None) -> Value[str] | None:
    if script is None or not script.value:
        return None
    source = text_of(host, script.value, script.span.source)
    if source is not None:
        return None if _plain(source) else script
    return None if script.value in DEFAULTS else script


def custom(host: Host, router: VirtualRouter) -> Custom:
    """The scripts of a virtual router that are to be called after the conversion, too."""
    up, down = _custom(host, router.up_script), _custom(host, router.down_script)
    if up is None and down is None:
        return Custom()
    interface = ucarp_options.parse(router.command).given.get("interface")
    return Custom(up, down, router.script_parameter, known(interface, ""))
