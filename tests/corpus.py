"""The files that tests of several formats go through: the project's fixtures and, where it is at hand, a
corpus of real files that is no part of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
CORPUS = ROOT.parent / "shared" / "corpus"

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"NOT TESTED: the corpus of real files is not at {CORPUS}"
)
"""A mark for tests over the corpus, which is never there but on a developer's machine."""


def grammar_of(path: Path) -> str:
    """The grammar of a file of these trees by its path, "" where it has none."""
    name, folders = path.name, path.parts
    if name == "interfaces" or path.parent.name in ("interfaces", "interfaces.d"):
        return "interfaces"
    if name.startswith("ifcfg-") or "ifcfg" in folders or "ucarp" in folders:
        return "sysconfig"
    if name.startswith("vip-") and ".conf" in name:
        return "sysconfig"
    if "keepalived" in str(path) or name.endswith(".conf"):
        return "keepalived"
    return ""


def files(top: Path) -> Iterator[tuple[Path, str]]:
    """The files below a folder that have a grammar, and its name."""
    for path in sorted(p for p in top.rglob("*") if p.is_file()):
        if grammar := grammar_of(path):
            yield path, grammar
