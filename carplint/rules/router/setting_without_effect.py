"""A setting of a vrrp_instance has no effect because of another.

Why: keepalived resets it, so the instance does not do what its file says: a nopreempt that is dropped means a second
outage when the node comes back, a preempt_delay that is dropped means no waiting.

Daemon: a message for each ("... is incompatible with ... resetting"), then the instance runs without the setting.
Source: keepalived vrrp/vrrp.c (vrrp_complete_instance), vrrp_parser.c (vrrp_end_handler); tried with 2.2.7 and
2.4.3.

Fix: delete the setting, or what it contradicts.

Exceptions: nopreempt with state MASTER is nopreempt-with-state-master, what strict mode forbids is
strict-mode-conflict.
"""

from collections.abc import Callable, Iterator

from carplint.dialects.keepalived.facts.instances import UNICAST, Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import closing, place
from carplint.dialects.keepalived.words.values import truth
from carplint.text.finding import Finding, Related
from carplint.text.typing import NamedTuple

CODE = "CL228"
NAME = "setting-without-effect"
SEVERITY = "error"
ON = "instance"
NEEDS = "owner preempt_delay timer_expired_backup MASTER ipv6 auth_hmac mcast_dst_ip unicast_ttl vrf owner_ignore_adverts promote_secondaries vmac_xmit_base"


class _Clash(NamedTuple):
    """A keyword, when it has no effect, the keywords that are to blame, and the effect in words."""

    key: str
    when: Callable[[Instance], bool]
    because: tuple[str, ...]
    message: str


def _waits(instance: Instance) -> bool:
    """Return whether it has a preempt_delay that is not 0."""
    return (instance.word("preempt_delay") or "0").strip("0.") != ""


def _ah(instance: Instance) -> bool:
    """Return whether it has AH authentication that is not dropped for another reason."""
    kind = instance.inner("authentication", "auth_type")
    secret = instance.inner("authentication", "auth_pass")
    return (
        kind is not None
        and kind.words[1:2] == ("AH",)
        and secret is not None
        and secret.words[1:2] != ("",)
        and instance.version == 2
        and not instance.strict
    )


def _first_master(instance: Instance) -> bool:
    """Return whether a state MASTER is above a state BACKUP."""
    states = [s.words[1] for s in instance.statements["state"] if len(s.words) > 1]
    return "MASTER" in states and states[-1] == "BACKUP"


def _ownership(said: bool) -> Callable[[Instance], bool]:
    """Return whether owner_ignore_adverts says something that does not fit the priority."""

    def clashes(instance: Instance) -> bool:
        given = truth(instance.last("owner_ignore_adverts"))
        return instance.priority.value is not None and given is said and instance.owner is not said

    return clashes


_CLASHES = (
    _Clash(
        "nopreempt",
        lambda i: i.owner and not i.preempts,
        ("priority",),
        "keepalived drops nopreempt because of priority 255: the address owner always takes the VIP back",
    ),
    _Clash(
        "preempt_delay",
        lambda i: _waits(i) and i.state.value == "MASTER",
        ("state", "priority"),
        "keepalived drops preempt_delay because the instance starts as MASTER",
    ),
    _Clash(
        "preempt_delay",
        lambda i: _waits(i) and not i.strict and not i.preempts and i.state.value == "BACKUP",
        ("nopreempt",),
        "keepalived drops preempt_delay because of nopreempt: there is no preemption that it could delay",
    ),
    _Clash(
        "timer_expired_backup",
        lambda i: i.preempts or i.owner or i.state.value == "MASTER",
        ("priority", "state"),
        "keepalived drops timer_expired_backup: it works with nopreempt only",
    ),
    _Clash(
        "state",
        _first_master,
        ("state",),
        "keepalived ignores this BACKUP because MASTER is above it",
    ),
    _Clash(
        "state",
        lambda i: i.state.value == "MASTER" and i.priority.value is not None and not i.owner and _ah(i),
        ("authentication",),
        "keepalived changes this to BACKUP because of auth_type AH",
    ),
    _Clash(
        "authentication",
        lambda i: i.family == 6 and _ah(i),
        (),
        "keepalived has no AH authentication for IPv6: it goes without any",
    ),
    _Clash(
        "authentication",
        lambda i: "auth_hmac" in i.statements and i.version == 2 and not i.strict,
        ("auth_hmac",),
        "keepalived drops the authentication because of auth_hmac",
    ),
    _Clash(
        "mcast_dst_ip",
        lambda i: bool(i.peers),
        ("unicast_peer",),
        "keepalived ignores mcast_dst_ip because the instance has unicast peers",
    ),
    _Clash(
        "unicast_ttl",
        lambda i: not i.peers,
        ("unicast_peer",),
        "keepalived ignores unicast_ttl because the instance has no unicast peers",
    ),
    _Clash(
        "vrf",
        lambda i: "interface" in i.statements,
        ("interface",),
        "keepalived ignores vrf because the instance has an interface",
    ),
    _Clash(
        "vrf",
        lambda i: i.any(*UNICAST) is None,
        (),
        "keepalived ignores vrf because the instance has no unicast peers",
    ),
    _Clash(
        "owner_ignore_adverts",
        _ownership(True),
        ("priority",),
        "keepalived ignores owner_ignore_adverts because the priority is not 255",
    ),
    _Clash(
        "owner_ignore_adverts",
        _ownership(False),
        ("priority",),
        "keepalived sets owner_ignore_adverts again because the priority is 255",
    ),
    _Clash(
        "promote_secondaries",
        lambda i: i.any("use_vmac", "use_ipvlan") is not None,
        ("use_vmac", "use_ipvlan"),
        "keepalived ignores promote_secondaries: with an interface of its own the instance has it anyway",
    ),
    _Clash(
        "vmac_xmit_base",
        lambda i: "use_vmac" not in i.statements,
        ("use_vmac_addr", "use_ipvlan"),
        "keepalived ignores vmac_xmit_base because the instance has no use_vmac",
    ),
)
_USELESS = frozenset(c.key for c in _CLASHES) - {"nopreempt", "state", "authentication"}
"""The settings that can be removed; of the others, either they or what cancels them may be meant."""
_BY_KEY = {key: tuple(c for c in _CLASHES if c.key == key) for key in dict.fromkeys(c.key for c in _CLASHES)}


def check(instance: Instance) -> Iterator[Finding]:
    """Every setting that is dropped; of several reasons the first."""
    for key, statements in instance.statements.items():
        for clash in _BY_KEY.get(key, ()):
            if not clash.when(instance):
                continue
            statement = statements[-1]
            others = [s for s in (instance.last(k) for k in clash.because) if s is not None and s is not statement]
            related = tuple(Related(s.whole(), "because of this") for s in others)
            if key == "unicast_ttl":
                related += closing(instance.statement)
            fix = repair.removal(statement, f"delete {key}") if key in _USELESS and len(statements) == 1 else None
            yield Finding(clash.message, place(statement, 1), related, fix)
            break
