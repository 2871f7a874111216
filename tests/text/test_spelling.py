"""What a misspelt word was meant to be."""

from __future__ import annotations

from difflib import get_close_matches

import pytest

from carplint.dialects.addresses.ifcfg_keywords import NAMES
from carplint.text.spelling import nearest

MISSPELT = (
    "NETMAKS",
    "IPADRR",
    "GATWAY",
    "BOTPROTO",
    "BOOTPROTCOL",
    "ONBOTO",
    "NM_CONTROLED",
    "PRFIX",
    "IPV6_INIT",
    "TYPO",
)


@pytest.mark.parametrize("word", MISSPELT)
def test_a_name_is_close_if_difflib_calls_it_so(word: str) -> None:
    close = get_close_matches(word, NAMES, n=2, cutoff=0.8)
    assert nearest(word, NAMES) == (close[0] if len(close) == 1 else None)


def test_of_two_close_names_none_is_meant() -> None:
    assert nearest("priorities", ["priorityes", "prioritiez"]) is None
    assert nearest("priorities", ["priorityes", "preempt"]) == "priorityes"


def test_a_different_case_and_a_beginning_come_first() -> None:
    assert nearest("Priority", ["priority", "priorities"]) == "priority"
    assert nearest("priorit", ["priority", "priorat"]) == "priority"
