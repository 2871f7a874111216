"""Unknown is not wrong: whatever value of a sound configuration becomes unknown, no rule finds an error that was not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Net, Value
from carplint.model.clusters import group
from tests.trees import CLUSTERS
from tests.trees import RULES as FIXTURES

SOUND = [
    *(case for rule in sorted(FIXTURES.iterdir()) for case in sorted(rule.glob("good*"))),
    CLUSTERS / "seed",
    CLUSTERS / "debian",
]
"""What is to become unknown, value by value."""
PARTS = 8
"""The tests that go through it: a worker each."""
FIRST = 4
"""The most things of a kind that are looked at in one file: more are more of the same."""
EVERY = 1 if "FUZZ" in os.environ else 5
"""Which values are tried: with FUZZ in the environment all, else one of so many, others in each file."""


def unknown(thing: Any) -> Iterator[tuple[str, Any]]:
    """A thing of the model with one of its values unknown, and the name of that, for each value that is known."""
    if isinstance(thing, Value):
        if thing.value is not None:
            yield "", thing.but(None, "only the running system knows it")
    elif type(thing) is tuple:
        for at, item in enumerate(thing[:FIRST]):
            for name, other in unknown(item):
                yield name, (*thing[:at], other, *thing[at + 1 :])
    elif hasattr(thing, "_fields"):
        for field in thing._fields:
            for name, other in unknown(getattr(thing, field)):
                yield f"{field}.{name}".rstrip("."), thing._replace(**{field: other})


def nets(net: Net) -> Iterator[tuple[str, Net]]:
    """A net with one value of one virtual router or interface unknown, for each of them."""
    for at, host in enumerate(net.hosts):
        for kind in ("virtual_routers", "interfaces"):
            for name, things in unknown(getattr(host, kind)):
                hosts = (*net.hosts[:at], host._replace(**{kind: things}), *net.hosts[at + 1 :])
                yield f"{kind}.{name} on {host.name}", net._replace(hosts=hosts, clusters=group(hosts))


def errors(net: Net) -> set[str]:
    """The names of the errors in a net."""
    return {f.name for f in check(net).findings if f.severity == "error"}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_error_comes_of_what_is_unknown(part: int) -> None:
    tried = 0
    for number, case in enumerate(SOUND[part::PARTS]):
        net = load([str(case)])
        before = errors(net)
        for name, other in islice(nets(net), number % EVERY, None, EVERY):
            tried += 1
            assert errors(other) <= before, (case, name, errors(other) - before)
    assert tried > 200
