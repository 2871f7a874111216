"""What keepalived takes each generated word of each keyword for: as it is seen now, and as the table has it.

The table, observed.tsv, has a row for each keyword and version of VRRP: the words that the daemon takes without a message, each
with the value that its dump shows, if it does; after a `?` those that it complains about only when it has read all of the file;
and after a `!` those that it complains about at once, where the dump then shows another value than without the statement. All
other words it complains about at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from carplint.dialects.keepalived.keyword_table import KEYWORDS
from carplint.dialects.keepalived.keywords import Keyword, lookup
from carplint.text.version import Version
from tests.dialects.keepalived.daemon import Verdict, dumped, file_of, surroundings, verdicts
from tests.dialects.keepalived.dumped import sections, value
from tests.dialects.keepalived.generated import words
from tests.dialects.keepalived.scaffolds import ONCE, PREAMBLE, SCAFFOLDS, Case

RELEASE: Version = (2, 2, 7)
"""The release that the table is of."""
TABLE = Path(__file__).parent / "observed.tsv"
_MANY = 500
"""Cases in one file."""
_TYPES = {"int", "seconds", "float", "bool", "enum", "ip", "ip/prefix", "iface"}
_BY_VERSION = {"vrrp_instance", "vrrp_instance/authentication", "virtual_ipaddress/<line>"}
"""The blocks in which the version of VRRP may count."""
_ENDLESS = {("track_file/<line>", "<NAME>")}
"""A name that is not defined: with another track_file in the configuration `keepalived -t` loops for ever."""
_ONE_LINE = {"lvs_sync_daemon/<line>"}
"""Of whose lines the daemon reads one alone: it would take a file for each word."""
_ALONE = {("vrrp_instance", "interface")}
"""Where a word that is wrong keeps the daemon from looking at any other instance."""
_NOT_RUN = ("rlimit", "rt_priority", "lvs_sync_daemon_interface", "<IFACE>")
"""Keywords with which the daemon is not started: it would be killed, or end, for one of their words."""
_NOT_DUMPED = ("virtual_server", "static_", "lvs_")


class Observation(NamedTuple):
    """Whether the daemon takes a word without a message about its line, and what its dump then shows, "" where it shows
    nothing; `later` where it complains when it has read all of the file."""

    taken: bool
    value: str = ""
    later: bool = False


def tried(keyword: Keyword) -> bool:
    """Whether words are tried for a keyword: one that has a type and a place, in the release of the table."""
    number = keyword.type == "words" and (keyword.minimum is not None or keyword.block.endswith("<line>"))
    typed = keyword.type in _TYPES or number or (keyword.type == "string" and keyword.maximum is not None)
    placed = (keyword.block in SCAFFOLDS or keyword.block in ONCE) and keyword.block not in _ONE_LINE
    return typed and placed and keyword.known_in(RELEASE) and (keyword.block, keyword.name) not in _ENDLESS


@cache
def keywords() -> tuple[Keyword, ...]:
    """The keywords for which words are tried, in one order for good."""
    found = (lookup(block, name, RELEASE) for block in sorted(KEYWORDS) for name in sorted(KEYWORDS[block]))
    return tuple(k for k in found if k is not None and tried(k))


def cases(keyword: Keyword) -> Iterator[Case]:
    """The words of a keyword, each in every version that counts, and first of all none."""
    for version in (2, 3) if keyword.block in _BY_VERSION and keyword.name != "version" else (2,):
        for text in (None, *words(keyword)):
            yield Case(keyword.block, keyword.name, text, version)


def files(chosen: Sequence[Keyword]) -> Iterator[tuple[list[Case], str]]:
    """The cases of keywords, as many as can stand in one file together, each time with the beginning of the file."""
    strict = PREAMBLE.replace("dynamic_interfaces\n", "")
    many: dict[tuple[str, bool], list[Case]] = defaultdict(list)
    once: dict[int, list[Case]] = defaultdict(list)
    for keyword in chosen:
        for number, case in enumerate(cases(keyword)):
            if keyword.block in ONCE:
                once[number].append(case)
            elif (keyword.block, keyword.name) in _ALONE:
                yield [case], strict
            else:
                many[keyword.block, keyword.type == "iface"].append(case)
    for (_, interfaces), found in many.items():
        for start in range(0, len(found), _MANY):
            yield found[start : start + _MANY], strict if interfaces else PREAMBLE
    yield from ((found, PREAMBLE) for found in once.values())


def observe(folder: Path, chosen: Sequence[Keyword]) -> dict[Case, Observation]:
    """What the installed daemon takes the words of keywords for."""
    said: dict[Case, Verdict] = {}
    shown: dict[Case, str] = {}
    with surroundings() as namespace:
        for found, preamble in files(chosen):
            results = verdicts(namespace, folder, found, preamble)
            said.update(results)
            run = [c for c in found if not results[c].fatal and _is_dumped(c)]
            if run:
                dump = sections(dumped(namespace, folder, file_of(run).text, vrrp=run[0].block != "bfd_instance"))
                shown.update({case: value(case, number, dump) for number, case in enumerate(run)})
    return {case: _observation(case, said, shown) for case in said if case.text is not None}


def _is_dumped(case: Case) -> bool:
    if (case.block, case.name) in {*_ALONE, ("bfd_instance", "weight")}:
        return False
    return not case.block.startswith(_NOT_DUMPED) and not any(part in case.name for part in _NOT_RUN)


def _observation(case: Case, said: Mapping[Case, Verdict], shown: Mapping[Case, str]) -> Observation:
    """Against the scaffold alone: what is said and shown of it is not of the word."""
    without = case._replace(text=None)
    own, what = said[case], shown.get(case, "")
    refused = any(m not in said[without].said and "deprecated" not in m for m in own.said)
    later = any(m not in said[without].later for m in own.later)
    scaffold = case.name == "virtual_router_id"  # has one of its own, which stays
    known = what if not refused or (what != shown.get(without, "") and not scaffold) else ""
    return Observation(not refused, known, later and not refused)


def table(found: Mapping[Case, Observation]) -> str:
    """Observations as the text of a table."""
    rows: dict[tuple[str, str, int], list[str]] = {}
    for case, seen in found.items():
        row = rows.setdefault((case.block, case.name, case.version), [])
        if seen.taken or seen.value:
            mark = "?" if seen.later else "" if seen.taken else "!"
            row.append(f"{mark}{case.text}{f' → {seen.value}' if seen.value else ''}")
    lines = ("\t".join((block, name, str(version), *row)) for (block, name, version), row in sorted(rows.items()))
    return "".join(f"{line}\n" for line in lines)


def recorded(chosen: Iterable[Keyword]) -> dict[Case, Observation]:
    """What the table has of the words of keywords."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        block, name, version, *cells = line.split("\t")
        rows[block, name, int(version)] = dict(map(_cell, cells))
    found = {}
    for keyword in chosen:
        for case in cases(keyword):
            if case.text is not None:
                row = rows[case.block, case.name, case.version]
                found[case] = row.get(case.text, Observation(False))
    return found


def _cell(cell: str) -> tuple[str, Observation]:
    word, _, what = cell.removeprefix("!").removeprefix("?").partition(" → ")
    return word, Observation(not cell.startswith("!"), what, cell.startswith("?"))
