"""Which commands of a script are certain, and how much of it is looked at for that."""

from __future__ import annotations

import pytest

from carplint.dialects.shell.script import UnsureError
from carplint.dialects.ucarp.scripts.reading import steps


@pytest.mark.parametrize(
    ("word", "certain"),
    [
        ("`ip addr add 192.0.2.1/24 dev eth0`", False),
        ("$(/sbin/ip addr del 192.0.2.1/24 dev eth0)", False),
        ("x`date``ip a`$(ip addr change x)", False),
        ("`ifup eth0:0`", False),
        ("`ip addr show`", True),
        ("`date` ip addr add", True),
        ("`add ip`", True),
    ],
)
def test_a_command_inside_a_word(word: str, certain: bool) -> None:
    if certain:
        assert list(steps(f"echo {word}\n", {}))
    else:
        with pytest.raises(UnsureError):
            list(steps(f"echo {word}\n", {}))


@pytest.mark.parametrize("word", ["``", "`ip`", "$(ip)", "`ip ip ip`"])
def test_many_substitutions_are_looked_at_once(word: str) -> None:
    """From each of them to each word behind it would take hours."""
    assert len(list(steps(f"echo {word * 200_000}\n", {}))) == 1
