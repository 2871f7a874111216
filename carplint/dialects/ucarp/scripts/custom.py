"""Scripts that a launcher runs when the VIP comes and goes: which of them do more than that.

ucarp leaves the VIP to its scripts, keepalived does not. So the launchers' own scripts are not carried over, nor is one
whose text is at hand and holds no other commands; any other one may do more, and is still called. Source: ucarp 1.5.2,
src/spawn.c (`script INTERFACE VIP [XPARAM]`); the vip-up and vip-down of each package.
"""

from __future__ import annotations

from carplint.dialects.ucarp import options as ucarp_options
from carplint.dialects.ucarp.scripts.vip_commands import DEFAULTS, Call, does_only_that
from carplint.model import Host, Value, VirtualRouter, known
from carplint.text.source import Source


def text_of(host: Host, path: str, here: Source) -> Source | None:
    """Return a script if it is among the inputs."""
    for script in host.scripts:
        if script.source.path.endswith(path):
            return script.source
    found = host.files(path, here) if host.files is not None and path.startswith("/") else None
    return next((f for f in found or () if isinstance(f, Source)), None)


def _custom(host: Host, script: Value[str] | None, call: Call) -> Value[str] | None:
    if script is None or not script.value:
        return None
    source = text_of(host, script.value, script.span.source)
    if source is not None:
        return None if does_only_that(source.text, call) else script
    return None if script.value in DEFAULTS else script


def custom(host: Host, router: VirtualRouter) -> VirtualRouter:
    """Return a router with only those of its scripts that are still to be called after the conversion. `alias` is the
    first argument that ucarp gives them, which may be an alias such as eth0:0."""
    given = ucarp_options.parse(router.command).given.get("interface")
    vips = (v.address.value.ip for v in (*router.addresses, *router.excluded) if v.address.value is not None)
    call = Call(known(given, ""), tuple(map(str, vips)))
    if not call.vips:
        return router._replace(up_script=None, down_script=None, script_parameter=None, alias=None)
    up, down = _custom(host, router.up_script, call), _custom(host, router.down_script, call)
    parameter = router.script_parameter
    kept = parameter if parameter is not None and parameter.value is not None and (up or down) else None
    return router._replace(up_script=up, down_script=down, script_parameter=kept, alias=given)
