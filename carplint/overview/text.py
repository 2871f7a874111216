"""Plain columns for a terminal or a ticket."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Cluster, Host, Net
from carplint.overview import facts, interfaces, roles
from carplint.overview.facts import Fact
from carplint.overview.release import least_release
from carplint.report import visible
from carplint.text.secrets import HIDDEN, Values, without
from carplint.text.source import Span
from carplint.text.version import OLDEST, spell

_WIDTH = 100


class _Names:
    """The names of a host's files: the last part of the path if that is enough to tell them apart."""

    def __init__(self, host: Host) -> None:
        seen: dict[str, set[str]] = {}
        for document in host.documents:
            seen.setdefault(os.path.basename(document.source.path), set()).add(document.source.path)
        self.several = {name for name, paths in seen.items() if len(paths) > 1}

    def __call__(self, span: Span) -> str:
        path, line = facts.place(span)
        name = os.path.basename(path)
        return f"{path if name in self.several else name}:{line}"


def _origin(found: Fact, names: _Names) -> str:
    """Return where a fact comes from, as printed after the arrow."""
    if found.span is None or found.why.startswith((facts.DEFAULT, facts.LAUNCHER)):
        return found.why
    if found.why.startswith("file name"):
        return found.why.replace("file name", f"file name {names(found.span)}", 1)
    there = facts.written_there(found)
    return ", ".join(w for w in (f'"{there}" {names(found.span)}' if there else names(found.span), found.why) if w)


def _table(rows: Sequence[Sequence[str]], indent: str) -> Iterator[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{indent}{'  '.join(cells)}".rstrip() + "\n"


def _lines(found: Sequence[Fact], names: _Names) -> Iterator[str]:
    """Yield one line per fact: its name, its value, and where that comes from. A repeated name is left out."""
    label_width = max((len(f.label) for f in found), default=0)
    text_width = min(40, max((len(visible(f.text)) for f in found if _origin(f, names)), default=0))
    before = ""
    for one in found:
        label = "" if one.label == before else one.label
        before = one.label
        origin = _origin(one, names)
        line = f"    {label.ljust(label_width)}  {visible(one.text).ljust(text_width)}"
        yield f"{line}  ← {visible(origin)}\n" if origin else line.rstrip() + "\n"


def _quoted(word: Fact) -> str:
    if word.unknown:
        return "<unknown>"
    text = visible(word.text)
    return text if HIDDEN in text else shlex.quote(text)


def _command(words: Sequence[Fact]) -> Iterator[str]:
    """Yield the command line in a form that can be pasted, broken between its options."""
    pieces: list[str] = []
    for word in map(_quoted, words):
        if pieces and re.fullmatch(r"--?[a-z]+", pieces[-1]) and not word.startswith("-"):
            pieces[-1] += " " + word
        else:
            pieces.append(word)
    line = "    ucarp"
    for piece in pieces:
        if len(line) + len(piece) + 3 > _WIDTH:
            yield f"{line} \\\n"
            line = "        " + piece
        else:
            line += " " + piece
    yield line + "\n"


def _interfaces(host: Host, names: _Names) -> Iterator[str]:
    rows = []
    for interface in host.interfaces:
        boot = interfaces.at_boot(interface)
        ties = [f"{f.label} {f.text}" for f in interfaces.links(interface)]
        comes = ", ".join(([f"{boot.text} ({boot.written or 'by default'})"] if boot is not None else []) + ties)
        found = [*interfaces.addresses(interface)] or [Fact("address", "", None, "no address", span=interface.span)]
        for address in found:
            origin = [names(address.span or interface.span), address.why if address.text == "unknown" else ""]
            cells = (interface.name, address.text, comes, "← " + ", ".join(filter(None, origin)))
            rows.append([visible(cell) for cell in cells])
            comes = ""
    yield from _table(rows, "    ")


def _routers(host: Host, names: _Names, own_roles: dict[int, roles.Role], show_secrets: bool) -> Iterator[str]:
    watched = facts.trackers(host)
    for router in host.virtual_routers:
        role = own_roles[id(router)]
        kind = " ".join(dict.fromkeys((router.format, router.protocol)))
        yield f"\n  {visible(str(router.name.value or 'unknown'))} ({kind})\n"
        head = Fact("role", "role", role.name or None, role.text)
        own = facts.router(router, show_secrets=show_secrets)
        said = [f for f in own if f.key != "authentication" or f.why != facts.DEFAULT or f.text != f.value]
        yield from _lines([head, *said, *watched(router)], names)
        words = list(facts.command(router, show_secrets=show_secrets))
        if words:
            yield "    starts\n"
            yield from ("    " + line for line in _command(words))


def _host(host: Host, own_roles: dict[int, roles.Role], show_secrets: bool) -> Iterator[str]:
    names = _Names(host)
    yield f"{visible(host.name)}\n"
    if host.interfaces:
        yield "\n  interfaces\n"
        yield from _interfaces(host, names)
    yield from _routers(host, names, own_roles, show_secrets)
    if host.scripts:
        yield "\n  scripts\n"
        yield from _table([(s.role, visible(s.source.path)) for s in host.scripts], "    ")
    configuration = configuration_of(host)
    if configuration is not None:
        need = least_release(configuration)
        yield f"\n  needs keepalived {spell(OLDEST if need is None else need.version)} or newer"
        yield "\n" if need is None else f": {need.statement.words[need.word]} {names(need.statement.span(need.word))}\n"
    yield "\n"


def _cluster(cluster: Cluster) -> Iterator[str]:
    found = list(roles.roles(cluster))
    headings = [heading for _, heading, _ in roles.COLUMNS]
    rows = [[*headings[:2], "role", *headings[2:]]]
    for router, role in zip(cluster.routers, found, strict=True):
        cells = [visible(of(router, cluster)) for _, _, of in roles.COLUMNS]
        rows.append([*cells[:2], role.name or "unknown", *cells[2:]])
    yield from _table(rows, "  ")
    for note in dict.fromkeys(r.note for r in found if r.note):
        yield f"\n  {note}\n"


def render(net: Net, show_secrets: bool, secrets: Values) -> Iterator[str]:
    """Yield the hosts one after the other, then the clusters, then what is not known, without some known secrets."""
    pieces = _pieces(net, show_secrets)
    return (without(piece, secrets) for piece in pieces) if secrets else pieces


def _pieces(net: Net, show_secrets: bool) -> Iterator[str]:
    own_roles = {id(router): role for c in net.clusters for router, role in zip(c.routers, roles.roles(c), strict=True)}
    for host in net.hosts:
        yield from _host(host, own_roles, show_secrets)
    together = [c for c in net.clusters if len({r.host for r in c.routers}) > 1]
    for cluster in together:
        yield "cluster\n\n"
        yield from _cluster(cluster)
        yield "\n"
    if net.not_checked:
        yield "not known\n\n"
        for text in net.not_checked:
            yield f"  {visible(text)}\n"
