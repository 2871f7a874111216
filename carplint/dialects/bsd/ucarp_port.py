"""The ucarp of FreeBSD's ports, which variables of rc.conf start.

    ucarp -i $ucarp_if -f $ucarp_facility -B (--passfile=$ucarp_passfile | -p $ucarp_pass) [-P] [-z] [-x "$ucarp_xparam"]
          [-u $ucarp_upscript] [-d $ucarp_downscript] [-r $ucarp_deadratio] [-b $ucarp_advbase] [-k $ucarp_advskew]
          -s $ucarp_src -a $ucarp_addr -i $ucarp_if -v $ucarp_vhid

It starts if ucarp_enable says yes, and refuses without ucarp_if, ucarp_src, ucarp_addr and a password. Source: net/ucarp
(files/ucarp.in) of FreeBSD's ports; checkyesno of rc.subr(8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.dialects.shell import values as shell
from carplint.dialects.ucarp.command import Launch
from carplint.dialects.ucarp.command import router as ucarp
from carplint.model import HostFiles, Setting, Value, VirtualRouter
from carplint.text.finding import Finding, Related

ENABLE = "ucarp_enable"
_REQUIRED = ("ucarp_if", "ucarp_src", "ucarp_addr")
_DEFAULTS = {"ucarp_vhid": "1", "ucarp_preempt": "NO", "ucarp_shutdown": "YES", "ucarp_facility": "daemon"}
_GIVEN = (
    *(("ucarp_xparam", "-x"), ("ucarp_upscript", "-u"), ("ucarp_downscript", "-d"), ("ucarp_deadratio", "-r")),
    *(("ucarp_advbase", "-b"), ("ucarp_advskew", "-k"), ("ucarp_src", "-s"), ("ucarp_addr", "-a"), ("ucarp_if", "-i")),
    ("ucarp_vhid", "-v"),
)
"""The options that have a variable's value, in the order of the command line; those that are empty are left out."""
_ALL = (ENABLE, *_DEFAULTS, *(n for n, _ in _GIVEN), "ucarp_pass", "ucarp_passfile")
_FURTHER = re.compile(r"ucarp_[0-9]+_(?:addr|vhid)")
"""Variables of a further ucarp: the script of the ports does not read them, others do."""
_NUMBERED = re.compile(r"ucarp_[0-9]+_")
"""With such variables, as BSD Router Project has them, it is another script that starts ucarp: what that one needs is not known."""


def _says_yes(value: Value[str] | None) -> bool | None:
    """Return what checkyesno makes of a variable, None if that is not known."""
    if value is None:
        return False
    return None if value.value is None else value.value.lower() in ("yes", "true", "on", "1")


def _flag(option: str, value: Value[str]) -> Iterator[Value[str]]:
    yes = _says_yes(value)
    if yes is not False:
        yield Value(option if yes else None, value.value or value.written, value.span, value.why)


def _words(seen: Mapping[str, Value[str]]) -> Iterator[Value[str]]:
    device = seen["ucarp_if"].span
    yield Value("-B", "", device)
    secret = ("-o", "ucarp_passfile") if "ucarp_passfile" in seen else ("-p", "ucarp_pass")
    for option, name in (("-f", "ucarp_facility"), secret):
        if name in seen:
            yield Value(option, "", seen[name].span)
            yield seen[name]
    yield from _flag("-P", seen["ucarp_preempt"])
    yield from _flag("-z", seen["ucarp_shutdown"])
    for name, option in _GIVEN:
        if name in seen:
            yield Value(option, "", seen[name].span)
            yield from shell.split(seen[name]) if name != "ucarp_xparam" else (seen[name],)


def router(host: HostFiles, format: str, settings: Mapping[str, Setting]) -> VirtualRouter | None:
    """Return the virtual router that the variables start; None if none is enabled."""
    if ENABLE not in settings or _says_yes(settings[ENABLE].value) is False:
        return None
    own = {n: s for n, s in settings.items() if n.startswith("ucarp_")}
    key = settings[ENABLE].key
    seen = {n: Value(value, "", key.span) for n, value in _DEFAULTS.items()}
    seen |= {n: s.value for n, s in own.items() if s.value.value != ""}
    skipped = any(n not in seen for n in _REQUIRED) or not {"ucarp_pass", "ucarp_passfile"} & seen.keys()
    if "ucarp_if" not in seen:
        return None
    source = key.span.source
    name = Value("ucarp", key.written, key.span)
    launch = Launch(format, name, source, tuple(_words(seen)), settings=tuple(own.values()), skipped=skipped)
    return ucarp(host.name, launch, host.files)


def refusals(settings: Mapping[str, Setting]) -> Iterator[Finding]:
    """Yield a finding if the script of the ports refuses to start ucarp, since a variable is not set. Where there are numbered ones it is
    another script."""
    if ENABLE not in settings or not _says_yes(settings[ENABLE].value):
        return
    given = {n for n, s in settings.items() if s.value.value != ""}
    lacking = [n for n in _REQUIRED if n not in given]
    if not {"ucarp_pass", "ucarp_passfile"} & given:
        lacking.append("ucarp_pass")
    if lacking and not any(_NUMBERED.match(n) for n in settings):
        odd = [
            s.key for n, s in settings.items() if n.startswith("ucarp_") and not (n in _ALL or _FURTHER.fullmatch(n))
        ]
        instead = f" ({odd[0].written} is not one of its variables)" if odd else ""
        message = f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not set{instead}: the script of FreeBSD's ports refuses to start ucarp, so this node never has the VIP"
        related = tuple(Related(key.span, "not a variable of the port") for key in odd[:3])
        yield Finding(message, settings[ENABLE].key.span, related, name="ucarp-port-incomplete")


def further(settings: Mapping[str, Setting]) -> Iterator[str]:
    """Yield what is not checked: variables of a further ucarp, and one of which no interface is known."""
    for name, setting in settings.items():
        span = setting.key.span
        place = f"{span.source.path}:{span.source.position(span.start)[0]}"
        if _FURTHER.fullmatch(name) is not None:
            yield f"{place}: {name}, which the script of FreeBSD's ports does not read"
        elif name == ENABLE and _says_yes(setting.value) is False and "ucarp_addr" in settings:
            yield f"{place}: ucarp_enable says no, so the ucarp of ucarp_addr is not started"
        elif name == ENABLE and _says_yes(setting.value) is None and "ucarp_if" not in settings:
            yield f"{place}: a ucarp without ucarp_if, so it is not started"
