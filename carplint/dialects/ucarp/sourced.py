"""The variables of the files that launchers of ucarp source, and what stands in such a file for one that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from carplint.dialects.shell.values import assigned, is_plain, run
from carplint.dialects.ucarp import ALPINE, VARIABLES
from carplint.model import Document, Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.parse import parse
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

_REQUIRED = {
    "carp": frozenset(("BIND_INTERFACE", "VIP_INTERFACE", "PASSWORD")),
    "ucarp": frozenset(("BIND_INTERFACE", "SOURCE_ADDRESS", "VIP_ADDRESS", "PASSWORD", "PASSFILE")),
    "ucarp_opts": frozenset(
        ("UCARP_INTERFACE", "UCARP_SOURCEADDRESS", "UCARP_VIRTUALADDRESS", "UCARP_PASSFILE", "UCARP_VHID")
    )
    | frozenset(("VHID", "PASSWORD", "VIP")),
}
"""By format, the variables of which a rule says that they are missing."""
_OTHER_WORDS = {
    "PASS": "PASSWORD", "PASSWD": "PASSWORD", "SECRET": "PASSWORD", "KEY": "PASSWORD", "OPTS": "OPTIONS",
    "EXTRA_OPTIONS": "OPTIONS", "INTERFACE": "BIND_INTERFACE", "IFACE": "BIND_INTERFACE", "DEVICE": "BIND_INTERFACE",
    "VIP": "VIP_ADDRESS", "ADDR": "VIP_ADDRESS", "VIRTUAL_ADDRESS": "VIP_ADDRESS", "SRCIP": "SOURCE_ADDRESS",
    "SRC_ADDRESS": "SOURCE_ADDRESS", "BIND_ADDRESS": "SOURCE_ADDRESS", "ALIAS": "VIP_INTERFACE",
    "UCARP_VIP": "UCARP_VIRTUALADDRESS", "UCARP_ADDR": "UCARP_VIRTUALADDRESS", "UCARP_ADDRESS": "UCARP_VIRTUALADDRESS",
    "UCARP_PASSWORD": "UCARP_PASS", "UCARP_SRCIP": "UCARP_SOURCEADDRESS", "UCARP_OPTIONS": "UCARP_OPTS",
    "UCARP_IFACE": "UCARP_INTERFACE", "UCARP_ID": "UCARP_VHID", "UCARP_VID": "UCARP_VHID",
    "UCARP_PREFIX": "UCARP_VIRTUALPREFIX",
}  # fmt: skip
"""Names that other launchers have for the same, or that somebody made up."""
_FOR_ALPINE = {
    "VID": "VHID", "ID": "VHID", "PASS": "PASSWORD", "PASSWD": "PASSWORD", "SECRET": "PASSWORD", "KEY": "PASSWORD",
    "SRCIP": "REALIP", "SRC": "REALIP", "SOURCE": "REALIP", "SOURCE_ADDRESS": "REALIP", "ADDRESS": "VIP", "ADDR": "VIP",
    "VIP_ADDRESS": "VIP", "VIRTUAL_IP": "VIP", "VIRTUALIP": "VIP", "INTERFACE": "IFACE", "DEVICE": "IFACE",
    "OPTIONS": "EXTRA_ARGS", "OPTS": "EXTRA_ARGS", "ARGS": "EXTRA_ARGS", "EXTRA_OPTS": "EXTRA_ARGS",
    "UPSCRIPT": "UP", "DOWNSCRIPT": "DOWN",
}  # fmt: skip


class Misspelt(NamedTuple):
    """A variable that no launcher reads, where it is written, and the one that was meant."""

    key: Value[str]
    meant: str


def _names(source: Source, format: str) -> tuple[str, ...]:
    """Return the variables that the launcher of a file reads: Alpine's, or those of its format."""
    names = VARIABLES[format]
    found = set(assigned(source.text)) if format == "ucarp_opts" else set()
    return ALPINE if not found.isdisjoint(ALPINE) and found.isdisjoint(names) else names


def _meaning(key: str, names: tuple[str, ...]) -> str | None:
    """Return the variable that another name stands for, or None."""
    word = (_FOR_ALPINE if names is ALPINE else _OTHER_WORDS).get(key.upper())
    if word in names:
        return word
    from carplint.text.spelling import closest  # few names are near another

    return closest(key, names)


def _is_near(key: str, names: tuple[str, ...]) -> bool:
    return _meaning(key, names) is not None


@lru_cache(maxsize=16)
def misspelt(source: Source, format: str) -> tuple[Misspelt, ...]:
    """Return the variables of a file that its launcher does not read, but one of which is near a variable that the file does not
    set. One that the file itself uses is its own."""
    tree = parse(source.text, "sysconfig")
    settings = run(source, tree, bash=True).settings
    set_here = {s.key.written for s in settings}
    names = _names(source, format)
    first: dict[str, Value[str]] = {}
    for setting in settings:
        first.setdefault(setting.key.written, setting.key)
    found: list[Misspelt] = []
    for name, key in first.items():
        meant = None if name in names else _meaning(name, names)
        used = f"${name}" in source.text or f"${{{name}" in source.text if meant is not None else True
        if meant is not None and meant not in set_here and not used:
            found.append(Misspelt(key, meant))
    return tuple(found)


def findings(documents: Sequence[Document], routers: Sequence[VirtualRouter]) -> Iterator[Finding]:
    """Yield what is wrong with the lines of files that a launcher sources, and the variables that it does not read though they
    are near one that it does. Of one that it does not start without, it is said where that is missing: see `instead`."""
    for document in documents:
        source, names = document.source, _names(document.source, document.format)
        if not is_plain(source, document.tree):
            from carplint.dialects.shell.strays import strays  # few files have more than assignments

            near = partial(_is_near, names=names)
            yield from strays(source, document.tree, names.__contains__, near)
        if all(map(names.__contains__, assigned(source.text))):
            continue
        own = [r for r in routers if r.span.source is source] or routers
        for key, meant in misspelt(source, document.format):
            if meant not in _REQUIRED[document.format] or all(r.setting(meant) is not None for r in own):
                message = (
                    f"the launcher does not read {key.written}, and nothing here sets {meant}: the line has no effect"
                )
                fix = Fix(f"write {meant}", (Edit(key.span, meant),), safe=False)
                label = f"did you mean {meant}?"
                yield Finding(message, key.span, fix=fix, label=label, name="launcher-variable-unknown")


def instead(router: VirtualRouter, *names: str) -> Misspelt | None:
    """Return what a router's file sets in place of one of the variables that it does not set, if that can be told."""
    found = misspelt(router.span.source, router.format) if router.format in VARIABLES else ()
    return next((m for m in found if m.meant in names), None)
