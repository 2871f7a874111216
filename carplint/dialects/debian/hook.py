"""Debian's ucarp hook: the command line that /etc/network/if-up.d/ucarp starts for a stanza of an interface.

ifup runs it after each stanza came up, with the stanza's options in its environment as IF_NAME. Unless vid, vip and
password are all there it starts nothing, and says nothing. It quotes nothing, so values are split at blanks, as are
those of an option that occurs twice. Source: ucarp 1.5.2+git20192404 of Debian 12, /etc/network/if-up.d/ucarp; checked
against it by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects.debian.keywords import COMMANDS, UCARP, variable
from carplint.dialects.debian.stanzas import Definitions, Option, Stanza
from carplint.dialects.ucarp import command as ucarp
from carplint.dialects.ucarp import up_script
from carplint.dialects.ucarp.command import source_of
from carplint.dialects.ucarp.options import parse
from carplint.model import Address, Setting, Value, VirtualAddress, VirtualRouter
from carplint.text.source import Span
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.text.reading import Find

UP_SCRIPT, DOWN_SCRIPT = up_script.DEBIAN_UP, "/usr/share/ucarp/vip-down"
"""The scripts that bring the VIP up and down unless a stanza says otherwise: `ifup NAME:ucarp` and `ifdown NAME:ucarp`.
"""
REQUIRED = ("ucarp-vid", "ucarp-vip", "ucarp-password")
"""The options without which nothing is started."""

_NO = re.compile(r"no|off|false|0")
_PATTERN = re.compile(r"[*?]|\[.*\]")


def is_off(value: str) -> bool:
    """Return whether the hook takes a value of ucarp-master or ucarp-nomcast for no: it looks at how the value begins."""
    return _NO.match(value) is not None


def environment(stanza: Stanza) -> Mapping[str, Option]:
    """Return the options that a hook sees, by the name of their variable without IF_; of two names for one variable the
    later one counts."""
    return {variable(o.name): o for o in stanza.options if o.name not in COMMANDS}


def words(value: Value[str]) -> Iterator[Value[str]]:
    """Yield the words that the hook makes of a value, each with its span."""
    for match in re.finditer(r"[^ \t\n]+", value.value or ""):
        word, start = match.group(), value.span.start + match.start()
        exact = value.span.text == value.value
        span = Span(value.span.source, start, start + len(word)) if exact else value.span
        if _PATTERN.search(word):
            yield Value(None, word, span, "the hook uses it without quotes, so the shell looks for files of that name")
        else:
            yield Value(word, word, span)


def _words(option: Option) -> list[Value[str]]:
    """Return the words of all values of an option."""
    return [w for part in option.parts for w in words(part)]


def _address(stanza: Stanza, option: Option) -> Iterator[Value[str]]:
    """Yield the words of IF_ADDRESS: for a static stanza those before the first slash."""
    for part in option.parts:
        text = part.value or ""
        head, slash, _ = text.lstrip("/").partition("/")
        if stanza.method.value != "static" or option.name != "address":
            yield from words(part)
        else:
            end = part.span.start + len(head)
            exact = text.startswith(head) and part.span.text == text
            yield from words(Value(head, head, part.span._replace(end=end) if exact else part.span))
            if slash:
                return


def _command(stanza: Stanza, interface: Value[str]) -> list[Value[str]]:
    """Return the words that the hook starts ucarp with."""
    seen = environment(stanza)
    here = stanza.name.span

    def made(word: str, span: Span = here) -> Value[str]:
        return Value(word, "", span)

    def given(name: str, otherwise: str = "") -> list[Value[str]]:
        option = seen.get(variable(name))
        if option is None:
            return [made(UCARP[name]), made(otherwise)] if otherwise else []
        return [made(UCARP[name], option.key.span), *_words(option)]

    def flag(name: str) -> list[Value[str]]:
        option = seen.get(variable(name))
        if option is None or is_off(option.value):
            return []
        return [Value(UCARP[name], option.value, option.parts[0].span)]

    own = seen.get("ADDRESS")
    return [
        made("-i"),
        interface,
        made("-s"),
        *(_address(stanza, own) if own is not None else ()),
        made("-B"),
        made("-z"),
        *given("ucarp-vid"),
        *given("ucarp-password"),
        *given("ucarp-vip"),
        *given("ucarp-upscript", UP_SCRIPT),
        *given("ucarp-downscript", DOWN_SCRIPT),
        *flag("ucarp-master"),
        *given("ucarp-advskew"),
        *given("ucarp-advbase"),
        *given("ucarp-deadratio"),
        *flag("ucarp-nomcast"),
        *given("ucarp-xparam"),
    ]


def _interface(definitions: Definitions, stanza: Stanza) -> Value[str]:
    """Return the device that a stanza is for: its name, unless an `auto DEVICE=NAME` or a mapping says otherwise."""
    name = stanza.name
    places = definitions.devices(name.value or "")
    if any(p.value == name.value for p in places) or not (places or definitions.patterns):
        return name
    devices = {(p.value or "").partition("=")[0]: p for p in places}
    if len(devices) == 1:
        device, place = next(iter(devices.items()))
        if "/" not in device:
            return Value(device, device, place.span._replace(end=place.span.start + len(device)))
    return name.but(None, "a mapping chooses the device of this stanza")


def alias_of(definitions: Definitions, stanza: Stanza) -> Stanza | None:
    """Return the stanza with which vip-up brings the VIP up: NAME:ucarp of the inet family."""
    found = definitions.named(f"{stanza.name.value}:ucarp")
    return next((s for s in found if s.family.value == "inet"), None)


def is_default_up(stanza: Stanza) -> bool:
    """Return whether the VIP is brought up by Debian's vip-up, and so by `ifup NAME:ucarp`."""
    return "UCARP_UPSCRIPT" not in environment(stanza)


def is_complete(stanza: Stanza) -> bool:
    """Return whether a stanza has all the options that the hook needs to start a daemon."""
    return all(variable(name) in environment(stanza) for name in REQUIRED)


def ucarp_lines(stanza: Stanza) -> Sequence[tuple[Value[str], Value[str]]]:
    """Return the option lines of a stanza that are meant for the ucarp hook, including misspelt ones."""
    return [line for line in stanza.own if variable(line[0].value or "").startswith("UCARP")]


def of_another_hook(stanza: Stanza) -> dict[str, Value[str]]:
    """Return the options that are meant for a hook of the administrator's own: several sets on one stanza, each with an ending
    of its own (ucarp-vid-7, ucarp-vip-7, ucarp-password-7). By their variables, with the first of the keys of each."""
    found: dict[str, Value[str]] = {}
    for key, _ in ucarp_lines(stanza):
        found.setdefault(variable(key.value or ""), key)
    endings = {name.removeprefix("UCARP_VID") for name in found if name.startswith("UCARP_VID")} - {""}
    own = tuple(e for e in endings if f"UCARP_VIP{e}" in found)
    return {name: key for name, key in found.items() if own and name.endswith(own)}


def starts(definitions: Definitions, stanza: Stanza) -> bool:
    """Return whether the hook starts a daemon for a stanza."""
    return is_complete(stanza) and definitions.without_scripts(stanza.name.value or "") is None


def _brought(alias: Stanza, addresses: tuple[Value[Address], ...], device: Value[str]) -> tuple[VirtualAddress, ...]:
    """Return the addresses that come up with the stanza NAME:ucarp."""
    return tuple(VirtualAddress(a, True, device, alias.name) for a in addresses if a.value is not None)


def router(
    host: str,
    definitions: Definitions,
    stanza: Stanza,
    addresses: Mapping[str, tuple[Value[Address], ...]],
    find: Find | None = None,
) -> VirtualRouter:
    """Return the virtual router of a stanza for which the hook starts a daemon. `addresses` are those of all
    interfaces, `find` is the host's, for an up script. Further addresses of the stanza NAME:ucarp come up with the
    VIP, too."""
    device = _interface(definitions, stanza)
    command = _command(stanza, device)
    alias = alias_of(definitions, stanza)
    if alias is not None and not is_default_up(stanza):
        script = source_of(find, parse(command).given.get("upscript"))
        alias = alias if alias.name.value in up_script.brings_up(script, stanza.name.value or "") else None
    seen = environment(stanza)
    extra = seen.get("UCARP_XPARAM")
    launch = ucarp.Launch(
        "interfaces",
        stanza.name,
        stanza.name.span.source,
        command,
        written=() if extra is None else [Value(UCARP["ucarp-xparam"], "", extra.key.span), *_words(extra)],
        settings=tuple(
            Setting(o.key, p) for n, o in seen.items() if n.startswith("UCARP_") or n == "ADDRESS" for p in o.parts[-1:]
        ),
        alias=None if alias is None else alias.name,
        brings=() if alias is None else _brought(alias, addresses.get(alias.name.value or "", ()), device),
    )
    return ucarp.router(host, launch, find)


_MEANT = {
    "ucarp-vhid": "ucarp-vid",
    "ucarp-id": "ucarp-vid",
    "ucarp-addr": "ucarp-vip",
    "ucarp-address": "ucarp-vip",
    "ucarp-pass": "ucarp-password",
    "ucarp-preempt": "ucarp-master",
    "ucarp-up": "ucarp-upscript",
    "ucarp-down": "ucarp-downscript",
}


def unknown(stanza: Stanza) -> Iterator[tuple[Value[str], str | None]]:
    """Yield the options that the hook does not know, each with the one that is meant, where that can be told."""
    from carplint.text.spelling import closest  # few options are unknown

    others, known = of_another_hook(stanza), frozenset(map(variable, UCARP))
    for key, _ in ucarp_lines(stanza):
        name = key.value or ""
        if variable(name) not in known and variable(name) not in others:
            plain = name.lower().replace("_", "-")
            yield key, _MEANT.get(plain) or closest(plain, UCARP)
