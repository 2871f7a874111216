"""Conversion between formats: the same failover said in another language, and what that loses.

read (carplint/formats) → design.design (each virtual router as the target shall run it) → authentication (its secrets)
→ the target's writer → plan (the steps of the change) → losses (findings of family 7, with their places in the
result). A target is a module with `TARGET` (its name), `FAMILY` (its protocol), `FORMATS` (those that are the target
already) and `write(design)`, which gives the files; `CANNOT` names what its launcher has no place for. Another release
of keepalived is upgrade → plan. All are pure functions: nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import NamedTuple

from carplint.checking.lint import check, finish, identify
from carplint.checking.report import Report
from carplint.conversion import (
    authentication,
    losses,
    upgrade,
)
from carplint.conversion.plan.changes import to_release, to_service
from carplint.conversion.plan.page import written
from carplint.conversion.result import read_back
from carplint.conversion.routers import Target, converted, lost
from carplint.conversion.unknown import unknown
from carplint.dialects.comments import file as path_of
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.registry import dialect_of
from carplint.dialects.ucarp import (
    write_carp_service as to_carp,
)
from carplint.dialects.ucarp import (
    write_ucarp_service as to_ucarp,
)
from carplint.model import Net, known
from carplint.model.target import OutputFile
from carplint.text.version import NEWEST

__all__ = ["TARGETS", "Choices", "Conversion", "OutputFile", "RefusedError", "convert"]

TARGETS: dict[str, ModuleType] = {m.TARGET: m for m in (to_keepalived, to_ucarp, to_carp, to_interfaces)}

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


class Choices(NamedTuple):
    """What a person decides about a conversion. `auth` is "" or one of authentication.CHOICES, `version` the release
    of keepalived that the result is for (None: the newest), `plan` the format of the plan, `output` the folder
    that the files will be written to, "" for none, `draw` what makes secrets of a length, `together` whether all VIPs of
    a keepalived instance get one id of CARP, with scripts, where the target's launcher runs scripts."""

    allow_errors: bool = False
    auth: str = ""
    version: tuple[int, int, int] | None = None
    plan: str = "md"
    output: str = ""
    draw: authentication.Draw = authentication.draw
    together: bool = False


class Conversion(NamedTuple):
    """The files of a conversion, their paths relative to the output folder, the same as they may be shown, without
    secrets, and what it changes."""

    files: tuple[OutputFile, ...]
    shown: tuple[OutputFile, ...]
    report: Report


class RefusedError(Exception):
    """The source cannot be converted; `report` holds the findings that say why."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def _refuse(net: Net, target: str) -> RefusedError:
    have = sorted({r.format for r in net.virtual_routers})
    what = f"what was read is {', '.join(have)} already" if have else "no virtual router was read"
    if have == ["keepalived"]:
        what += "; --target keepalived=VERSION converts it to another release"
    return RefusedError(f"cannot convert to {target}: {what}. Nothing was written", finish([], net))


def _replaced(net: Net, formats: tuple[str, ...], files: Sequence[OutputFile]) -> Iterator[str]:
    """The files of the target's own formats that stand on a host under a name that the result has, too. A file of
    Debian's interfaces is kept, with the result put into it."""
    names = {file.path for file in files}
    for host in net.hosts:
        for document in host.documents:
            own = document.format in formats and document.format != to_interfaces.TARGET
            if own and f"{host.name}{path_of(document.source)}" in names:
                yield f"{path_of(document.source)} of {host.name}"


def convert(net: Net, target: str, choices: Choices | None = None, *, allow_errors: bool = False) -> Conversion:
    """Convert a node or a cluster to the format `target`, a key of TARGETS.

    Raises `RefusedError` where there is nothing to convert, where a file could not be read, or where the
    source has errors that would make the result meaningless (unless `allow_errors`).
    """
    writer = TARGETS[target]
    choices = Choices(allow_errors) if choices is None else choices
    files_of = (("file", path_of(d.source)) for h in net.hosts for d in h.documents)
    for what, name in (*(("host", h.name) for h in net.hosts), *files_of):
        if not name.isprintable():
            message = f"cannot convert: the name of the {what} {name!r} holds a control character. Nothing was written"
            raise RefusedError(message, finish([], net))
    only_read = [r for r in net.virtual_routers if dialect_of(r.format).service is None]
    if only_read:
        own = (f"{known(r.name, '')} on {r.host} is run by {r.daemon}, which is only read" for r in only_read)
        findings = [lost(text, r.span) for text, r in zip(own, only_read, strict=True)]
        raise RefusedError(
            f"cannot convert: {', '.join(sorted({r.daemon for r in only_read}))} is not converted, and its peers would not hear "
            "what it is converted to. Give the files of the other clusters alone. Nothing was written",
            finish(identify(findings), net),
        )
    source = check(net)
    broken = [
        f
        for f in (*source.findings, *source.suppressed)
        if f.severity == "error" and (f.name in MEANINGLESS or f.code.startswith("CL0"))
    ]
    if broken and not choices.allow_errors:
        count = f"{len(broken)} error" + ("s" if len(broken) > 1 else "")
        raise RefusedError(
            f"cannot convert: the source has {count} that would make the result meaningless; mend the source, "
            "or give --allow-errors. Nothing was written",
            finish(broken, net),
        )
    if all(r.format == target for r in net.virtual_routers):
        if target == upgrade.TARGET and choices.version is not None and net.virtual_routers:
            new = upgrade.upgrade(net, choices.version)
            change = to_release(net, new.after, choices.version, new.files, choices.output or "DIR")
            files = (*new.files, *written(change, choices.plan))
            return Conversion(files, files, finish(identify(new.findings), net))
        raise _refuse(net, target)
    open_questions = tuple(unknown(net, (target,)))
    if open_questions and not choices.allow_errors:
        raise RefusedError(
            "cannot convert: who wins is not known from the files; write the values, add the files that they are in, or give "
            "--allow-errors. Nothing was written",
            finish(identify(open_questions), net),
        )
    together = "" if "up_script" in writer.FIXED else "all" if choices.together else "scripted"
    design = converted(net, Target(target, writer.FAMILY, writer.FIXED, choices.version or NEWEST), together)
    try:
        design = authentication.authenticated(design, choices.auth, choices.draw)
    except authentication.AuthenticationError as error:
        raise RefusedError(f"{error}. Nothing was written", finish([], net)) from error
    files = tuple(writer.write(design))
    if not choices.allow_errors and (taken := next(_replaced(net, (target,), files), "")):
        message = (
            f"cannot convert to {target}: {taken} is in use already, and the result would replace it. Leave it out of the "
            "inputs if nobody needs it, or give --allow-errors. Nothing was written"
        )
        raise RefusedError(message, finish([], net))
    last = written(to_service(design, target, files, choices.output or "DIR"), choices.plan)
    files = (*files, *last)
    shown = (*writer.write(authentication.masked(design)), *last)
    result = read_back(files, [h.name for h in net.hosts], choices.output)
    findings = [*open_questions, *design.findings, *losses.losses(design, result)]
    return Conversion(files, shown, finish(identify(findings), net))
