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
from collections.abc import Iterator, Mapping

from carplint.text.typing import Any, NamedTuple

_INI = re.compile(r"^\[[^\]\s]+\]\s*(?:[#;].*)?$|^[^\s:#]+[ \t]+[a-z_]\w*=", re.MULTILINE)
"""A line of an inventory in INI: [group], or a host with variables."""

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
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise InventoryError(f"{path}: the inventory cannot be read: not UTF-8 text") from error
    except OSError as error:
        raise InventoryError(f"{path}: the inventory cannot be read: {error.strerror}") from error
    try:
        content = _yaml(text)
    except ValueError as error:
        if _INI.search(text):
            raise InventoryError(f"{path}: {_IS_INI}") from error
        raise InventoryError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(content, dict):
        if _INI.search(text):
            raise InventoryError(f"{path}: {_IS_INI}")
        raise InventoryError(f"{path}: an inventory must be a mapping of groups")
    groups: dict[str, dict[str, Any]] = {}
    own: dict[str, dict[str, Any]] = {}
    for name, group in content.items():
        for host, inherited, variables in _hosts(f"{path}: {name}", group, {}):
            groups.setdefault(host, {}).update(inherited)
            own.setdefault(host, {}).update(variables)
    return {host: _stated(path, host, groups[host] | own[host]) for host in own}


def _yaml(text: str) -> Any:
    """Return the content of a YAML file, in which Ansible's own tags (!vault) stand for nothing. Raise ValueError."""
    import yaml

    class Loader(yaml.SafeLoader):
        """PyYAML's safe loader, with Ansible's tags."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    try:
        return yaml.load(text, Loader)  # noqa: S506, it is a safe loader
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _mapping(where: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InventoryError(f"{where} must be a mapping of names to values")
    return {str(k): v for k, v in value.items()}


def _hosts(
    where: str, group: Any, inherited: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the hosts of a group and of those within it, each with the variables of its groups and its own."""
    members = _mapping(where, group)
    variables = {**inherited, **_mapping(f"{where}.vars", members.get("vars"))}
    for pattern, own in _mapping(f"{where}.hosts", members.get("hosts")).items():
        for host in _names(pattern):
            yield host, variables, _mapping(f"{where}.hosts.{host}", own)
    for name, child in _mapping(f"{where}.children", members.get("children")).items():
        yield from _hosts(f"{where}.{name}", child, variables)


def _names(pattern: str) -> list[str]:
    """Return the hosts that a name with ranges stands for: lb[1:3], lb[01:10:2], lb[a:c]."""
    match = re.search(r"\[(?:(\d+):(\d+)|([a-z]):([a-z]))(?::(\d+))?\]", pattern)
    if match is None:
        return [pattern]
    first, last, low, high, step = match.groups()
    if first is not None:
        every = [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1, int(step or 1) or 1)]
    else:
        every = [chr(n) for n in range(ord(low), ord(high) + 1, int(step or 1) or 1)]
    return [name for item in every for name in _names(pattern[: match.start()] + item + pattern[match.end() :])]


def _stated(inventory: str, host: str, variables: Mapping[str, Any]) -> Stated:
    def text(name: str) -> str:
        value = variables.get(name)
        result = "" if value is None else re.sub(r"\{\{\s*inventory_hostname\s*\}\}", host, str(value))
        if "{{" in result and name.startswith("carplint_"):
            raise InventoryError(f"{inventory}: {name} of {host} may contain no template other than inventory_hostname")
        return "" if "{{" in result else result

    path = text("carplint_path")
    folder = os.path.dirname(os.path.abspath(inventory))
    return Stated(
        text("ansible_host"), os.path.normpath(os.path.join(folder, path)) if path else "", text("carplint_segment")
    )
