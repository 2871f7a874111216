"""Which dialect a text is of, and how much of it is looked at for that."""

from __future__ import annotations

import re
from functools import cache

import pytest

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.inputs.recognition import by_content
from tests.trees import FIXTURES


@cache
def texts() -> list[str]:
    """Those of the fixtures, and two of which they have none."""
    paths = sorted(path for path in FIXTURES.rglob("*") if path.is_file())
    found = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    return [*found, 'ifconfig_em0="inet 192.0.2.1/24 vhid 1"\n', "inet 192.0.2.1/24\ninet vhid 1 carpdev em0\n"]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: d.name)
def test_what_is_of_a_dialect_has_one_of_its_marks(dialect: Dialect) -> None:
    found = [text for text in texts() if re.search(dialect.content, text)]
    assert found
    assert all(dialect.recognises(text) for text in found)


def test_a_text_without_a_mark_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr(re, "search", lambda pattern, text: searched.append(pattern))
    assert by_content("nothing of all that\n" * 1000) is None
    assert searched == []
    assert by_content("[Match]\n" * 1000 + "[Network]\n") is None
    assert len(searched) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Match]\nName=eth0\n[Network]\n", "networkd"),
        ("\n \t[Match] \n[Match]\n [Network]\n", "networkd"),
        ("[Network]\n[Match]\n", None),
        ("[Match]x\n[Network]\n", None),
        # Half a million sections of which none has what follows: looking behind each of them for it would take hours.
        ("[Network]\n" + "[Match]\n" * 500_000, None),
    ],
    ids=["plain", "blanks", "wrong order", "not a section", "many"],
)
def test_a_network_file_is_recognised(text: str, name: str | None) -> None:
    found = by_content(text)
    assert (found and found.name) == name
