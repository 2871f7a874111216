"""Which rules could find something in a check, so that of them alone can be said that they found nothing."""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

from typing import TYPE_CHECKING, NamedTuple

from carplint.model import Net
from carplint.model.clusters import apart
from carplint.rules import found_by_readers, needed

if TYPE_CHECKING:
    from carplint.checking.policy import Policy


class Able(NamedTuple):
    """The rules that could find something in a check, by their codes: only of these can be said that they found nothing.
    Those across hosts could not on hosts that are `apart` from partners which were not read."""

    codes: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    def on(self, code: str, host: str) -> bool:
        """Whether a rule could find something on a host."""
        return code in self.codes and not (host in self.apart and code.startswith("CL4"))


def able(net: Net, policy: "Policy | None" = None) -> Able:
    """The rules that could find something in a check of a model."""
    own = () if policy is None else policy.own
    codes = {rule.code for rule in (*needed(net), *found_by_readers())}
    if policy is not None and policy.rules is not None:
        codes &= {rule.code for rule in policy.rules}
    return Able(frozenset(codes | {rule.code for rule in own}), apart(net))
