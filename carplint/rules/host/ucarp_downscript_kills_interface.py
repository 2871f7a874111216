"""The down script takes down the interface that ucarp runs on, not an alias of it.

Why: the daemon ends, and nothing starts it again. The node has left the cluster, and its own address is gone too.

Daemon: ucarp ends when its interface goes down ("exiting: pfds[0].revents = 8"). It calls the script as `SCRIPT
INTERFACE VIP`, where INTERFACE is that of -i. Tried with ucarp 1.5.2.

Fix: remove the address instead: `ip addr del "$2/32" dev "$1"`.

Exceptions: an alias such as eth0:0 may be taken down: that removes its address only. Silent if it is unknown which
interface the script means.
"""

from collections.abc import Iterator
from itertools import dropwhile

from carplint.dialects.shell.script import Simple
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.scripts.reading import certain_steps
from carplint.model import Host, Script, Value, VirtualRouter, known
from carplint.text.finding import Finding, Related

CODE = "CL393"
NAME = "ucarp-downscript-kills-interface"
SEVERITY = "error"
ON = "down script and host"
NEEDS = "vip-down"


def _target(command: Simple) -> str | None:
    """The interface that a command takes down, None for none or an unknown one."""
    words = [w or "?" for w in dropwhile(lambda w: w in ("exec", "command"), command.values)]
    program = words.pop(0).rpartition("/")[2] if words else ""
    if program == "ifconfig":
        return words[0] if len(words) == 2 and words[1] == "down" else None
    if program == "ifdown":
        return words[-1] if words and not words[-1].startswith("-") else None
    if program == "ip":
        words = [w for w in words if not w.startswith("-") and w != "dev"]
        return words[2] if len(words) == 4 and words[:2] == ["link", "set"] and words[3] == "down" else None
    return None


def _given(router: VirtualRouter) -> Value[str] | None:
    """The word after -i, if the whole command line is known."""
    options = parse(router.command)
    return None if options.why else options.given.get("interface")


def _faults(script: Script, router: VirtualRouter) -> Iterator[Finding]:
    device = _given(router)
    if device is None or not device.value:
        return
    vips = [str(a.ip) for v in router.addresses if (a := v.address.value) is not None]
    given = {"1": device.value, "2": vips[0] if vips else None, "3": known(router.script_parameter, "")}
    for command in certain_steps(script.source, given):
        if command is not None and _target(command) == device.value and ":" not in device.value:
            span = script.source.span(command.start, command.end)
            message = (
                f"`{' '.join(command.words)}` takes down {device.value}, on which the daemon of "
                f"{router.name.value} runs: it ends for good"
            )
            yield Finding(message, span, (Related(device.span, "its interface comes from here"),))


def check(script: Script, host: Host) -> Iterator[Finding]:
    """One finding per command of a down script that ends the daemon."""
    found: dict[object, Finding] = {}
    for router in host.users(script):
        for finding in _faults(script, router):
            found.setdefault(finding.span, finding)
    yield from found.values()
