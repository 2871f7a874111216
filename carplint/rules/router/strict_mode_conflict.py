"""A setting of a vrrp_instance contradicts strict mode.

Why: keepalived resets or drops the setting, and with unicast peers it does not start (after 2.2.7): the instance is
not what its file says. A peer that is not strict keeps its authentication, so each drops the other's advertisements.

Daemon: a message for each, such as "Strict mode does not support authentication. Ignoring." Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance); tried with 2.2.7 and 2.4.3.

Fix: delete vrrp_strict and strict_mode, which enforce the letter of the RFC and are rarely needed; or delete the
setting.

Exceptions: 2.2.7 does not check unicast peers.
"""

from collections.abc import Callable, Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import truth
from carplint.text.finding import Finding
from carplint.text.typing import NamedTuple
from carplint.text.version import Version

CODE = "CL229"
NAME = "strict-mode-conflict"
SEVERITY = "error"
ON = "instance and configuration"
NEEDS = "vrrp_strict strict_mode"


class _Clash(NamedTuple):
    """A keyword, when strict mode forbids it, the effect in words, and the first release that checks it."""

    key: str
    when: Callable[[Instance], bool]
    effect: str
    since: Version = (0, 0, 0)


def _given(key: str) -> Callable[[Instance], bool]:
    """Return whether a number other than 0 is given."""
    return lambda i: (i.word(key) or "0").strip("0.") not in ("", "$")


def _is(key: str, value: bool) -> Callable[[Instance], bool]:
    """Return whether a boolean is given so."""
    return lambda i: truth(i.last(key)) is value


def _authenticates(instance: Instance) -> bool:
    kind = instance.inner("authentication", "auth_type")
    return kind is not None and kind.words[1:2] in (("PASS",), ("AH",))


def _state_differs(instance: Instance) -> bool:
    """Return whether state and priority are both given, and only one of them makes it the address owner."""
    state = instance.word("state")
    return (
        "priority" in instance.statements
        and instance.priority.value is not None
        and (state == "MASTER") != instance.owner
    )


def _no_link_local(instance: Instance) -> bool:
    return (
        instance.family == 6 and bool(instance.vips) and instance.vips[0].line.words[0][:3].lower() not in _LINK_LOCAL
    )


_LINK_LOCAL = ("fe8", "fe9", "fea", "feb")
_CLASHES = (
    _Clash("authentication", _authenticates, "the authentication is ignored"),
    _Clash("state", _state_differs, "only priority 255 starts as MASTER, so the state is changed"),
    _Clash("unicast_peer", lambda i: bool(i.peers), "keepalived does not start with unicast peers", (2, 2, 8)),
    _Clash("version", lambda i: i.family == 6 and i.word("version") == "2", "IPv6 needs version 3"),
    _Clash("virtual_ipaddress", _no_link_local, "the first IPv6 VIP must be link-local (fe80::/10)"),
    _Clash("no_virtual_ipaddress", lambda i: True, "a VIP is required"),
    _Clash(
        "use_vmac", lambda i: any(":" in w for s in i.statements["use_vmac"] for w in s.words), "the MAC is cleared"
    ),
    _Clash("vmac_xmit_base", lambda i: "use_vmac" in i.statements, "vmac_xmit_base is reset"),
    _Clash(
        "preempt_delay", lambda i: i.state.value == "BACKUP" and _given("preempt_delay")(i), "preempt_delay is reset"
    ),
    _Clash("down_timer_adverts", lambda i: i.word("down_timer_adverts") != "3", "down_timer_adverts is 3 again"),
    _Clash("accept", lambda i: i.version == 2 and not i.owner, "accept needs version 3: the VIP answers nothing"),
    _Clash("garp_lower_prio_repeat", _given("garp_lower_prio_repeat"), "it is reset to 0"),
    _Clash("garp_lower_prio_delay", _given("garp_lower_prio_delay"), "it is reset to 0"),
    _Clash("lower_prio_no_advert", _is("lower_prio_no_advert", False), "it is set to true"),
    _Clash("higher_prio_send_advert", _is("higher_prio_send_advert", True), "it is set to false"),
    _Clash("auth_hmac", lambda i: _mode(i) in ("permissive", "receive-only"), "its mode is enforce again"),
)


def _mode(instance: Instance) -> str:
    statement = instance.inner("auth_hmac", "mode")
    return statement.words[1] if statement is not None and len(statement.words) > 1 else ""


def check(instance: Instance, configuration: Configuration) -> Iterator[Finding]:
    """Every setting that strict mode forbids."""
    for clash in _CLASHES if instance.strict else ():
        statement = instance.last(clash.key)
        if statement is None or configuration.version < clash.since or not clash.when(instance):
            continue
        yield Finding(f"strict mode forbids this {statement.words[0]}: {clash.effect}", place(statement, 1))
