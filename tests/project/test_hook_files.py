"""The hooks see the files that the records of the dialects recognise by their path."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from carplint.dialects.registry import DIALECTS
from tests.trees import FIXTURES, ROOT


def _pattern() -> re.Pattern[str]:
    """What pre-commit searches the paths of changed files for."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    found: str = next(hook["files"] for hook in hooks if "files" in hook)
    return re.compile(found)


def _recognised(path: str) -> bool:
    *folders, name = path.split("/")
    return any(d.matches(tuple(folders), name) for d in DIALECTS)


def test_the_hook_sees_what_is_recognised_by_its_path() -> None:
    """Every file of the fixtures, and paths that are none: as pre-commit sees them, from the top of a repository."""
    pattern = _pattern()
    paths = {str(Path(*p.relative_to(FIXTURES).parts[1:])) for p in FIXTURES.rglob("*") if p.is_file()}
    paths |= {"interfaces", "etc/shorewall/interfaces", "README.md", "src/carp.c", "vip-001.conf", "etc/rc.local"}
    recognised = {p for p in paths if _recognised(p)}
    assert len(recognised) > 500
    assert {p for p in paths if pattern.search(p)} == recognised
