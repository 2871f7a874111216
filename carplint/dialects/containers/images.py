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

from carplint.dialects.addresses.common import as_ip_reads
from carplint.model import Address, Authentication, Value, VirtualAddress, VirtualRouter, read_ip
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

Variables = Mapping[str, Value[str]]
_FOUND = "the image finds it out when it starts"


class Ucarp(NamedTuple):
    """An image that starts a ucarp: its variables' defaults, the options that take them, and the other words. A variable that is
    set to nothing counts as absent."""

    defaults: Mapping[str, str]
    options: Mapping[str, str]
    words: Sequence[str]


class Keepalived(NamedTuple):
    """An image that writes one vrrp_instance: the defaults, and the variable of each fact; of peers and VIPs one that holds a
    list, or the beginning of the names of several."""

    defaults: Mapping[str, str]
    facts: Mapping[str, str]
    preempts: bool
    master: str = ""
    """The default of the priority for the state MASTER, if it depends on that."""
    files: tuple[str, ...] = ()
    """The paths at which a file of keepalived's own counts in place of the variables."""
    harmless: frozenset[str] = frozenset()
    """Words of a command that do not change what the variables say."""


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
    ),
    "nickadam/ucarp-docker": Ucarp(
        {"VHID": "10", "PASSWORD": "ucarp"},
        {"--interface": "DEV_NAME", "--srcip": "HOST_IP", "--vhid": "VHID", "--pass": "PASSWORD", "--addr": "VIP"},
        ("--upscript=/vip-up.sh", "--downscript=/vip-down.sh", "--shutdown"),
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
        {
            "interface": "KEEPALIVED_INTERFACE",
            "id": "KEEPALIVED_ROUTER_ID",
            "priority": "KEEPALIVED_PRIORITY",
            "state": "KEEPALIVED_STATE",
            "secret": "KEEPALIVED_PASSWORD",
            "peers": "KEEPALIVED_UNICAST_PEERS",
            "vips": "KEEPALIVED_VIRTUAL_IPS",
        },
        preempts=False,
        files=("/container/service/keepalived/assets/keepalived.conf", "/usr/local/etc/keepalived/keepalived.conf"),
        harmless=frozenset(
            "--copy-service --keep-startup-env --loglevel -l none error warning info debug trace".split()
        ),
    ),
    "arcts/keepalived": Keepalived(
        {
            "KEEPALIVED_INTERFACE": "eth0",
            "KEEPALIVED_VIRTUAL_ROUTER_ID": "1",
            "KEEPALIVED_STATE": "MASTER",
            "KEEPALIVED_ADVERT_INT": "1",
        },
        {
            "interface": "KEEPALIVED_INTERFACE",
            "id": "KEEPALIVED_VIRTUAL_ROUTER_ID",
            "priority": "KEEPALIVED_PRIORITY",
            "state": "KEEPALIVED_STATE",
            "secret": "KEEPALIVED_AUTH_PASS",
            "interval": "KEEPALIVED_ADVERT_INT",
            "source": "KEEPALIVED_UNICAST_SRC_IP",
            "peers": "KEEPALIVED_UNICAST_PEER_",
            "vips": "KEEPALIVED_VIRTUAL_IPADDRESS_",
        },
        preempts=True,
        master="200",
    ),
}
_LIST = re.compile(r"'([^']*)'|\"([^\"]*)\"")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("it is not a number")
    return int(text)


def name_of(image: str) -> str:
    """Return the name of an image without its registry, tag and digest: the last two parts of its path."""
    path = image.partition("@")[0]
    head, _, tail = path.rpartition("/")
    return f"{head.rpartition('/')[2]}/{tail.partition(':')[0]}".lstrip("/")


def _seen(variables: Variables, defaults: Mapping[str, str], name: str, span: Span) -> Value[str] | None:
    own = variables.get(name)
    if own is not None and own.value != "":
        return own
    return Value(defaults[name], "", span) if name in defaults else None


def command(image: Ucarp, variables: Variables, span: Span) -> tuple[Value[str], ...]:
    """Return the words of the command line that an image starts."""
    words: list[Value[str]] = []
    for option, name in image.options.items():
        value = _seen(variables, image.defaults, name, span) or Value(None, "", span, _FOUND)
        words += (Value(option, "", value.span), value)
    if "UCARP_PASS_FILE" in variables and "--pass" in image.options:
        at = next(i for i, w in enumerate(words) if w.value == "--pass")
        words[at + 1] = words[at + 1].but(None, "a file has it, which is in the container")
    return (*words, *(Value(w, "", span) for w in image.words))


def _list(variables: Variables, image: Keepalived, fact: str, span: Span) -> Iterator[Value[str]]:
    """Yield the peers or VIPs: each variable with a number, or the words of one, which may be a list of Python."""
    name = image.facts[fact]
    if name.endswith("_"):
        yield from (v for n, v in variables.items() if re.fullmatch(rf"{name}[0-9]{{1,3}}", n))
        return
    own = _seen(variables, image.defaults, name, span)
    if own is None or own.value is None:
        yield from () if own is None else (own,)
        return
    text = own.value
    python = text.startswith("#PYTHON2BASH:")
    for item in [m[1] or m[2] or "" for m in _LIST.finditer(text)] if python else text.split():
        yield own.but(item)


def _vip(value: Value[str]) -> VirtualAddress:
    """Return the VIP of a line of virtual_ipaddress."""
    words = (value.value or "").split()
    address: Value[Address] = value.mapped(lambda text: as_ip_reads(text.split()[0] if text.split() else ""))
    device = words[words.index("dev") + 1] if "dev" in words[:-1] else None
    return VirtualAddress(address, "/" in words[0] if words else False, None if device is None else value.but(device))


def router(host: str, format: str, name: Value[str], image: Keepalived, variables: Variables) -> VirtualRouter:
    """Return the virtual router of the vrrp_instance that an image writes."""
    span = name.span
    found = {f: _seen(variables, image.defaults, v, span) for f, v in image.facts.items()}
    priority, secret = found["priority"], found["secret"]
    if priority is None:
        is_master = found["state"] is not None and (found["state"].value or "").upper() == "MASTER"
        unknown = Value[str](None, "", span, "the image has another default in each of its versions")
        priority = Value(image.master, "", span) if is_master and image.master else unknown
    if secret is None and found["id"] is not None:
        secret = found["id"].mapped(lambda text: f"pwd{text}")
    interval = found.get("interval")
    source = found.get("source")
    return VirtualRouter(
        host=host,
        format=format,
        protocol="vrrp2",
        daemon="keepalived",
        name=name,
        id=None if found["id"] is None else found["id"].mapped(_number),
        interface=found["interface"],
        addresses=tuple(map(_vip, _list(variables, image, "vips", span))),
        priority=priority.mapped(_number),
        interval=Value(1.0, "", span) if interval is None else interval.mapped(float),
        dead_ratio=Value(3, "", span),
        preempt=Value(image.preempts, "", span),
        initial_state=found["state"],
        authentication=Authentication(
            Value("PASS", "", span), None if secret is None else secret.mapped(lambda text: text[:8])
        ),
        source_address=None if source is None else source.mapped(read_ip),
        unicast_peers=tuple(p.mapped(read_ip) for p in _list(variables, image, "peers", span)),
    )
