"""The files that tests go through: the project's fixtures, and the grammar of a file by its path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
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


@cache
def below(top: Path) -> Sequence[Path]:
    """The files below a folder that stays as it is, in their order."""
    found = (os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names)
    return sorted(Path(path) for path in found if os.path.isfile(path))


def files(top: Path) -> Iterator[tuple[Path, str]]:
    """The files below a folder that have a grammar, and its name."""
    for path in below(top):
        if grammar := grammar_of(path):
            yield path, grammar
