"""Images of containers that start ucarp or keepalived with what variables say: a documented table for each.

Source: osixia/docker-keepalived, image/environment/default.yaml and image/service/keepalived/assets/keepalived.conf (2.0.20), and
for the words of its command README.md, "Fix docker mounted file problems", "Debug";
the start script of arcts/keepalived (arc-ts/keepalived on GitHub, docker-keepalived); kwiksand/docker_ucarp, run-ucarp.sh;
kubernetize/ucarp, README.md and assets/usr/local/sbin/ucarp.sh; nickadam/ucarp-docker, docker-entrypoint.sh (1.0.0), which
starts a second container on its host's network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.model import Value
from carplint.text.finding import Finding
from carplint.text.source import Span
from carplint.text.spelling import closest, is_certain
from carplint.text.typing import NamedTuple

Variables = Mapping[str, Value[str]]
FOUND = "the image finds it out when it starts"
_NEAR = 200
"""How many characters are looked at before a value for its name."""


class Ucarp(NamedTuple):
    """An image that starts a ucarp: its variables' defaults, the options that take them, and the other words. A variable that is
    set to nothing counts as absent."""

    defaults: Mapping[str, str]
    options: Mapping[str, str]
    words: Sequence[str]
    others: tuple[str, ...] = ()
    """The other variables that it reads."""


class Keepalived(NamedTuple):
    """An image that writes one vrrp_instance: the defaults, which may hold another variable, and what it writes. `$NAME` stands for
    a variable there, a line `*NAME` for one line per word of a list, and `*NAME_` for one per variable NAME_ with a number."""

    defaults: Mapping[str, str]
    text: str
    master: str = ""
    """The default of the priority for the state MASTER, if it depends on that."""
    files: tuple[str, ...] = ()
    """The paths at which a file of keepalived's own counts in place of the variables."""
    harmless: frozenset[str] = frozenset()
    """Words of a command that do not change what the variables say."""
    others: tuple[str, ...] = ()
    """The other variables that it reads."""


_SCRIPTS = ("--upscript=/etc/ucarp/vip-up.sh", "--downscript=/etc/ucarp/vip-down.sh")
UCARP: Mapping[str, Ucarp] = {
    "kwiksand/docker_ucarp": Ucarp(
        {},
        {
            "--interface": "UCARP_HOST_DEVICE",
            "--srcip": "UCARP_HOST_ADDRESS",
            "--vhid": "UCARP_VID",
            "--pass": "UCARP_PASSWORD",
            "--addr": "UCARP_VIP_ADDRESS",
            "--advskew": "UCARP_PRIORITY",
        },
        ("--preempt", "--shutdown", "--neutral", *_SCRIPTS),
    ),
    "kubernetize/ucarp": Ucarp(
        {"UCARP_VHID": "1", "UCARP_PASS": "password"},
        {
            "--interface": "UCARP_INTERFACE",
            "--srcip": "UCARP_SRCIP",
            "--vhid": "UCARP_VHID",
            "--pass": "UCARP_PASS",
            "--addr": "UCARP_ADDR",
        },
        ("--shutdown",),
        tuple(
            "UCARP_MASKLEN UCARP_PASS_FILE UCARP_GARP_TIMEOUT UCARP_BROADCAST UCARP_RTABLE UCARP_RTABLE_NETWORK_LENGTH "
            "UCARP_GATEWAY UCARP_RULE_PRIORITY".split()
        ),
    ),
    "nickadam/ucarp-docker": Ucarp(
        {"VHID": "10", "PASSWORD": "ucarp"},
        {"--interface": "DEV_NAME", "--srcip": "HOST_IP", "--vhid": "VHID", "--pass": "PASSWORD", "--addr": "VIP"},
        ("--upscript=/vip-up.sh", "--downscript=/vip-down.sh", "--shutdown"),
        ("CIDR",),
    ),
}
KEEPALIVED: Mapping[str, Keepalived] = {
    "osixia/keepalived": Keepalived(
        {
            "KEEPALIVED_INTERFACE": "eth0",
            "KEEPALIVED_ROUTER_ID": "51",
            "KEEPALIVED_PRIORITY": "150",
            "KEEPALIVED_STATE": "BACKUP",
            "KEEPALIVED_PASSWORD": "d0cker",
            "KEEPALIVED_UNICAST_PEERS": "192.168.1.10 192.168.1.11",
            "KEEPALIVED_VIRTUAL_IPS": "192.168.1.231 192.168.1.232",
        },
        """vrrp_instance VI_1 {
interface $KEEPALIVED_INTERFACE
state $KEEPALIVED_STATE
virtual_router_id $KEEPALIVED_ROUTER_ID
priority $KEEPALIVED_PRIORITY
nopreempt
unicast_peer {
*KEEPALIVED_UNICAST_PEERS
}
virtual_ipaddress {
*KEEPALIVED_VIRTUAL_IPS
}
authentication {
auth_type PASS
auth_pass $KEEPALIVED_PASSWORD
}
}
""",
        files=("/container/service/keepalived/assets/keepalived.conf", "/usr/local/etc/keepalived/keepalived.conf"),
        harmless=frozenset(
            "--copy-service --keep-startup-env --loglevel -l none error warning info debug trace".split()
        ),
        others=("KEEPALIVED_NOTIFY", "KEEPALIVED_COMMAND_LINE_ARGUMENTS"),
    ),
    "arcts/keepalived": Keepalived(
        {
            "KEEPALIVED_INTERFACE": "eth0",
            "KEEPALIVED_VIRTUAL_ROUTER_ID": "1",
            "KEEPALIVED_STATE": "MASTER",
            "KEEPALIVED_ADVERT_INT": "1",
            "KEEPALIVED_AUTH_PASS": "pwd$KEEPALIVED_VIRTUAL_ROUTER_ID",
        },
        """vrrp_instance MAIN {
state $KEEPALIVED_STATE
interface $KEEPALIVED_INTERFACE
virtual_router_id $KEEPALIVED_VIRTUAL_ROUTER_ID
priority $KEEPALIVED_PRIORITY
advert_int $KEEPALIVED_ADVERT_INT
unicast_src_ip $KEEPALIVED_UNICAST_SRC_IP
unicast_peer {
*KEEPALIVED_UNICAST_PEER_
}
authentication {
auth_type PASS
auth_pass $KEEPALIVED_AUTH_PASS
}
virtual_ipaddress {
*KEEPALIVED_VIRTUAL_IPADDRESS_
}
virtual_ipaddress_excluded {
*KEEPALIVED_VIRTUAL_IPADDRESS_EXCLUDED_
}
track_interface {
*KEEPALIVED_TRACK_INTERFACE_
}
}
""",
        master="200",
        others=tuple(
            "KEEPALIVED_AUTOCONF KEEPALIVED_CONF KEEPALIVED_CMD KEEPALIVED_DEBUG KEEPALIVED_VAR_RUN KEEPALIVED_KUBE_APISERVER_CHECK "
            "KUBE_APISERVER_ADDRESS KUBE_APISERVER_PORT KUBE_APISERVER_CHK_INTERVAL KUBE_APISERVER_CHK_FALL "
            "KUBE_APISERVER_CHK_RISE KUBE_APISERVER_CHK_WEIGHT".split()
        ),
    ),
}
_PREFIXES = ("KEEPALIVED_", "UCARP_")
"""With what the names of variables begin that are hardly meant for another program."""
VARIABLE = re.compile(r"([$*])(\w+)")
"""A variable in what an image writes."""


def _names(image: Ucarp | Keepalived) -> tuple[str, ...]:
    """Return the variables that an image reads; of those with a number what is before it."""
    given = image.options.values() if isinstance(image, Ucarp) else (m[2] for m in VARIABLE.finditer(image.text))
    return tuple(dict.fromkeys((*given, *image.defaults, *image.others)))


def strange(name: str, variables: Variables) -> Iterator[Finding]:
    """Yield the variables that a known image does not read, if they are near one that it does, or one of another image's."""
    image = UCARP.get(name) or KEEPALIVED[name]
    own = _names(image)
    foreign = {n for table in (UCARP, KEEPALIVED) for other in table.values() for n in _names(other)}.difference(own)
    for variable, value in variables.items():
        stem = variable.rstrip("0123456789")
        if variable in own or (stem in own and stem.endswith("_") and stem != variable) or "_ROW_" in variable:
            continue
        meant = closest(stem, own) or ""
        if not stem.startswith(_PREFIXES) and not (meant and is_certain(stem, meant)):
            continue
        if meant.endswith("_"):
            meant += variable[len(stem) :] or "1"
        if meant or stem in foreign:
            hint = f"{meant} is near" if meant else "another image reads it"
            message = f"the image {name} does not read {variable}, so it has no effect: {hint}"
            label = f"did you mean {meant}?" if meant else ""
            yield Finding(message, _place(variable, value.span), label=label, name="launcher-variable-unknown")


def _place(name: str, value: Span) -> Span:
    """Return where a variable is named: before its value."""
    at = value.source.text.rfind(name, max(value.start - len(name) - _NEAR, 0), value.end)
    return value if at < 0 else Span(value.source, at, at + len(name))


def name_of(image: str) -> str:
    """Return the name of an image without its registry, tag and digest: the last two parts of its path."""
    path = image.partition("@")[0]
    head, _, tail = path.rpartition("/")
    return f"{head.rpartition('/')[2]}/{tail.partition(':')[0]}".lstrip("/")


def seen(variables: Variables, defaults: Mapping[str, str], name: str, span: Span) -> Value[str]:
    """Return a variable of an image; a default has the place of the container."""
    own = variables.get(name)
    if own is not None and own.value != "":
        return own
    if name not in defaults:
        return Value(None, "", span, FOUND)
    text, sign, other = defaults[name].partition("$")
    inner = seen(variables, defaults, other, span) if sign else None
    return Value(text if inner is None else inner.value and text + inner.value, "", span, inner.why if inner else "")


def command(image: Ucarp, variables: Variables, span: Span) -> tuple[Value[str], ...]:
    """Return the words of the command line that an image starts."""
    words: list[Value[str]] = []
    for option, name in image.options.items():
        value = seen(variables, image.defaults, name, span)
        words += (Value(option, "", value.span), value)
    if "UCARP_PASS_FILE" in variables and "--pass" in image.options:
        at = next(i for i, w in enumerate(words) if w.value == "--pass")
        words[at + 1] = words[at + 1].but(None, "a file has it, which is in the container")
    return (*words, *(Value(w, "", span) for w in image.words))
