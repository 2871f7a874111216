"""What rules about keepalived.conf have in common: what they loop over, and words that they may repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from carplint.dialects.keepalived.facts.configuration import Configuration, configuration_of
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.model import Net

_PLAIN = re.compile(r"[\w.:@/+-]{1,45}")


def shown(word: str) -> str:
    """A word as a message may repeat it: short and plain, else dots."""
    return word if _PLAIN.fullmatch(word) is not None else "..."


def configurations(net: Net) -> Iterator[Configuration]:
    """The configurations of all hosts."""
    return (c for h in net.hosts if (c := configuration_of(h)) is not None)


def instances(net: Net) -> Iterator[Instance]:
    """The vrrp_instances of all hosts."""
    return chain.from_iterable(c.instances for c in configurations(net))


def whole_instances(net: Net) -> Iterator[Instance]:
    """The vrrp_instances of which it is known what they lack: no brace is wrong in their file."""
    return chain.from_iterable(c.instances for c in configurations(net) if c.sound)
