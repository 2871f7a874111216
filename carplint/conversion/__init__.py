"""Conversion between formats: the same failover said in another language, and what that loses.

A target is a module with `TARGET` (its name), `SOURCES` (the formats it converts) and `write(net)`, which
gives the files and the findings of family 7. It is a pure function: nothing is written here.
"""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from carplint.conversion import to_carp, to_keepalived
from carplint.conversion.result import Converted, OutputFile
from carplint.lint import Report, check, finish, identify
from carplint.model import Net

__all__ = ["TARGETS", "Conversion", "OutputFile", "RefusedError", "convert"]

TARGETS: dict[str, ModuleType] = {m.TARGET: m for m in (to_keepalived, to_carp)}

MEANINGLESS = frozenset(
    {
        "missing-closing-brace",
        "extra-closing-brace",
        "unterminated-quote",
        "ucarp-vhid-invalid-octal",
        "ucarp-vhid-out-of-range",
        "ucarp-vhid-mismatch",
        "ucarp-password-mismatch",
        "ucarp-vip-mismatch",
        "ucarp-unknown-option",
        "ucarp-vip-interface-undefined",
        "ucarp-bind-interface-missing",
        "carp-real-address-as-vip",
        "interfaces-syntax",
        "ucarp-debian-unknown-option",
        "ucarp-debian-no-static-address",
        "ucarp-debian-vip-mismatch",
        "ucarp-debian-one-vip",
        "vrid-duplicate-on-interface",
        "vrid-mismatch",
        "vip-set-mismatch",
        "auth-mismatch",
    }
)
"""Errors of the source after which nobody can say what the cluster was meant to do."""


class Conversion(NamedTuple):
    """The files of a conversion, their paths relative to the output folder, and what it changes."""

    files: tuple[OutputFile, ...]
    report: Report


class RefusedError(Exception):
    """The source cannot be converted; `report` holds the findings that say why."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def convert(net: Net, target: str, *, allow_errors: bool = False) -> Conversion:
    """Convert a node or a cluster to the format `target`, a key of TARGETS.

    Raises `RefusedError` where there is nothing to convert, where a file could not be read, or where the
    source has errors that would make the result meaningless (unless `allow_errors`).
    """
    writer = TARGETS[target]
    source = check(net)
    broken = [
        f
        for f in (*source.findings, *source.suppressed)
        if f.severity == "error" and (f.name in MEANINGLESS or f.code.startswith("CL0"))
    ]
    if broken and not allow_errors:
        count = f"{len(broken)} error" + ("s" if len(broken) > 1 else "")
        raise RefusedError(
            f"cannot convert: the source has {count} that would make the result meaningless; mend the source, "
            "or give --allow-errors. Nothing was written",
            finish(broken, net),
        )
    if not any(r.format in writer.SOURCES for r in net.virtual_routers):
        have = sorted({r.format for r in net.virtual_routers})
        what = f"what was read is {', '.join(have)} already" if have else "no virtual router was read"
        raise RefusedError(f"cannot convert to {target}: {what}. Nothing was written", finish([], net))
    converted: Converted = writer.write(net)
    return Conversion(converted.files, finish(identify(converted.findings), net))
