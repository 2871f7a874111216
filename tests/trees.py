"""The files that tests go through: the project's fixtures, and the grammar of a file by its path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "fixtures"
RULES = FIXTURES / "rules"
CLUSTERS = FIXTURES / "clusters"
SEED = CLUSTERS / "seed"


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
