"""netplan's YAML files: a source of a node's addresses, read for nothing else.

Files are merged in the order of their names: the last value of a setting counts, lists grow. The text is composed into
nodes and never constructed into objects; aliases share their node, so a bomb of aliases does not grow. Source:
netplan(5), netplan-yaml; tried with PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses.common import TRUTHS, plain, refused, with_length
from carplint.dialects.dialect import Part
from carplint.model import Document, HostFiles, Interface, IPAddress, Setting, Value
from carplint.text.finding import Finding
from carplint.text.source import Source, Span
from carplint.text.typing import Any

Node = Any  # yaml.Node, whose stub does not know `id`; yaml itself is imported late

NAME = "netplan"
LONGEST = 256 * 1024
"""The longest file that is read, in characters: PyYAML takes seconds for it, and no machine has so many interfaces."""

DEEPEST = 100
"""The most brackets and braces that may be open at once."""

_KINDS = ("ethernets", "modems", "wifis", "bonds", "bridges", "vlans", "vrfs", "tunnels", "dummy-devices")
_WITH_PORTS = ("bonds", "bridges")


class _Definition:
    """One device as all files define it: the places of each setting in the order of reading."""

    def __init__(self, kind: str, name: Value[str]) -> None:
        self.kind = kind
        self.name = name
        self.settings: dict[str, list[tuple[Source, Node]]] = {}

    def last(self, key: str) -> tuple[Source, Node] | None:
        found = self.settings.get(key)
        return found[-1] if found else None

    def scalar(self, key: str) -> Value[str] | None:
        found = self.last(key)
        return None if found is None else _scalar(*found)

    def items(self, key: str) -> Iterator[tuple[Source, Node]]:
        for source, node in self.settings.get(key, ()):
            if node.id == "sequence":
                yield from ((source, item) for item in node.value)


def _scalar(source: Source, node: Node) -> Value[str] | None:
    """Return a scalar, or the only key of a mapping, as in `- 192.0.2.1/24: {label: x}`."""
    if node.id == "mapping" and len(node.value) == 1:
        node = node.value[0][0]
    if node.id != "scalar":
        return None
    span = Span(source, node.start_mark.index, node.end_mark.index)
    return Value(str(node.value), span.text, span)


def _settings(key: str, source: Source, node: Node, seen: set[int]) -> Iterator[Setting]:
    """Yield what a node says, each with the keys above it: nameservers.search; what several aliases mean, once."""
    if id(node) in seen:
        return
    seen.add(id(node))
    span = Span(source, node.start_mark.index, node.end_mark.index)
    if node.id == "scalar" or not node.value:
        yield Setting(Value(key, key, span), Value(str(node.value or ""), span.text, span))
    for item in node.value if node.id == "sequence" else ():
        yield from _settings(key, source, item, seen)
    for word, value in node.value if node.id == "mapping" else ():
        yield from _settings(f"{key}.{word.value}" if word.id == "scalar" else key, source, value, seen)


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    if node is not None and node.id == "mapping":
        yield from ((k, v) for k, v in node.value if k.id == "scalar")


def _within(node: Node, key: str) -> Node:
    return next((v for k, v in _pairs(node) if k.value == key), None)


def _count(root: Node) -> int:
    """Count the settings of a file; one behind several aliases is counted once."""
    seen: set[int] = set()
    waiting: list[Any] = [root]
    total = 0
    while waiting:
        node = waiting.pop()
        if id(node) in seen or node.id == "scalar":
            continue
        seen.add(id(node))
        if node.id == "mapping":
            total += len(node.value)
            waiting += [v for _, v in node.value]
        else:
            waiting += node.value
    return total


def _deepest(text: str) -> int:
    """Return how many brackets and braces of a text are open at once."""
    depth = deepest = 0
    for sign in re.findall(r"[\[{}\]]", text):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _composed(document: Document) -> Node:
    """Return the root of the tree, None for an empty file; or the finding that says why there is none."""
    import yaml

    source = document.source
    if len(source.text) > LONGEST:
        message = f"the file is longer than {LONGEST >> 10} KiB, which no netplan file needs: carplint did not read it"
        return Finding(message, source.span(), name="address-file-syntax")
    try:
        if _deepest(source.text) > DEEPEST:  # PyYAML's time grows with its square
            raise RecursionError
        root: Node = yaml.compose(source.text, Loader=yaml.SafeLoader)
    except RecursionError:
        message = "the file is nested too deeply to be read"
        return Finding(message, source.span(), name="address-file-syntax")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark is not None else 0, len(source.text))
        message = f"this is not valid YAML ({error.problem}): netplan refuses all files, and no interface is configured"
        return Finding(message, source.span(at), name="address-file-syntax")
    except yaml.YAMLError as error:
        at = min(int(getattr(error, "position", 0)), len(source.text))
        message = "YAML does not allow this character: netplan refuses all files, and no interface is configured"
        return Finding(message, source.span(at), name="address-file-syntax")
    return root


def _collect(source: Source, root: Node, found: dict[str, _Definition]) -> None:
    network = _within(root, "network")
    for kind, group in _pairs(network):
        if kind.value not in _KINDS:
            continue
        for key, body in _pairs(group):
            name = _scalar(source, key)
            assert name is not None
            definition = found.setdefault(str(key.value), _Definition(str(kind.value), name))
            for option, value in _pairs(body):
                definition.settings.setdefault(str(option.value), []).append((source, value))


def _gateway(definition: _Definition) -> Value[IPAddress] | None:
    for source, route in definition.items("routes"):
        to, via = _within(route, "to"), _within(route, "via")
        if to is not None and via is not None and str(to.value) in ("default", "0.0.0.0/0", "::/0"):
            return plain(_scalar(source, via))
    return plain(definition.scalar("gateway4"))


def _interface(definition: _Definition, controllers: dict[str, Value[str]]) -> Interface:
    name = definition.name.value or ""
    match = definition.last("match")
    mac = None
    if match is not None:
        source, node = match
        by_name, by_mac = _within(node, "name"), _within(node, "macaddress")
        renamed = definition.scalar("set-name")
        name = (renamed.value if renamed is not None else by_name.value if by_name is not None else "") or ""
        mac = None if by_mac is None else _scalar(source, by_mac)
    addresses = [_scalar(source, item) for source, item in definition.items("addresses")]
    dhcp = definition.scalar("dhcp4")
    activation = definition.scalar("activation-mode")
    seen: set[int] = set()
    return Interface(
        name=str(name),
        span=definition.name.span,
        addresses=tuple(with_length(a) for a in addresses if a is not None),
        settings=tuple(
            setting
            for key, places in definition.settings.items()
            for source, node in places
            for setting in _settings(key, source, node, seen)
        ),
        format=NAME,
        dynamic=dhcp is not None and TRUTHS.get((dhcp.value or "").lower()) is not False,
        at_boot=Value(True, "", definition.name.span) if activation is None else activation.but(False),
        controller=controllers.get(definition.name.value or ""),
        lower=definition.scalar("link") if definition.kind == "vlans" else None,
        gateway=_gateway(definition),
        mac=mac,
    )


def read(host: HostFiles) -> Part:
    """Read one interface per device that the files define together; none if one of them is not YAML."""
    findings: list[Finding] = []
    found: dict[str, _Definition] = {}
    statements = understood = 0
    documents = [d for d in host.documents if d.format == NAME]
    for document in sorted(documents, key=lambda d: d.source.path.rpartition("/")[2]):
        root = _composed(document)
        if isinstance(root, Finding):
            findings.append(root)
            statements += 1
        elif root is not None:
            count = _count(root)
            statements, understood = statements + count, understood + count
            _collect(document.source, root, found)
    controllers = {}
    for definition in found.values():
        if definition.kind in _WITH_PORTS:
            ports = [_scalar(*item) for item in definition.items("interfaces")]
            controllers.update({p.value or "": p.but(definition.name.value) for p in ports if p is not None})
    interfaces = () if findings else tuple(_interface(d, controllers) for d in found.values())
    effect = "netplan refuses all files, and no interface is configured"
    findings += refused(interfaces, effect, unprefixed=True)
    return Part(interfaces=interfaces, findings=tuple(findings), statements=statements, understood=understood)
