"""An Ansible inventory in YAML, read for the names of the hosts, `ansible_host`, and two variables of carplint's own, set
for a host or for a group:

    all:
      children:
        balancers:
          vars:
            carplint_segment: dmz
          hosts:
            lb1.example.org:
              ansible_host: 192.0.2.1
            lb2.example.org:
              carplint_path: "hosts/{{ inventory_hostname }}"

`carplint_path` is relative to the inventory's folder. Without it a host's files are those in a folder that has its name,
or that of its `ansible_host`, below the trees given to carplint. Hosts of different segments are never partners.
Variables in other files (group_vars) are not read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.text.plain_yaml import Doubled, YamlError, parse
from carplint.text.reading import read_utf8
from carplint.text.typing import Any, NamedTuple

_INI = re.compile(r"^\[[^\]\s]+\]\s*(?:[#;].*)?$|^[^\s:#]+[ \t]+[a-z_]\w*=", re.MULTILINE)
"""A line of an inventory in INI: [group], or a host with variables."""

_RANGE = re.compile(r"\[(?:(\d{1,12}):(\d{1,12})|([a-z]):([a-z]))(?::(\d{1,12}))?\]")
"""A range in a host's name."""

MOST = 10_000
"""The most hosts, and the most groups, that are read: the next step is a mistake, or meant to be one."""

LONGEST = 1000
"""The most characters of a host's name with its ranges. RFC 1123 allows 255 for one without."""

_PATH = "carplint_path"
_READ = ("ansible_host", "carplint_path", "carplint_segment")
"""The variables that carplint looks at."""

_IS_INI = "the inventory is in INI, but carplint reads YAML: `ansible-inventory -i FILE --list --yaml` translates it"


class InventoryError(Exception):
    """An invalid or unreadable inventory; the message says where and why."""


class Stated(NamedTuple):
    """The facts that an inventory states about a host, each "" if it does not. The path is absolute."""

    address: str = ""
    path: str = ""
    segment: str = ""


def read(path: str) -> dict[str, Stated]:
    """Return the hosts of an Ansible inventory in YAML, in its order. Raise `InventoryError`."""
    try:
        text = read_utf8(path, "the inventory")
    except ValueError as error:
        raise InventoryError(str(error)) from error
    doubled: list[Doubled] = []
    try:
        content = parse(text, twice=True, doubled=doubled)
    except YamlError as error:
        if _INI.search(text):
            raise InventoryError(f"{path}: {_IS_INI}") from error
        raise InventoryError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(content, dict):
        if _INI.search(text):
            raise InventoryError(f"{path}: {_IS_INI}")
        raise InventoryError(f"{path}: an inventory must be a mapping of groups")
    groups: dict[str, dict[str, Any]] = {}
    own: dict[str, dict[str, Any]] = {}
    for number, (host, inherited, variables) in enumerate(_hosts(path, content), 1):
        if number > MOST:
            raise _too_many(path)
        groups.setdefault(host, {}).update(inherited)
        before = own.setdefault(host, {})
        if before.get(_PATH, variables.get(_PATH)) != variables.get(_PATH, before.get(_PATH)):
            raise InventoryError(f"{path}: {host} is there twice, with two values of {_PATH}")
        before.update(variables)
    _refuse_lost(path, doubled, own)
    result = {host: _stated(path, host, groups[host] | own[host]) for host in own}
    places: dict[str, str] = {}
    for host, stated in result.items():
        if stated.path and places.setdefault(stated.path, host) != host:
            raise InventoryError(
                f"{path}: {places[stated.path]} and {host} have one {_PATH}: each host has files of its own"
            )
    return result


def _refuse_lost(path: str, doubled: Sequence[Doubled], hosts: Mapping[str, object]) -> None:
    """Raise `InventoryError` if a key that is there twice hides a host, or where its files are: the last one counts."""
    for key, lost, value, line in doubled:
        before, after = (v if isinstance(v, dict) else {} for v in (lost, value))
        if key in hosts and _PATH in before and before[_PATH] != after.get(_PATH):
            raise InventoryError(f"{path}: {key} is there twice, the second time in line {line}: its {_PATH} is lost")
        gone = [name for name in before if name not in after] if key == "hosts" else []
        if gone:
            raise InventoryError(f"{path}: {key} is there twice, the second time in line {line}: {gone[0]} is lost")


def _mapping(where: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InventoryError(f"{where} must be a mapping of names to values")
    return {str(k): v for k, v in value.items()}


def _variables(where: str, value: Any) -> dict[str, Any]:
    """Return those of some variables that carplint looks at."""
    return {k: v for k, v in _mapping(where, value).items() if k in _READ}


def _hosts(path: str, content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the hosts of the groups and of those within them, each with the variables of its groups and its own. Groups that
    aliases repeat within each other are as many as their names: only so many are read."""
    waiting: list[tuple[str, Any, dict[str, Any]]] = [(f"{path}: {n}", g, {}) for n, g in reversed([*content.items()])]
    read = 0
    while waiting:
        where, group, inherited = waiting.pop()
        read += 1
        if read > MOST:
            raise InventoryError(
                f"{path}: more than {MOST:,} groups within each other: carplint reads no larger inventory"
            )
        members = _mapping(where, group)
        variables = {**inherited, **_variables(f"{where}.vars", members.get("vars"))}
        for pattern, own in _mapping(f"{where}.hosts", members.get("hosts")).items():
            for host in _names(path, pattern):
                yield host, variables, _variables(f"{where}.hosts.{host}", own)
        children = _mapping(f"{where}.children", members.get("children"))
        waiting += [(f"{where}.{name}", child, variables) for name, child in reversed(children.items())]


def _items(match: re.Match[str]) -> Sequence[str]:
    """Return what a range stands for; of one with more than MOST items the first ones."""
    first, last, low, high, step = match.groups()
    start, end = (ord(low), ord(high)) if first is None else (int(first), int(last))
    numbers = range(start, end + 1, int(step or 1) or 1)[: MOST + 1]
    return [chr(n) if first is None else str(n).zfill(len(first)) for n in numbers]


def _names(path: str, pattern: str) -> Iterator[str]:
    """Yield the hosts that a name with ranges stands for: lb[1:3], lb[01:10:2], lb[a:c]."""
    if len(pattern) > LONGEST:
        raise InventoryError(f"{path}: a host's name has more than {LONGEST:,} characters: {pattern[:40]}…")
    names, at = [""], 0
    for match in _RANGE.finditer(pattern):
        items = _items(match)
        if len(names) * len(items) > MOST:
            raise _too_many(path)
        names = [name + pattern[at : match.start()] + item for name in names for item in items]
        at = match.end()
    yield from (name + pattern[at:] for name in names)


def _too_many(path: str) -> InventoryError:
    return InventoryError(f"{path}: more than {MOST:,} hosts: carplint reads no larger inventory")


def _stated(inventory: str, host: str, variables: Mapping[str, Any]) -> Stated:
    def text(name: str) -> str:
        value = variables.get(name)
        if value is not None and not isinstance(value, str):
            raise InventoryError(f"{inventory}: {name} of {host} must be a word")
        result = re.sub(r"\{\{\s*inventory_hostname\s*\}\}", lambda _: host, value or "")
        if "{{" in result and name.startswith("carplint_"):
            raise InventoryError(f"{inventory}: {name} of {host} may contain no template other than inventory_hostname")
        return "" if "{{" in result else result

    path = text("carplint_path")
    folder = os.path.dirname(os.path.abspath(inventory))
    return Stated(
        text("ansible_host"), os.path.normpath(os.path.join(folder, path)) if path else "", text("carplint_segment")
    )
