"""The ucarp service of Fedora and EPEL: /etc/ucarp/vip-NNN.conf and its passfile; see carplint/dialects/ucarp/ucarp_service.py."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.ucarp.scripts.several_vips import scripts, several
from carplint.dialects.ucarp.write_carp_service import head, options, quoted
from carplint.model.target import CARP, Design, OutputFile, Part

TARGET = "ucarp"
FAMILY = CARP
FORMATS = ("ucarp",)

CANNOT: tuple[str, ...] = ("parameter", "prefix")
"""What its launcher has no place for: its own vip-up gives the VIP as /32."""

FOLDER = "etc/ucarp"


LAUNCHER = "/usr/libexec/ucarp/"
"""Where its own scripts are."""


def script(part: Part) -> str:
    """The path of the scripts that bring all VIPs of a part up and down, without -up and -down."""
    return f"/{FOLDER}/vip-{part.id}"


def _scripts(part: Part) -> dict[str, str]:
    """The scripts of a part by their variables."""
    if several(part):
        return {"UPSCRIPT": f"{script(part)}-up", "DOWNSCRIPT": f"{script(part)}-down"}
    given = {"UPSCRIPT": part.scripts.up, "DOWNSCRIPT": part.scripts.down}
    return {name: value.value for name, value in given.items() if value is not None and value.value}


def _files(part: Part, others: bool) -> Iterator[OutputFile]:
    """A part's files. Where `others` of its host have scripts of their own its variables say the launcher's, since some
    launchers let a variable go on to the next file."""
    host = part.router.host
    passfile = f"{FOLDER}/vip-{part.id}.pwd"
    lines = [
        *head(part),
        f'BIND_INTERFACE="{part.device}"',
        f'SOURCE_ADDRESS="{part.source.ip if part.source is not None else ""}"',
        f'VIP_ADDRESS="{part.vips[0].address.ip}"',
        f'PASSFILE="/{passfile}"',
        f"OPTIONS={quoted(options(part) + _parameter(part))}",
    ]
    own = {"UPSCRIPT": f"{LAUNCHER}vip-up", "DOWNSCRIPT": f"{LAUNCHER}vip-down"} if others else {}
    lines += [f"{name}={quoted(path)}" for name, path in {**own, **_scripts(part)}.items()]
    yield OutputFile(f"{host}/{FOLDER}/vip-{part.id}.conf", "\n".join(lines) + "\n")
    if part.secret:
        yield OutputFile(f"{host}/{passfile}", f"{part.secret}\n", 0o600)


def _parameter(part: Part) -> str:
    given = part.scripts.parameter
    return f" --xparam={given.value}" if given is not None and given.value else ""


def write(design: Design) -> Iterator[OutputFile]:
    """The vip files and passfiles of each host."""
    for parts in design.parts.values():
        others = any(_scripts(p) for p in parts)
        for part in parts:
            yield from _files(part, others)
            if several(part):
                yield from scripts(part, script(part), LAUNCHER)
