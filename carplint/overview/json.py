"""JSON, version 1: a contract. Members may be added; none changes its meaning or disappears.

Each value is {value, written, file, line, why}: `value` is null if it is unknown, and `why` then says why; otherwise
`why` says how it follows from what is written ("default", "octal", ...). `file` is null if no file says it. Passwords
are •••, unless secrets may be shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Cluster, Host, Interface, Net, VirtualRouter
from carplint.overview import facts, interfaces, roles
from carplint.overview.facts import Fact
from carplint.overview.release import least_release
from carplint.text.secrets import Values, without
from carplint.text.typing import Any
from carplint.text.version import OLDEST, spell

VERSION = 1
_LISTS = frozenset(("address", "unicast_peers", "strange"))
_NAMES = {"address": "addresses"}


def _fact(found: Fact) -> dict[str, Any]:
    file, line = (None, None) if found.span is None else facts.place(found.span)
    return {"value": found.value, "written": found.written, "file": file, "line": line, "why": found.why}


def _facts(found: Iterable[Fact]) -> dict[str, Any]:
    result: dict[str, Any] = {"addresses": []}
    for one in found:
        key = _NAMES.get(one.key, one.key)
        if one.key in _LISTS:
            result.setdefault(key, []).append(_fact(one))
        else:
            result[key] = _fact(one)
    return result


def _interface(interface: Interface) -> dict[str, Any]:
    boot = interfaces.at_boot(interface)
    return {
        "name": interface.name,
        "file": interface.span.source.path,
        "parent": interface.parent,
        "at_boot": boot and _fact(boot),
        **{f.key: _fact(f) for f in interfaces.links(interface)},
        "addresses": [_fact(f) for f in interfaces.addresses(interface)],
    }


def _routers(host: Host, own: dict[int, roles.Role], show_secrets: bool) -> list[dict[str, Any]]:
    watched = facts.trackers(host)
    return [_router(r, own[id(r)], watched(r), show_secrets) for r in host.virtual_routers]


def _router(router: VirtualRouter, role: roles.Role, watched: Iterator[Fact], show_secrets: bool) -> dict[str, Any]:
    said = _facts(facts.router(router, show_secrets=show_secrets))
    for address, found in zip(router.addresses, said["addresses"], strict=True):
        for key in ("device", "label"):
            own = getattr(address, key)
            found[key] = own.value if own is not None else None
    return {
        "name": router.name.value,
        "format": router.format,
        "protocol": router.protocol,
        "daemon": router.daemon,
        "role": _fact(Fact("role", "", role.name or None, "", why=role.why)),
        **said,
        "trackers": [{"kind": f.key, **_fact(f)} for f in watched],
        "command": [_fact(f) for f in facts.command(router, show_secrets=show_secrets)],
    }


def _release(host: Host) -> dict[str, Any] | None:
    configuration = configuration_of(host)
    if configuration is None:
        return None
    need = least_release(configuration)
    if need is None:
        return _fact(Fact("", "", spell(OLDEST), "", why=facts.DEFAULT))
    word, span = need.statement.words[need.word], need.statement.span(need.word)
    return _fact(Fact("", "", spell(need.version), "", word, span))


def _cluster(cluster: Cluster) -> dict[str, Any]:
    rows = []
    for router, role in zip(cluster.routers, roles.roles(cluster), strict=True):
        cells = {key: of(router, cluster) for key, _, of in roles.COLUMNS}
        rows.append({**cells, "role": role.name or None, "why": role.why})
    return {"rows": rows}


def _without(value: Any, secrets: Values) -> Any:
    """Return a part of the document without some known secrets; paths stay."""
    if isinstance(value, dict):
        return {k: v if k in ("file", "files") else _without(v, secrets) for k, v in value.items()}
    if isinstance(value, list):
        return [_without(v, secrets) for v in value]
    return without(value, secrets) if isinstance(value, str) else value


def render(net: Net, show_secrets: bool, secrets: Values) -> Iterator[str]:
    """Yield the whole model as one document, without some known secrets."""
    own = {id(r): role for c in net.clusters for r, role in zip(c.routers, roles.roles(c), strict=True)}
    document = {
        "version": VERSION,
        "hosts": [
            {
                "name": host.name,
                "files": [d.source.path for d in host.documents],
                "interfaces": [_interface(i) for i in host.interfaces],
                "virtual_routers": _routers(host, own, show_secrets),
                "scripts": [{"role": s.role, "file": s.source.path} for s in host.scripts],
                "least_keepalived": _release(host),
            }
            for host in net.hosts
        ],
        "clusters": [_cluster(c) for c in net.clusters],
        "not_known": list(net.not_checked),
    }
    yield json.dumps(_without(document, secrets) if secrets else document, indent=2) + "\n"
