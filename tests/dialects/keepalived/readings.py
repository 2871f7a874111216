"""What carplint makes of a case: of its line alone, and of the instance in which it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import carplint
from carplint.dialects.keepalived.tree.statement import words as lex
from carplint.dialects.keepalived.words.addresses import AddressLine
from carplint.dialects.keepalived.words.entries import TrackLine
from carplint.dialects.keepalived.words.read import words_of
from carplint.dialects.keepalived.words.typed import Word
from carplint.inputs.config import HostSettings, Settings
from carplint.model import Address, Net, Value, VirtualRouter
from tests.dialects.keepalived.daemon import file_of
from tests.dialects.keepalived.dumped import quantity
from tests.dialects.keepalived.observed import RELEASE
from tests.dialects.keepalived.scaffolds import Case, filled

_OF_STATEMENTS = {"lvs_method/<line>": "virtual_server"}
"""The blocks of which what is tried are words of a statement, and where that stands."""


@cache
def words(case: Case) -> tuple[str, ...]:
    """The words of the line that is tried."""
    text, at = filled(case, 7, 14)
    return lex(text.split("\n")[at])


@cache
def reading(case: Case) -> Word:
    """What the line of a case comes to."""
    return words_of(_OF_STATEMENTS.get(case.block, case.block), words(case), RELEASE)


def value(case: Case) -> object:
    """What of its line a case is about."""
    known = reading(case).value
    if isinstance(known, AddressLine):
        at = {"dev": known.device, "label": known.label, "brd": known.broadcast, "broadcast": known.broadcast}
        if case.name.startswith("<"):
            return known.address
        return _name(words(case)[at[case.name]]) if at.get(case.name) else None
    if isinstance(known, TrackLine):
        return known.name if case.name.startswith("<") else known.weight
    return None if isinstance(known, tuple) or case.block == "unicast_peer/<line>" != case.name else known


def _name(word: str) -> str:
    """The name of an interface as far as the daemon keeps it."""
    return word.encode("utf-8", "surrogateescape")[:15].decode("utf-8", "replace")


_FACTS: dict[str, Callable[[VirtualRouter], Value[Any] | None]] = {
    "virtual_router_id": lambda r: r.id,
    "priority": lambda r: r.priority,
    "advert_int": lambda r: r.interval,
    "down_timer_adverts": lambda r: r.dead_ratio,
    "preempt_delay": lambda r: r.preempt_delay,
    "unicast_src_ip": lambda r: r.source_address,
    "mcast_src_ip": lambda r: r.source_address,
    "mcast_dst_ip": lambda r: r.multicast_group,
    "auth_pass": lambda r: r.authentication and r.authentication.secret,
}
"""The facts of a virtual router that come from one statement each."""


def is_fact(case: Case) -> bool:
    """Whether the model has a place for what a case says."""
    return case.block in ("vrrp_instance", "vrrp_instance/authentication") and case.name in _FACTS


def _loaded(folder: Path, text: str) -> Net:
    path = folder / "keepalived.conf"
    path.write_text(text, encoding="utf-8")
    return carplint.load([str(path)], settings=Settings(default=HostSettings(target=RELEASE)))


def facts(folder: Path, cases: Iterable[Case]) -> dict[Case, object]:
    """What the model says of the virtual routers of cases; None where it says that it does not know."""
    found = list(cases)
    (host,) = _loaded(folder, file_of(found).text).hosts
    routers = {str(r.name.value): r for r in host.virtual_routers if r.name is not None}
    known = ((case, _FACTS[case.name](routers[f"i{number}"])) for number, case in enumerate(found))
    return {case: None if fact is None else fact.value for case, fact in known}


_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


def agrees(known: object, shown: str, unit: str = "") -> bool:
    """Whether a value is the one that a dump shows, as exactly as it shows it."""
    if isinstance(known, bool):
        return shown in (_TRUE if known else _FALSE)
    if isinstance(known, int | float | Fraction):
        number, exact = quantity(shown), Fraction(str(known)) * _SCALES.get(unit, 1)
        return number is not None and (abs(number - exact) <= abs(exact) / 100_000 or _wrapped(number - exact))
    if isinstance(known, Address):
        ip, _, length = shown.partition("/")
        return ip_address(ip) == known.ip and int(length or known.ip.max_prefixlen) == known.length
    return _plain(str(known)) == _plain(shown)


_SCALES = {"ms": Fraction(1, 1000), "us": Fraction(1, 1_000_000)}


def _wrapped(difference: Fraction) -> bool:
    """Whether two numbers are one in an integer that the dump takes for a signed one, of microseconds if they are
    seconds; or in an octet (max_hops -1)."""
    return any((difference * unit) % 2**32 == 0 for unit in (1, 1_000_000)) or difference == 256


def _plain(text: str) -> str:
    """An address spelt in one way, or the text."""
    try:
        return str(ip_address(text.partition(",")[0].partition("/")[0]))
    except ValueError:
        return text


def unquoted(case: Case) -> str:
    """The word that is tried, without its quotes."""
    return words(case._replace(block="", name=""))[0] if case.text and case.text.strip('" ') else ""


def findings(folder: Path, cases: Iterable[Case]) -> dict[Case, set[str]]:
    """The rules that `check` finds broken by cases: on the lines that are tried, or about them and not without them."""
    found = list(cases)
    alone = dict.fromkeys(case._replace(text=None) for case in found)
    own, about = _broken(folder, [*alone, *found])
    return {case: own[case] | (about[case] - about[case._replace(text=None)]) for case in found}


def _broken(folder: Path, cases: list[Case]) -> tuple[dict[Case, set[str]], dict[Case, set[str]]]:
    """The rules that are broken on the lines that are tried, and on those about them."""
    file = file_of(cases)
    of_line = {line: number for number, span in enumerate(file.spans) for line in span}
    own: dict[Case, set[str]] = {case: set() for case in cases}
    about: dict[Case, set[str]] = {case: set() for case in cases}
    for finding in carplint.check(_loaded(folder, file.text)).findings:
        line = finding.span.source.position(finding.span.start)[0]
        if line in of_line:
            number = of_line[line]
            (own if line == file.tried[number] else about)[cases[number]].add(finding.name)
    return own, about
