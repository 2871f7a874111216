"""The ucarp service of Fedora and EPEL: /etc/ucarp/vip-NNN.conf and its passfile; see carplint/formats/ucarp.py."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.conversion.plan import CARP, Design, Part
from carplint.conversion.result import OutputFile
from carplint.conversion.to_carp import head, options, quoted

TARGET = "ucarp"
FAMILY = CARP
FORMATS = ("ucarp",)

CANNOT: tuple[str, ...] = ("parameter", "prefix")
"""What its launcher has no place for: its own vip-up gives the VIP as /32."""

FOLDER = "etc/ucarp"


def _files(part: Part) -> Iterator[OutputFile]:
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
    for name, script in (("UPSCRIPT", part.scripts.up), ("DOWNSCRIPT", part.scripts.down)):
        if script is not None:
            lines.append(f"{name}={quoted(script.value or '')}")
    yield OutputFile(f"{host}/{FOLDER}/vip-{part.id}.conf", "\n".join(lines) + "\n")
    if part.secret:
        yield OutputFile(f"{host}/{passfile}", f"{part.secret}\n", 0o600)


def _parameter(part: Part) -> str:
    given = part.scripts.parameter
    return f" --xparam={given.value}" if given is not None and given.value else ""


def write(design: Design) -> Iterator[OutputFile]:
    """The vip files and passfiles of each host."""
    for parts in design.parts.values():
        for part in parts:
            yield from _files(part)
