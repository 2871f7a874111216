"""Which rules could find something in a check, so that of them alone can be said that they found nothing."""

from carplint.model import Net
from carplint.model.clusters import apart
from carplint.rules import RULES
from carplint.rules.targets import TARGETS
from carplint.text.typing import TYPE_CHECKING, NamedTuple

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
    here = {on for on, targets in TARGETS.items() if any(True for _ in targets(net))}
    codes = {r.code for r in RULES if r.on in here or (r.on == "" and r.folder not in ("conversion", "hygiene"))}
    if policy is not None and policy.rules is not None:
        codes &= {rule.code for rule in policy.rules}
    return Able(frozenset(codes | {rule.code for rule in own}), apart(net))
