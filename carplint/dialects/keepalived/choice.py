"""Which of a host's keepalived.conf files is read, by what starts the daemon there."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from carplint.dialects.keepalived.launcher import CONFIGURATION, NAME, loaded, normal
from carplint.model import Document, HostFiles, not_known
from carplint.text.finding import Finding
from carplint.text.parse import parse
from carplint.text.source import Source
from carplint.text.typing import NamedTuple


class Choice(NamedTuple):
    """What a host's launcher makes of its files: the host with its configuration id, the documents that are read, the one that
    is loaded `alone` with what it includes, and what is not checked for that; `units` is what is known of its unit."""

    host: HostFiles
    mains: Sequence[Document]
    alone: Document | None = None
    not_checked: tuple[str, ...] = ()
    units: tuple[object, ...] = ()
    no_vrrp: bool = False
    findings: tuple[Finding, ...] = ()
    sources: tuple[tuple[Source, str], ...] = ()


def chosen(host: HostFiles, mains: Sequence[Document]) -> Choice:
    """Return which documents are read, and how; `mains` are those of the format, the likeliest first."""
    here = mains[0].source
    own = loaded(host, here)
    alone, not_checked, findings = None, list[str](), [*own.findings]
    if own.config_id is not None and own.config_id.value and host.config_id is None:
        host = host._replace(config_id=own.config_id.value)
    path = normal(own.file.value or "") if own.file is not None else ""
    if path and path != CONFIGURATION:
        found = next((f for f in (host.files or not_known)(path, here) or () if isinstance(f, Source)), None)
        if found is None and own.file is not None and _is_absent(host, path, here):
            message = f"keepalived is started with -f {path}, which is not there: it has nothing to run"
            findings.append(Finding(message, own.file.span, name="host-without-active-file"))
        elif found is None:
            not_checked.append(f"{path}, which keepalived is started with (-f) and which is not among the inputs")
        else:
            there = next((d for d in mains if d.source is found), None)
            alone = there or Document(found, NAME, parse(found.text, ""))
            mains = [alone, *(d for d in mains if d is not alone)]
    if own.checks_only is not None:
        how = own.checks_only.written
        not_checked.append(f"the vrrp_instances of {mains[0].source.path}, since keepalived is started with {how}")
    units = (*own.apart, *(() if own.units is None else (own.units,)))
    sources = tuple((source, NAME) for source in own.sources)
    return Choice(host, mains, alone, tuple(not_checked), units, own.checks_only is not None, tuple(findings), sources)


def _is_absent(host: HostFiles, path: str, here: Source) -> bool:
    """Return whether a file is known not to be there: its folder is among the inputs, without it."""
    links = host.links or not_known
    return bool(links(posixpath.dirname(path), here)) and not links(path, here)
