"""The words of every keyword that has a type, against what keepalived 2.2.7 does with them.

The table of observations is held against the daemon, where it is installed, and carplint always against the table: a reader has
something to say of a word if the daemon has, and its value is the one that the daemon's dump shows.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from carplint.dialects.keepalived.keywords import Keyword
from carplint.text.version import spell
from tests.dialects.keepalived.generated import words
from tests.dialects.keepalived.observed import RELEASE, TABLE, Observation, keywords, observe, recorded, table
from tests.dialects.keepalived.readings import agrees, facts, findings, is_fact, reading, unquoted, value
from tests.dialects.keepalived.scaffolds import Case
from tests.oracles import early, needs, needs_namespaces

_UNSAID = {"extra-words-ignored", "deprecated-keyword"}
"""What carplint says although the word is taken: that others are ignored, that another keyword should stand there."""
_NAMED = set("tos dsfield scope table lookup realms protocol ipproto sup_group suppress_ifgroup".split())
"""Keywords that also take names which a machine's /etc/iproute2 has."""
_NUMBER = re.compile(r"[-+]*(0x)?[0-9]*[.]?[0-9]*")
_MACHINE = {"vrrp_cpu_affinity", "checker_cpu_affinity", "bfd_cpu_affinity"}
"""Keywords of which words are refused for what a machine is."""
_CONTEXT = {("virtual_server", "ip_family")}
"""Keywords of which words are refused for what stands elsewhere in the block."""
_CHECKS = {f"virtual_server/real_server/{checker}" for checker in ("HTTP_GET", "SSL_GET")}
_BY_RULES = {
    ("vrrp_instance/authentication", "auth_pass"),
    ("bfd_instance", "weight"),
    ("lvs_method/<line>", "port"),
    ("lvs_method/<line>", "type"),
    ("virtual_server", "lb_kind"),
    ("virtual_server", "lvs_method"),
    ("virtual_server", "sorry_server_lvs_method"),
    ("virtual_server/real_server", "lvs_method"),
    ("virtual_server/real_server/FILE_CHECK", "weight"),
    *((f"{kind}track_file", name) for kind in ("", "vrrp_") for name in ("weight", "init_file")),
    *((f"{checker}/url", name) for checker in _CHECKS for name in ("status_code", "digest")),
}
"""Keywords of whose words rules judge some, not readers."""
_OFFSETS = {"regex_min_offset", "regex_max_offset"}
_PROCESSES = {f"{kind}process_name" for kind in ("", "vrrp_", "checker_", "lvs_", "bfd_")}
_MORE = {
    "interface-name-too-long": {"interface", "default_interface"},
    "rule-without-preference": {"priority", "preference", "order"},
    "line-word-repeated": {"via", "src", "gw", "or"},
    "vip-prefix-invalid": {"<ADDR[/PREFIX]>", "from", "to"},
    "value-wrong-type": _OFFSETS,
    "value-out-of-range": _OFFSETS | _PROCESSES,
}
"""Rules, and keywords of which they find, rightly, words that the daemon takes in silence: no interface has the name, no
process could be found by it, no network has the length 0 that is left out, no offset is a word."""


_OWN = {"virtual_router_id", "auth_pass"}
"""Keywords of which the scaffold has one of its own, so that there is no default."""
_BESIDE = _UNSAID | {
    "duplicate-keyword-last-wins",
    "default-password",
    "single-quotes-kept",
    "advert-int-looks-like-ms",
    "vip6-first-not-link-local",
}
"""Rules that speak of a word that is taken for what it is, and does."""


@cache
def table_of_words() -> dict[Case, Observation]:
    return recorded(keywords())


def by_name() -> dict[tuple[str, str], Keyword]:
    return {(k.block, k.name): k for k in keywords()}


def test_there_are_enough_words() -> None:
    assert len(keywords()) > 400
    assert [k for k in keywords() if len(words(k)) < 20] == []


@early
@needs("keepalived")
@needs_namespaces
def test_the_table_is_what_the_daemon_does(tmp_path: Path) -> None:
    """Of both versions of VRRP: which words `keepalived -t` takes, and what the daemon's dump then shows.
    tools/observe_words.py writes the table anew."""
    version = subprocess.run(["keepalived", "--version"], check=True, capture_output=True, text=True).stderr
    if f" v{spell(RELEASE)} " not in version:
        pytest.skip(f"NOT TESTED: the table is of {spell(RELEASE)}, not of {version.splitlines()[0]}")
    seen = table(observe(tmp_path, keywords())).splitlines()
    assert seen == TABLE.read_text(encoding="utf-8").splitlines()


def _may_be_taken(keyword: Keyword, case: Case) -> bool:
    """Whether another machine, or another place in the file, may make the daemon take a word that it refuses here."""
    if keyword.type == "iface" or keyword.name in _MACHINE or (keyword.block, keyword.name) in _CONTEXT:
        return True
    return keyword.name in _NAMED and _NUMBER.fullmatch(unquoted(case)) is None


def _difference(keyword: Keyword, case: Case, seen: Observation) -> str:
    known = reading(case)
    fault = next((f for f in known.faults if f.rule not in _UNSAID), None)
    if seen.taken and fault is not None and keyword.name not in _MORE.get(fault.rule, ()):
        return f"taken by the daemon, {fault.rule} for carplint: {fault.message}"
    if not seen.taken and fault is None and not _may_be_taken(keyword, case):
        return f"refused by the daemon, taken by carplint as {known.value!r}"
    return ""


def test_readers_take_what_the_daemon_takes() -> None:
    found = by_name()
    different = [
        f"{case}: {text}"
        for case, seen in table_of_words().items()
        if (case.block, case.name) not in _BY_RULES
        if (text := _difference(found[case.block, case.name], case, seen))
    ]
    assert not different, "\n".join(different)


def test_values_are_those_of_the_daemon() -> None:
    found = by_name()
    different = [
        f"{case}: {known!r} for carplint, {seen.value} for the daemon"
        for case, seen in table_of_words().items()
        if seen.value and not is_fact(case) and (known := value(case)) is not None
        if not agrees(known, seen.value, found[case.block, case.name].unit)
    ]
    assert not different, "\n".join(different)


def test_what_readers_take_is_known() -> None:
    """A word of which carplint says nothing has a value."""
    assert [case for case in table_of_words() if not reading(case).faults and reading(case).value is None] == []


def test_virtual_routers_are_those_of_the_daemon(tmp_path: Path) -> None:
    """In what the model has a place for: also what the daemon makes of a value when it has read all of the file, and
    what it goes on with where it refuses one: what the table has, or what holds without the statement, a delay of 0 as none."""
    observations = {case: seen for case, seen in table_of_words().items() if is_fact(case)}
    without = {case: case._replace(text=None) for case in observations}
    known = facts(tmp_path, [*dict.fromkeys(without.values()), *observations])
    different = []
    for case, seen in observations.items():
        default = known[without[case]]
        same = agrees(known[case], seen.value) if seen.value else (known[case] or None) == (default or None)
        if not same and (seen.value or not (seen.taken or case.name in _OWN)):
            different.append(f"{case}: {known[case]!r} for carplint, {seen.value or default} for the daemon")
    assert not different, "\n".join(different)


def test_check_says_what_the_daemon_says(tmp_path: Path) -> None:
    """Of what the model has a place for, and of what rules judge: also when the daemon has read all of the file, where
    the version of VRRP counts."""
    chosen: dict[str, list[Case]] = {}
    for case in table_of_words():
        if is_fact(case) or (case.block, case.name) in _BY_RULES:
            chosen.setdefault(case.block, []).append(case)
    rules = {case: found for cases in chosen.values() for case, found in findings(tmp_path, cases).items()}
    different = []
    for case, found in rules.items():
        seen = table_of_words()[case]
        if (seen.taken and not seen.later) != (found <= _BESIDE):
            different.append(f"{case}: {seen}, and check finds {sorted(found)}")
    assert not different, "\n".join(different)
