"""The ucarp service of Fedora and EPEL: /etc/ucarp/vip-NNN.conf and its passfile; see carplint/dialects/ucarp/ucarp_service.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carplint.dialects.ucarp.scripts.several_vips import scripts, several
from carplint.dialects.ucarp.write_carp_service import head, options, quoted
from carplint.model import VirtualRouter, known
from carplint.model.target import CARP, Converted, ConvertedNet, OutputFile, certain

TARGET = "ucarp"
FAMILY = CARP

FIXED: Mapping[str, object] = {}
"""The attributes that its launcher has no place for: none."""

FOLDER = "etc/ucarp"


LAUNCHER = "/usr/libexec/ucarp/"
"""The folder of its own scripts."""


def script(router: VirtualRouter) -> str:
    """Return the path of the scripts that bring all VIPs of a router up and down, without -up and -down."""
    return f"/{FOLDER}/vip-{certain(router.id)}"


def _scripts(router: VirtualRouter) -> dict[str, str]:
    """Return the scripts of a router by their variables."""
    if several(router):
        return {"UPSCRIPT": f"{script(router)}-up", "DOWNSCRIPT": f"{script(router)}-down"}
    given = {"UPSCRIPT": known(router.up_script, ""), "DOWNSCRIPT": known(router.down_script, "")}
    return {name: path for name, path in given.items() if path}


def _files(made: Converted, others: bool) -> Iterator[OutputFile]:
    """Yield a router's files. If `others` of its host have scripts of their own its variables name the launcher's,
    since some launchers let a variable go on to the next file."""
    router = made.after
    passfile, parameter = f"{script(router)}.pwd", known(router.script_parameter, "")
    lines = [
        *head(made),
        f'BIND_INTERFACE="{made.device}"',
        f'SOURCE_ADDRESS="{made.address.ip if made.address is not None else ""}"',
        f'VIP_ADDRESS="{certain(router.addresses[0].address).ip}"',
        f'PASSFILE="{passfile}"',
        f"OPTIONS={quoted(options(router) + (f' --xparam={parameter}' if parameter else ''))}",
    ]
    own = {"UPSCRIPT": f"{LAUNCHER}vip-up", "DOWNSCRIPT": f"{LAUNCHER}vip-down"} if others else {}
    lines += [f"{name}={quoted(path)}" for name, path in {**own, **_scripts(router)}.items()]
    yield OutputFile(f"{router.host}{script(router)}.conf", "\n".join(lines) + "\n")
    if made.secret:
        yield OutputFile(f"{router.host}{passfile}", f"{made.secret}\n", 0o600)


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield the vip files and passfiles of each host."""
    for routers in net.by_host.values():
        others = any(_scripts(r.after) for r in routers)
        for router in routers:
            yield from _files(router, others)
            if several(router.after):
                yield from scripts(router.after, script(router.after), LAUNCHER)
