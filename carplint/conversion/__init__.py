"""Conversion between formats: the same failover said in another language, and what that loses.

Net (what is read) → routers.converted (Net′: each virtual router as the target shall run it) → authentication (its
secrets) → the target's writer → losses (Net compared with Net′, with the places in the result) and plan (the steps of the
change). A target is a dialect whose record names a writer: a module with `FAMILY` (its protocol), `FIXED` (what its launcher
has no option for) and `write(net)`, which gives the files. Another release of keepalived is upgrade → plan. All are pure
functions: nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

from carplint.checking.lint import check, finish, identify
from carplint.checking.report import Report
from carplint.conversion import authentication, upgrade
from carplint.conversion.losses import losses
from carplint.conversion.plan.changes import to_release, to_service
from carplint.conversion.plan.page import written
from carplint.conversion.result import read_back
from carplint.conversion.routers import Target, converted, lost
from carplint.conversion.unknown import unknown
from carplint.dialects.comments import file as path_of
from carplint.dialects.registry import DIALECTS, dialect_of
from carplint.model import Net, known
from carplint.model.target import OutputFile
from carplint.text.typing import NamedTuple
from carplint.text.version import NEWEST

__all__ = ["TARGETS", "Choices", "Conversion", "OutputFile", "RefusedError", "convert"]

TARGETS: dict[str, ModuleType] = {
    d.name: import_module(f"carplint.dialects.{d.write}") for d in reversed(DIALECTS) if d.write
}
"""The writers by the names of their formats."""

MEANINGLESS = frozenset(
    "missing-closing-brace extra-closing-brace unterminated-quote ucarp-vhid-invalid-octal ucarp-vhid-out-of-range "
    "ucarp-vhid-mismatch ucarp-password-mismatch ucarp-vip-mismatch ucarp-unknown-option ucarp-vip-interface-undefined "
    "ucarp-bind-interface-missing carp-real-address-as-vip interfaces-syntax ucarp-debian-unknown-option "
    "ucarp-debian-no-static-address ucarp-debian-vip-mismatch ucarp-debian-one-vip vrid-duplicate-on-interface "
    "vrid-mismatch vip-set-mismatch auth-mismatch".split()
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


def _nothing(net: Net, target: str) -> str:
    """Why there is nothing to convert."""
    have = sorted({r.format for r in net.virtual_routers})
    what = f"what was read is {', '.join(have)} already" if have else "no virtual router was read"
    if have == ["keepalived"]:
        what += "; --target keepalived=VERSION converts it to another release"
    return f"cannot convert to {target}: {what}"


def _replaced(net: Net, target: str, files: Sequence[OutputFile]) -> Iterator[str]:
    """The files of the target's own format that stand on a host under a name that the result has, too. A file of
    Debian's interfaces is kept, with the result put into it."""
    names = {file.path for file in files}
    for host in net.hosts if target != "interfaces" else ():
        for document in host.documents:
            if document.format == target and f"{host.name}{path_of(document.source)}" in names:
                yield f"{path_of(document.source)} of {host.name}"


def convert(net: Net, target: str, choices: Choices | None = None, *, allow_errors: bool = False) -> Conversion:
    """Convert a node or a cluster to the format `target`, a key of TARGETS. `allow_errors` is the one of Choices.

    Raises `RefusedError` where there is nothing to convert, where a file could not be read, or where the
    source has errors that would make the result meaningless (unless `allow_errors`).
    """
    writer, choices = TARGETS[target], choices or Choices()
    choices = choices._replace(allow_errors=choices.allow_errors or allow_errors)

    def refused(message: str, report: Report | None = None) -> RefusedError:
        return RefusedError(f"{message}. Nothing was written", report or finish([], net))

    files_of = (("file", path_of(d.source)) for h in net.hosts for d in h.documents)
    for what, name in (*(("host", h.name) for h in net.hosts), *files_of):
        if not name.isprintable():
            raise refused(f"cannot convert: the name of the {what} {name!r} holds a control character")
    only_read = [r for r in net.virtual_routers if dialect_of(r.format).service is None]
    if only_read:
        own = (f"{known(r.name, '')} on {r.host} is of format {r.format}, which carplint only reads" for r in only_read)
        findings = [lost(text, r.span) for text, r in zip(own, only_read, strict=True)]
        raise refused(
            f"cannot convert: carplint only reads files of format {' and '.join(sorted({r.format for r in only_read}))}, and their "
            "peers have to stay as they are. Give the files of other clusters alone",
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
        raise refused(
            f"cannot convert: the source has {count} that would make the result meaningless; fix the source, "
            "or give --allow-errors",
            finish(broken, net),
        )
    if all(r.format == target for r in net.virtual_routers):
        if target == upgrade.TARGET and choices.version is not None and net.virtual_routers:
            new = upgrade.upgrade(net, choices.version)
            change = to_release(net, new.after, choices.version, new.files, choices.output or "DIR")
            files = (*new.files, *written(change, choices.plan))
            return Conversion(files, files, finish(identify(new.findings), net))
        raise refused(_nothing(net, target))
    open_questions = tuple(unknown(net, target))
    if open_questions and not choices.allow_errors:
        raise refused(
            "cannot convert: who wins is not known from the files; write the values, add the files that they are in, or give "
            "--allow-errors",
            finish(identify(open_questions), net),
        )
    together = "" if "up_script" in writer.FIXED else "all" if choices.together else "scripted"
    after = converted(net, Target(target, writer.FAMILY, writer.FIXED, choices.version or NEWEST), together)
    try:
        after = authentication.authenticated(after, choices.auth, choices.draw)
    except authentication.AuthenticationError as error:
        raise refused(str(error)) from error
    files = tuple(writer.write(after))
    if not choices.allow_errors and (taken := next(_replaced(net, target, files), "")):
        raise refused(
            f"cannot convert to {target}: {taken} is in use already, and the result would replace it. Leave it out of the "
            "inputs if nobody needs it, or give --allow-errors"
        )
    plan = written(to_service(after, target, files, choices.output or "DIR"), choices.plan)
    shown = (*writer.write(authentication.masked(after)), *plan)
    result = read_back((*files, *plan), after.hosts, choices.output)
    findings = [*open_questions, *after.findings, *losses(after, result)]
    return Conversion((*files, *plan), shown, finish(identify(findings), net))
