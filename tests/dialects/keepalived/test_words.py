"""The words of every keyword that has a type, against what keepalived 2.2.7 does with them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from carplint.text.version import spell
from tests.dialects.keepalived.generated import words
from tests.dialects.keepalived.observed import RELEASE, TABLE, keywords, observe, table
from tests.oracles import needs, needs_namespaces


def test_there_are_enough_words() -> None:
    assert len(keywords()) > 400
    assert [k for k in keywords() if len(words(k)) < 20] == []


@needs("keepalived")
@needs_namespaces
def test_the_table_is_what_the_daemon_does(tmp_path: Path) -> None:
    """Of both versions of VRRP: which words `keepalived -t` takes, and what the daemon's dump then shows.
    tools/observe_words.py writes the table anew."""
    version = subprocess.run(["keepalived", "--version"], check=True, capture_output=True, text=True).stderr
    if f" v{spell(RELEASE)} " not in version:
        pytest.skip(f"NOT TESTED: the table is of {spell(RELEASE)}, not of {version.splitlines()[0]}")
    seen = table(observe(tmp_path, keywords())).splitlines()
    assert seen == TABLE.read_text(encoding="utf-8").splitlines()
