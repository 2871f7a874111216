"""keepalived.conf: read as the daemon reads it, in four steps.

expansion (definitions, conditions, includes) → tree (the statements that the daemon executes) → words (what each
comes to, and what is wrong with it) → facts (instances, sync groups, virtual servers) → the model. What a step finds
is a `Finding` that names its rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.dialects.dialect import Part
from carplint.dialects.keepalived.checks import addresses, problems
from carplint.dialects.keepalived.expansion.expand import expand
from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import instances
from carplint.dialects.keepalived.facts.routers import routers
from carplint.dialects.keepalived.facts.settling import settings
from carplint.dialects.keepalived.keyword_table import KEYWORDS
from carplint.dialects.keepalived.tree.blocks import Blocks, walk
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.model import Document, HostFiles, not_known
from carplint.text.finding import Finding
from carplint.text.parse import tokens
from carplint.text.source import Source, Span
from carplint.text.version import NEWEST, Version

NAME = "keepalived"
ADDRESSES = "virtual_ipaddress"


_MARKS = ("{{", "{%", "{#", "<%")


def _template_mark(document: Document) -> Finding | None:
    """Where a template's own syntax begins in a file that cannot be read because of it."""
    text = document.source.text
    places = [at for mark in _MARKS if (at := text.find(mark)) >= 0]
    if not places or all(kind != "JUNK" for kind, _, _ in tokens(text, NAME)):
        return None
    message = "this is a template, not a configuration yet: render it and check the result"
    return Finding(
        message,
        document.source.span(min(places), min(places) + 2),
        label="a template's mark",
        name="unrendered-template",
    )


_ASKED = r"(?m)(?:^|[{}])[ \t]*@(\^?)([^ \t\n]+)[ \t]"


def _config_id(host: HostFiles, source: Source) -> str | None:
    """The configuration id by which `@ID` lines count: the host's given one; else its name up to the first
    dot, where a line asks for it; else the first id that a line asks for, so that the file is read as it is
    on one of its hosts. None where no line asks."""
    asked = list(dict.fromkeys(re.findall(_ASKED, source.text))) if "@" in source.text else []
    if not asked or host.config_id is not None:
        return host.config_id
    name = host.name.partition(".")[0]
    ids = [wanted for _, wanted in asked]
    return name if name in ids else next((wanted for negated, wanted in asked if not negated), "")


def _within(document: Document) -> str:
    """The path of the block that a document is a part of, "" if it stands for itself. A part that no file of the host includes is
    judged by that block."""
    text = document.source.text
    if document.source.path.endswith("keepalived.conf") or "vrrp_instance" in text or "virtual_server" in text:
        return ""
    from carplint.dialects.keepalived.recognition import MAILS, kind  # most files stand for themselves

    block = kind(text) or ""
    return f"{block}/<line>" if block == MAILS or f"{block}/<line>" in KEYWORDS else block


def _blocks(host: HostFiles, document: Document, version: Version, within: str = "") -> tuple[Blocks, Expansion]:
    """What the daemon makes of a file and of those that it includes; of a template nothing."""
    source = document.source
    mark = _template_mark(document)
    if mark is not None:
        lines = sum(kind not in ("TRIVIA", "CLOSE") for kind, _, _ in tokens(source.text, NAME))
        return Blocks((), (mark,), lines, lines), Expansion(source.text, (), (source,))
    expansion = expand(source, host.includes or not_known, _config_id(host, source), version, host.budget)
    if expansion.text is source.text:
        return walk(source, version, within=within), expansion
    return walk(expansion, version, expansion.why, whole=expansion.cut is None, within=within), expansion


_MAIN = "/etc/keepalived/keepalived.conf"
"""What the daemon reads by itself (keepalived(8), -f)."""


def _mains(host: HostFiles) -> list[Document]:
    """The host's documents, that which the daemon reads by itself before those that others may include."""

    def place(document: Document) -> int:
        path = f"/{document.source.path}"
        return 0 if path.endswith(_MAIN) else 2 if "/conf.d/" in path or not path.endswith("keepalived.conf") else 1

    return sorted((d for d in host.documents if d.format == NAME), key=place)


def _another(document: Document, main: Document) -> bool:
    """Whether a file that nothing includes is another one's copy or rival: the daemon reads one keepalived.conf."""
    paths = [f"/{d.source.path}" for d in (document, main)]
    return all(path.endswith("/keepalived.conf") and "/conf.d/" not in path for path in paths)


def _is_followed(host: HostFiles, main: Document, expansion: Expansion) -> bool:
    """Whether all that the daemon reads by itself is known: the files of a whole tree that its configuration does not include are
    none of it."""
    known = not expansion.unread and expansion.cut is None and not _template_mark(main)
    return known and NAME in host.complete and f"/{main.source.path}".endswith(_MAIN)


def _left_out(host: HostFiles, expansion: Expansion) -> Iterator[str]:
    source = expansion.sources[0]
    id = _config_id(host, source)
    if id is not None and id not in (host.config_id, host.name.partition(".")[0]):
        yield f"the lines of {source.path} for other hosts than {id or 'one that no @ID names'} (--config-id)"
    for span in expansion.unread:
        yield f"what {source.path} includes by {span.text.strip()}"
    if expansion.cut is not None:
        yield f"{expansion.cut.source.path} from line {expansion.cut.source.position(expansion.cut.start)[0]} on, and what follows it"


_PROGRAMS = ("script", "notify", "misc_path", "quorum_")
"""A part of each keyword that names a program."""

_BRACES = frozenset(("missing-opening-brace", "missing-closing-brace", "extra-closing-brace", "unexpected-brace"))
"""The rules about braces that are not where they should be."""


def _settled(
    host: HostFiles, statements: tuple[Statement, ...], version: Version, sources: set[Source]
) -> Configuration:
    """What the statements of all files come to together. What few files have is imported where one has it."""
    common = settings(statements, version)
    own = instances(statements, common, version)
    configuration = Configuration(statements, version, common, own)
    keys = {s.words[0] for s in statements}
    if "vrrp_sync_group" in keys:
        from carplint.dialects.keepalived.facts.sync_groups import sync_groups

        configuration = configuration._replace(sync_groups=sync_groups(statements, own, version))
    if "virtual_server" in keys:
        from carplint.dialects.keepalived.facts.virtual_servers import virtual_servers

        configuration = configuration._replace(virtual_servers=tuple(virtual_servers(statements, version)))
    if any(word in source.text for source in sources for word in _PROGRAMS):
        from carplint.dialects.keepalived.facts.programs import programs

        configuration = configuration._replace(programs=programs(host, configuration))
    return configuration


def _apart(configuration: Configuration) -> Iterator[object]:
    """Yield the network namespace that the configuration itself has keepalived run in."""
    if not any(configuration.all("net_namespace")):
        return
    from carplint.dialects.keepalived.facts.apart import Apart  # few have one

    yield from (Apart(s.span(0)) for s in configuration.all("net_namespace"))


def read(host: HostFiles) -> Part:
    """One virtual router a vrrp_instance, and the configuration that rules about the language look at."""
    statements: list[Statement] = []
    guarded: list[Statement] = []
    findings: list[Finding] = []
    not_checked: list[str] = []
    mains: Sequence[Document] = _mains(host)
    choice = None
    if mains and NAME in host.complete and host.links is not None:
        from carplint.dialects.keepalived.choice import chosen  # a file that is named is read however it is started

        choice = chosen(host, mains)
        host, mains = choice.host, choice.mains
        not_checked += choice.not_checked
        findings += choice.findings
    lines = unknown = 0
    followed = False
    passed: list[tuple[Source, str]] = []
    puzzling: list[Span] = []
    version = host.target or NEWEST
    included: set[Source] = set()
    complete = True
    for document in mains:
        if document.source in included:
            continue
        first = mains[0].source.path
        why = ""
        if choice is not None and choice.alone not in (None, document):
            why = f"since keepalived is started with {first} (-f)"
        elif document is not mains[0] and _another(document, mains[0]):
            why = f"since {first} is there, too"
        elif followed and document is not mains[0]:
            why = f"since no include of {first} reads it"
        if why:
            passed.append((document.source, why))
            continue
        within = _within(document)
        blocks, expansion = _blocks(host, document, version, within)
        followed = followed or (document is mains[0] and _is_followed(host, document, expansion))
        included.update(expansion.sources)
        if within:
            complete = False
            block = within.removesuffix("/<line>").rpartition("/")[2]
            not_checked.append(f"{document.source.path} as a whole: a part of {block}, and no file here includes it")
            if within == f"{ADDRESSES}/<line>":
                findings += addresses(blocks.statements, version)
            elif not within.endswith(">"):
                findings += problems(blocks.statements, version)
        else:
            statements += blocks.statements
        guarded += blocks.guarded
        # what a part uses without setting it may be set by the file that includes it
        findings += (f for f in expansion.findings if not within or f.name != "undefined-variable")
        findings += blocks.findings
        not_checked += _left_out(host, expansion)
        complete = complete and not expansion.unread and expansion.cut is None
        lines += blocks.lines
        unknown += blocks.unknown
        puzzling += blocks.puzzling
    if mains and not any(
        d.source.path.endswith(("keepalived.conf", ">")) for d in mains
    ):  # perhaps a part, as far as anybody knows
        complete = complete and any("vrrp_instance" in s.text or "virtual_server" in s.text for s in included)
    sound = complete and _BRACES.isdisjoint(f.name for f in findings)
    configuration = _settled(host, tuple(statements), version, included)
    configuration = configuration._replace(sound=sound, complete=complete, guarded=tuple(guarded))
    findings += problems(configuration.statements, version, sound=not findings)
    return Part(
        facts=(configuration, *_apart(configuration), *(choice.units if choice is not None else ())),
        virtual_routers=() if choice is not None and choice.no_vrrp else tuple(routers(host.name, configuration)),
        findings=tuple(findings),
        statements=lines,
        understood=lines - unknown,
        puzzling=tuple(puzzling),
        not_checked=(*not_checked, *(f"{source.path}, {why}" for source, why in passed)),
        passed=tuple(passed),
        sources=(
            *((s, NAME) for s in sorted(included - {d.source for d in host.documents}, key=lambda s: s.path)),
            *(choice.sources if choice is not None else ()),
        ),
    )
