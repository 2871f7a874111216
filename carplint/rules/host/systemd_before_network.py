"""A unit starts ucarp before its interface has an address, and systemd gives up soon.

Why: after a boot the node is without its virtual router, although everything works when one starts it by hand.

Daemon: ucarp exits if its interface is missing (`Unable to find MAC address`), down (`That device is not up`) or without an address
(`Can't do IP_ADD_MEMBERSHIP`); tried with 1.5.2. network.target does not wait for addresses. With Restart= systemd tries again
every 100 ms, but no more than 5 times in 10 seconds. Source: systemd.special(7), network-online.target; systemd.unit(5),
StartLimitIntervalSec=; systemd.service(5), RestartSec=.

Fix: Wants=network-online.target and After=network-online.target; or Restart=always with RestartSec=3.

Exceptions: only where a file of the host says that the interface asks for its address (DHCP). Silent if the unit waits for
network-online.target or another unit of the network's, or goes on trying.
"""

import re
from collections.abc import Iterator

from carplint.dialects.systemd.started import Started
from carplint.model import Host, known
from carplint.text.finding import Finding, Related

CODE = "CL352"
NAME = "systemd-before-network"
SEVERITY = "warning"
ON = "started daemon and host"
NEEDS = "unit"

_UNITS = {
    "": 1.0,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "ms": 1e-3,
    "msec": 1e-3,
    "min": 60.0,
    "m": 60.0,
    "h": 3600.0,
}
_TIME = re.compile(r"([0-9]+(?:\.[0-9]*)?)[ \t]*([a-z]*)")
_WAITS = re.compile(
    r"network-online\.target|-wait-online(?:@[^ ]*)?\.service|sys-subsystem-net-devices-|dhc|ifup@|networking\.service"
)


def _seconds(text: str, default: float) -> float:
    """A span of time in seconds; the default if it is not given or more than a number and a unit."""
    match = _TIME.fullmatch(text)
    if match is None or match[2] not in _UNITS:
        return float("inf") if text else default
    return float(match[1]) * _UNITS[match[2]]


def _goes_on(own: Started) -> bool:
    """Whether systemd goes on trying: it gives up at the sixth start within the interval."""
    last = own.unit.last
    if known(last("Service", "Restart"), "no") in ("no", "on-success", "on-abort", "on-abnormal", "on-watchdog"):
        return False
    interval = known(last("Unit", "StartLimitIntervalSec") or last("Unit", "StartLimitInterval"), "")
    interval = interval or known(last("Service", "StartLimitInterval"), "")
    burst = known(last("Unit", "StartLimitBurst") or last("Service", "StartLimitBurst"), "5")
    every, within = _seconds(known(last("Service", "RestartSec"), ""), 0.1), _seconds(interval, 10.0)
    return within == 0 or not burst.isdecimal() or every * int(burst[:9]) >= within


def check(own: Started, host: Host) -> Iterator[Finding]:
    """One finding at the command line, with the interface's file."""
    if own.daemon != "ucarp" or not own.command.words:
        return
    name = known(own.router.interface, "") if own.router is not None else ""
    interface = host.interface(name)
    late = interface is not None and interface.dynamic and not interface.addresses
    after = [word for a in own.unit.all("Unit", "After") for word in a.text.split()]
    if interface is None or not late or _goes_on(own) or any(_WAITS.search(word) for word in after):
        return
    message = f"ucarp exits while {name} has no address yet, which it asks for by DHCP: nothing makes this unit wait for it or try again"
    yield Finding(message, own.command.words[0].span, (Related(interface.span, "the interface"),))
