"""Copies of custom scripts without their commands for the VIP, which keepalived adds and removes itself.

A command is taken out only if that is sure to change nothing else: it is a plain line of its own, outside any
condition, loop or function, its address is the VIP, and nothing looks at its exit status. Nothing is run for it.
Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); ip-address(8); ifconfig(8); POSIX.1-2017, Shell
Command Language, 2.9 and 2.10.
"""

from __future__ import annotations

import re

from carplint.dialects.shell.script import UnsureError
from carplint.dialects.ucarp.scripts.custom import text_of
from carplint.dialects.ucarp.scripts.vip_commands import Call, commands, is_shell
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import certain
from carplint.text.typing import NamedTuple

NOTE = "# keepalived does this: "
"""The text before a command that was taken out."""

_STATUS = re.compile(r"\$\?|\$\{\?\}|\$\{?0|BASH_SOURCE|PIPESTATUS")
"""A use of the exit status of the command before, or of the name of the script."""


class Copy(NamedTuple):
    """A script for the result: its text, mode and encoding, whether anything was taken out of it, and whether it is
    sure what there is to take out; otherwise it is as it was, and a person has to look."""

    text: str
    mode: int
    encoding: str
    changed: bool
    sure: bool


def without(text: str, call: Call) -> str:
    """Return a script without its commands for the VIPs; raise `UnsureError` if it is not sure which these are."""
    places = []
    for command in commands(text, call):
        if command.moves:
            if not command.whole or "\n" in text[command.start : command.end]:
                raise UnsureError
            places.append(command.start)
    if places and _STATUS.search(text):
        raise UnsureError
    for place in reversed(places):
        text = text[:place] + NOTE + text[place:]
    return text


def copy(host: Host, router: VirtualRouter, script: Value[str]) -> Copy | None:
    """Return a custom script without its commands for the VIPs, or as it is if it has none or it is not sure which
    these are; None if it is not at hand."""
    source = text_of(host, script.value or "", script.span.source)
    if source is None:
        return None
    vips = (str(certain(v.address).ip) for v in (*router.addresses, *router.excluded))
    call = Call(known(router.alias, ""), tuple(vips))
    try:
        text = without(source.text, call) if source.text.startswith("#!") and is_shell(source.text) else None
    except UnsureError:
        text = None
    mode = source.mode if source.mode is not None else 0o755
    mode |= (mode & 0o444) >> 2  # a copied tree may have lost its execute bits
    changed = text is not None and text != source.text
    return Copy(source.text if text is None else text, mode, source.encoding, changed, text is not None)
