"""keepalived.conf: read as the daemon reads it, in four steps.

expansion (definitions, conditions, includes) → walk (the statements that the daemon executes) → arguments
(what the keyword table says of them) → the model. What each step finds is a `Finding` that names its rule.
"""

from __future__ import annotations

import re

from carplint.finding import Finding
from carplint.formats import Part
from carplint.formats.keepalived import lines as several
from carplint.formats.keepalived.arguments import problems
from carplint.formats.keepalived.vrrp import routers
from carplint.keywords.keepalived import NEWEST, Version
from carplint.lvs import virtual_servers
from carplint.model import Configuration, Document, Host
from carplint.syntax.blocks import Blocks, walk
from carplint.syntax.statement import Statement
from carplint.vrrp import instances

NAME = "keepalived"


_TEMPLATE = re.compile(r"\{\{|\{%|<%|\{#")


def _template_mark(document: Document) -> Finding | None:
    """Where a template's own syntax begins in a file that cannot be read because of it."""
    match = _TEMPLATE.search(document.source.text)
    if match is None or all(leaf.kind != "JUNK" for leaf in document.tree.leaves()):
        return None
    message = "this is a template, not a configuration yet: render it and check the result"
    return Finding(message, document.source.span(*match.span()), label="a template's mark", name="unrendered-template")


def _blocks(document: Document, version: Version) -> Blocks:
    """What the daemon makes of a file; of a template nothing."""
    mark = _template_mark(document)
    if mark is None:
        return walk(document.source, document.tree, version)
    lines = sum(leaf.kind not in ("TRIVIA", "CLOSE") for leaf in document.tree.leaves())
    return Blocks((), (mark,), lines, lines)


_BRACES = frozenset(("missing-opening-brace", "missing-closing-brace", "extra-closing-brace", "unexpected-brace"))
"""The rules about braces that are not where they should be."""


def read(host: Host) -> Part:
    """One virtual router a vrrp_instance, and the configuration that rules about the language look at."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    lines = unknown = 0
    version = host.target or NEWEST
    for document in host.documents:
        if document.format == NAME:
            blocks = _blocks(document, version)
            statements += blocks.statements
            findings += blocks.findings
            lines += blocks.lines
            unknown += blocks.unknown
    configuration = Configuration(
        tuple(statements),
        version,
        instances(statements, version),
        tuple(virtual_servers(statements)),
        sound=_BRACES.isdisjoint(f.name for f in findings),
    )
    findings += problems(configuration, sound=not findings)
    findings += several.problems(configuration)
    return Part(
        configuration=configuration,
        virtual_routers=tuple(routers(host.name, configuration)),
        findings=tuple(findings),
        statements=lines,
        understood=lines - unknown,
    )
