"""The ucarp service of Fedora and EPEL: /etc/ucarp/vip-NNN.conf and its passfile; see carplint/dialects/ucarp/ucarp_service.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carplint.dialects.ucarp.scripts.several_vips import scripted, scripts
from carplint.dialects.ucarp.write_carp_service import options, quoted
from carplint.dialects.writing import file_of, head
from carplint.model import known
from carplint.model.target import CARP, Converted, ConvertedNet, OutputFile, certain

TARGET = "ucarp"
FAMILY = CARP

FIXED: Mapping[str, object] = {}
"""The attributes that its launcher has no place for: none."""

LAUNCHER = "/usr/libexec/ucarp/"
"""The folder of its own scripts."""


def _path(made: Converted) -> str:
    """Return the path of a router's files, without what follows the number."""
    return f"/etc/ucarp/vip-{made.id}"


def _several(made: Converted) -> bool:
    """Return whether a router has VIPs that no script of its own brings up."""
    router = made.after
    return len(router.addresses) > 1 and router.up_script is None and router.down_script is None


def _files(made: Converted, scripts: bool) -> Iterator[OutputFile]:
    """Yield a router's files. If any of its host has `scripts` of its own its variables name them, or the launcher's,
    since some launchers let a variable go on to the next file."""
    router, passfile = made.after, f"{_path(made)}.pwd"
    lines = [
        *head(made, "written by"),
        f'BIND_INTERFACE="{made.device}"',
        f'SOURCE_ADDRESS="{made.address.ip if made.address is not None else ""}"',
        f'VIP_ADDRESS="{certain(router.addresses[0].address).ip}"',
        f'PASSFILE="{passfile}"',
        options(router),
    ]
    if scripts:
        lines.append(f"UPSCRIPT={quoted(known(router.up_script, f'{LAUNCHER}vip-up'))}")
        lines.append(f"DOWNSCRIPT={quoted(known(router.down_script, f'{LAUNCHER}vip-down'))}")
    yield file_of(f"{router.host}{_path(made)}.conf", lines)
    if made.secret:
        yield file_of(f"{router.host}{passfile}", [made.secret], 0o600)


def write(net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield the vip files and passfiles of each host."""
    for routers in net.by_host.values():
        own = [scripted(r, _path(r)) if _several(r) else r for r in routers]
        any_scripts = any(r.after.up_script or r.after.down_script for r in own)
        for before, made in zip(routers, own, strict=True):
            yield from _files(made, any_scripts)
            if before is not made:
                yield from scripts(made.after, LAUNCHER)
