"""Copies and versions of a node's file in a tree: they are no further nodes.

A file is told to be one by what it says, not by its name alone: the same ids, priorities, states and source addresses as another one
beside it, or the same text as one elsewhere in the tree; or holes that a template has, where finished files are.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from carplint.dialects.dialect import Dialect
from carplint.inputs import recognition
from carplint.inputs.hosts import File
from carplint.inputs.recognition import Look
from carplint.text.typing import NamedTuple


class Node(NamedTuple):
    """A host that was found by a file of its own: the file's path as shown, the root, and the text; `placed` if the file lies where
    its daemon reads it."""

    path: str
    root: str
    text: str
    placed: bool


_SAYS = r"(?m)^[ \t]*(unicast_src_ip|virtual_router_id|priority|state|mcast_src_ip)[ \t]+([^\s#!]+)"
_HOLE = r"\{\{|\{%|<%|@[A-Z][A-Z0-9_]+@|\b__[A-Z][A-Z0-9_]+__\b|%[A-Z][A-Z_]{2,}%|\[\[[ \w.]+\]\]|\$\{(?P<name>[A-Za-z_]\w*)\}"
PLACE = re.compile(
    r"(?:lb|node|n|host|srv|server|ha|gw|fw|router|r|vm|peer|k8s|cp)?[0-9]+|master[0-9]*|backup[0-9]*|slave[0-9]*|primary|secondary"
    r"|active|standby|passive|left|right|[a-c]|east|west|north|south|first|second|third|one|two|three"
)
"""Words in the names of files that say which node it is."""


def _words(path: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", os.path.basename(path).lower()))


def _says(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(re.findall(_SAYS, text))


def _hole(text: str) -> str:
    """Return the first hole of a template in a text, "" if it has none. What the text defines, or may include, is none."""
    for match in re.finditer(_HOLE, text):
        name = match["name"]
        if name is None or not ("include" in text or re.search(rf"(?m)^[ \t]*\${name}[ \t]*=", text)):
            return match[0]
    return ""


def _above(node: Node) -> str:
    return os.path.dirname(node.root)


def others(nodes: Sequence[Node]) -> dict[str, str]:
    """Return the paths of the nodes that are none, each with the reason."""
    result: dict[str, str] = {}
    holes = {n.path: hole for n in nodes if not n.placed and (hole := _hole(n.text))}
    real = [n for n in nodes if n.path not in holes]
    beside = {_above(n) for n in real}
    for node in nodes:
        if node.path in holes and real:
            template = "templates" in node.path.split("/")[:-1]
            if template or (_above(node) not in beside and len(real) > 1):
                result[node.path] = f"a template ({holes[node.path]}): render it, and check the result"
    left = sorted((n for n in nodes if n.path not in result), key=lambda n: (n.path.count("/"), len(n.path), n.path))
    result.update(_versions(left))
    result.update(_copies(n for n in left if n.path not in result))
    return result


def roles(main: str, others: Iterable[tuple[str, Dialect]], look: Look) -> tuple[Sequence[tuple[str, Dialect]], str]:
    """Return the files beside a main one that are called as it is and by the nodes that they are for, keepalived.conf.master and
    keepalived.conf.slave; and the one of them of which the main file is a copy. Nothing of it if it is none."""
    folder, name = os.path.split(main)
    own = _words(main)
    beside = [
        (path, dialect)
        for path, dialect in others
        if os.path.dirname(path) == folder
        and os.path.basename(path).startswith(name)
        and (more := _words(path) - own)
        and all(PLACE.fullmatch(w) for w in more)
    ]
    source = look(main) if len(beside) > 1 else None
    said = _says(source.text) if source is not None else ()
    for path, _ in beside if said else ():
        if (other := look(path)) is not None and _says(other.text) == said:
            return beside, path
    return (), ""


def _versions(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Yield the files of a folder that say the same as another one whose name is a part of theirs."""
    seen: dict[tuple[str, object], list[Node]] = {}
    for node in nodes:
        key = os.path.dirname(node.path), _says(node.text)
        own = _words(node.path)
        same = [n for n in seen.get(key, ()) if key[1] and _words(n.path) < own]
        if same and not node.placed and not any(PLACE.fullmatch(w) for w in own - _words(same[0].path)):
            first = os.path.basename(same[0].path)
            yield node.path, f"another version of {first}: the same ids, priorities, states and source addresses"
        else:
            seen.setdefault(key, []).append(node)


def _copies(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Yield the files that have the text of another one in another part of the tree."""
    seen: dict[str, Node] = {}
    for node in nodes:
        first = seen.setdefault(node.text, node)
        if first is not node and _says(node.text) and not (first.placed or node.placed or _are_nodes(first, node)):
            yield node.path, f"a copy of {first.path}"


def _are_nodes(first: Node, second: Node) -> bool:
    """Return whether two files lie as those of two nodes do: side by side, or in the same place of two trees."""
    together = os.path.dirname(first.path) == os.path.dirname(second.path) or _above(first) == _above(second)
    alike = os.path.basename(first.root) == os.path.basename(second.root)
    return together or (alike and first.root.count("/") == second.root.count("/"))


_ADDRESS = r"(?m)^[ \t]*((?:[0-9]{1,3}\.){3}[0-9]{1,3})\b"
_ID = r"(?m)^[ \t]*virtual_router_id[ \t]+([0-9]+)"


def sets(nodes: Iterable[Node]) -> dict[str, str]:
    """Return the set of each root that belongs to one of several versions of one cluster: folders side by side, each with several nodes
    that have the same ids, where names and VIPs of one folder are in the other, too. The nodes of one are no partners of those of another."""
    within: dict[str, list[Node]] = {}
    for node in nodes:
        within.setdefault(_above(node), []).append(node)
    beside: dict[str, list[str]] = {}
    for folder, own in within.items():
        if len(own) > 1 and len({frozenset(re.findall(_ID, n.text)) for n in own}) == 1:
            beside.setdefault(os.path.dirname(folder), []).append(folder)
    result: dict[str, str] = {}
    for folders in (f for f in beside.values() if len(f) > 1):
        names, addresses = Counter[str](), Counter[str]()
        facts = {}
        for folder in folders:
            own_names = {os.path.basename(n.root) for n in within[folder]}
            own_addresses = set().union(*(re.findall(_ADDRESS, n.text) for n in within[folder]))
            facts[folder] = own_names, own_addresses
            names.update(own_names)
            addresses.update(own_addresses)
        for folder, (own_names, own_addresses) in facts.items():
            if any(names[n] > 1 for n in own_names) and any(addresses[a] > 1 for a in own_addresses):
                result.update({n.root: folder for n in within[folder]})
    return result


class Kept(NamedTuple):
    """The groups of files that are hosts, the paths of those that are none with the reasons, and the sets of roots."""

    groups: dict[tuple[str, str], list[File]]
    passed: dict[str, str]
    sets: dict[str, str]


def kept(groups: dict[tuple[str, str], list[File]], alone: Mapping[str, tuple[str, str]], look: Look) -> Kept:
    """Sort out the groups of which a file of its own is the main one; `alone` has the key of each by that file's path."""
    nodes = []
    for path, key in alone.items():
        source = look(path)
        if source is not None:
            placed = len(groups[key]) > 1 or recognition.is_at_home(path, groups[key][0].dialect)
            nodes.append(Node(path, key[1], source.text, placed))
    passed = others(nodes)
    gone = {alone[path] for path in passed}
    return Kept(
        {key: files for key, files in groups.items() if key not in gone},
        passed,
        sets(n for n in nodes if n.path not in passed),
    )
