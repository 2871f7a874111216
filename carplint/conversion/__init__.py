"""Conversion between formats: the same failover said in another language, and what that loses.

Net (what is read) → routers.converted (Net′: each virtual router as the target shall run it) → authentication (its
secrets) → the target's writer → afterwards (what is written comes to Net′, and nothing clashes in it), losses (Net compared
with Net′, with the places in the result) and plan (the steps of the change). A target is a dialect whose record names a module with a `Writer` for it. Another release of keepalived is upgrade →
plan. All are pure functions: nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_

from carplint.checking.lint import check, finish, identify
from carplint.checking.report import Report
from carplint.conversion import authentication, upgrade
from carplint.conversion.afterwards import clashes, not_as_meant, one_id
from carplint.conversion.elections import unknown
from carplint.conversion.losses import losses
from carplint.conversion.misread import misread, values
from carplint.conversion.plan.changes import to_release, to_service
from carplint.conversion.plan.page import written
from carplint.conversion.result import Result, read_back
from carplint.conversion.routers import Target, converted
from carplint.conversion.words import finding, words
from carplint.dialects.comments import file as path_of
from carplint.dialects.keepalived.write import has
from carplint.dialects.registry import DIALECTS, dialect_of
from carplint.dialects.writing import Writer
from carplint.inputs.secrets import mark
from carplint.model import Net, VirtualRouter, known
from carplint.model.target import CARP, ConvertedNet, OutputFile, host_of
from carplint.text import module
from carplint.text.finding import Finding
from carplint.text.secrets import Values, spans, without
from carplint.text.source import Source
from carplint.text.typing import NamedTuple
from carplint.text.version import NEWEST, spell

__all__ = ["TARGETS", "Choices", "Conversion", "OutputFile", "RefusedError", "convert"]

TARGETS: dict[str, Writer] = {
    d.name: module(f"carplint.dialects.{d.write}").WRITERS[d.name] for d in reversed(DIALECTS) if d.write
}

MEANINGLESS = frozenset(
    "missing-closing-brace extra-closing-brace unterminated-quote ucarp-vhid-invalid-octal ucarp-vhid-out-of-range "
    "ucarp-vhid-mismatch ucarp-password-mismatch ucarp-vip-mismatch ucarp-unknown-option ucarp-stray-word ucarp-vip-interface-undefined "
    "ucarp-bind-interface-missing carp-real-address-as-vip interfaces-syntax ucarp-debian-unknown-option "
    "ucarp-debian-no-static-address ucarp-debian-vip-mismatch ucarp-debian-one-vip vrid-duplicate-on-interface "
    "vrid-mismatch vip-set-mismatch auth-mismatch".split()
)
"""Errors of the source after which nobody can say what the cluster was meant to do."""


TWO_OWNERS = "vip-in-two-virtual-routers"
"""The error of a cluster of which some nodes are converted already."""


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
        super().__init__(f"{message}. Nothing was written")
        self.report = report


Reasons = Iterator[tuple[str, Sequence[Finding]]]
"""Why a conversion is refused, each with the findings that say so."""


def _apart(net: Net, target: str, auth: str) -> Iterator[VirtualRouter]:
    """Yield the virtual routers of the target's format, which stay as they are, that would not have the secret of one of their
    cluster, or of their VIP, that is converted."""
    groups: dict[object, list[VirtualRouter]] = {}
    for number, cluster in enumerate(net.clusters):
        for router in cluster.routers:
            for key in (number, *(router.vips or ())):
                groups.setdefault(key, []).append(router)
    for group in groups.values():
        made = [r for r in group if r.format != target]
        for router in (r for r in group if r.format == target):
            crossing = [r for r in made if r.protocol[:4] != router.protocol[:4]]
            others = any(known(r.secret, "") != known(router.secret, "") for r in crossing)
            if made and (auth in ("new", "hmac") or (auth == "keep" and others)):
                yield router


def _refusals(net: Net, target: str, choices: Choices) -> Reasons:
    """Yield why a net cannot be converted, the most important reason first."""
    files = (("file", path_of(d.source)) for h in net.hosts for d in h.documents)
    for what, name in (*(("host", h.name) for h in net.hosts), *files):
        if not name.isprintable():
            yield words("control-character", what=what, name=repr(name)), ()
    only_read = [r for r in net.virtual_routers if dialect_of(r.format).service is None]
    if only_read:
        formats = " and ".join(sorted({r.format for r in only_read}))
        yield words("only-read", formats=formats), [finding("one-only-read", r.span, router=r) for r in only_read]
    if embedded := [r for r in net.virtual_routers if r.span.source.embedded]:
        paths = ", ".join(sorted({r.span.source.path for r in embedded}))
        yield words("embedded", paths=paths), [finding("one-embedded", r.span, router=r) for r in embedded]
    if not choices.allow_errors:
        report = check(net)
        errors = [f for f in (*report.findings, *report.suppressed) if f.severity == "error"]
        halfway = any(r.format == target for r in net.virtual_routers)  # a conversion is what ends that
        broken = [f for f in errors if f.name in MEANINGLESS or f.code.startswith("CL0")]
        if broken := broken or [f for f in errors if f.name == TWO_OWNERS and not halfway]:
            yield words("meaningless", errors=f"{len(broken)} error" + ("s" if len(broken) > 1 else "")), broken
    have = {r.format for r in net.virtual_routers}
    if not have:
        yield words("nothing-read", target=target), ()
    elif have == {target} != {upgrade.TARGET}:
        yield words("same-format", target=target), ()
    elif have == {target} and choices.version is None:
        yield words("same-release", target=target), ()
    elif have == {target}:
        return
    if not choices.allow_errors and (open_questions := list(unknown(net, target))):
        yield words("winner-unknown"), open_questions
    version = choices.version or NEWEST
    if choices.auth == "hmac" and TARGETS[target].family == CARP:
        yield words("hmac-of-carp"), ()
    elif choices.auth == "hmac" and not has(version, "auth_hmac"):
        yield words("no-auth-hmac", version=spell(version)), ()
    if stay := {id(r): r for r in _apart(net, target, choices.auth)}.values():
        hosts = ", ".join(dict.fromkeys(r.host for r in stay))
        yield words("keeps-its-secret", target=target, hosts=hosts), [finding("old-secret", r.span) for r in stay]
    service = dialect_of(target).service
    instance = service.instance if service is not None else ""
    unit = f"{instance.partition('@')[0]}@.service"
    for host in (h for h in net.hosts if "@" in instance and h.virtual_routers):
        from carplint.dialects.systemd.units import own_starts  # one target runs as instances of a unit

        for path in map(path_of, own_starts(host, unit, host.documents[0].source)):
            name = "own-template" if path.endswith(f"/{unit}") else "own-drop-in"
            yield words(name, target=target, file=path, host=host.name), ()


def _replaced(net: Net, target: str, files: Sequence[OutputFile]) -> Reasons:
    """Yield the files of the target's own format that stand on a host under a name that the result has, too, each with what that
    loses. A file of Debian's interfaces is kept, with the result put into it."""
    names = {file.path for file in files}
    for host in net.hosts if target != "interfaces" else ():
        for source, path in ((d.source, path_of(d.source)) for d in host.documents if d.format == target):
            if f"{host.name}{path}" in names:
                yield (
                    words("in-use", target=target, file=path, host=host.name),
                    [finding("replaced", source.span(0, 0))],
                )


def _allowed(sources: Iterable[Source]) -> int:
    """Return what others than its owner may do with each of some files."""
    return reduce(and_, (0o077 if source.mode is None else source.mode for source in sources), 0o077)


def _narrowed(files: Iterable[OutputFile], net: ConvertedNet) -> Iterator[OutputFile]:
    """Yield files of which none can be read by others than those who could read all files that its host's virtual routers are
    made of, one of a network those of its interfaces, too: a value or a comment that is carried over may be meant for these alone.
    One with a password, which may stand in what is kept of the host's own file, is for nobody else. What is run may be run by
    those who may read it: root runs it."""
    sources: dict[str, set[Source]] = {}
    for made in (made for cluster in net.clusters for made in cluster):
        host = net.hosts[made.after.host]
        alias = host.interface(known(made.before.alias, "") or None)
        own = sources.setdefault(host.name, {made.before.span.source})
        own.update(value.span.source for value in values((made.before, alias)))
        own.update(host.named, (d.source for d in host.documents if d.format == made.before.format))
    readers = {name: _allowed(own) for name, own in sources.items()}
    networks = {name: _allowed(i.span.source for i in host.interfaces) for name, host in net.hosts.items()}
    for file in files:
        name = host_of(file.path, net.hosts)
        allowed = 0 if spans(file.text) else readers.get(name, 0o077)
        if "/network" in file.path:
            allowed &= networks.get(name, 0o077)
        yield file._replace(mode=file.mode & (0o700 | allowed | (allowed & 0o044) >> 2))


def _without(files: Iterable[OutputFile], secrets: Values) -> tuple[OutputFile, ...]:
    """Return files without some known secrets."""
    return tuple(f._replace(text=without(f.text, secrets)) for f in files)


def _afterwards(net: Net, after: ConvertedNet, result: Result) -> Reasons:
    """Yield what would not run after the change, or not as it is meant."""
    for name, found in (("one-id", list(one_id(net, after))), ("not-as-meant", list(not_as_meant(after, result)))):
        if found:
            yield words(name, target=after.format), found


def _refuse(reasons: Iterable[tuple[str, Sequence[Finding]]], net: Net) -> None:
    """Raise RefusedError for the first of some reasons, if there is one."""
    for message, found in reasons:
        raise RefusedError(message, finish(identify(found), net))


def convert(net: Net, target: str, choices: Choices | None = None, *, allow_errors: bool = False) -> Conversion:
    """Convert a node or a cluster to the format `target`, a key of TARGETS. `allow_errors` is the one of Choices.

    Raises `RefusedError` where there is nothing to convert, where a file could not be read, or where the
    source has errors that would make the result meaningless (unless `allow_errors`).
    """
    writer, choices = TARGETS[target], choices or Choices()
    choices = choices._replace(allow_errors=choices.allow_errors or allow_errors)
    version, folder = choices.version or NEWEST, choices.output or "DIR"
    _refuse(_refusals(net, target, choices), net)
    if all(r.format == target for r in net.virtual_routers):
        new = upgrade.upgrade(net, version)
        known = mark(net)
        plan = written(to_release(net, new.after, version, new.files, folder, known), choices.plan, new.files)
        _refuse(misread((*new.files, *plan), net, known), net)
        return Conversion((*new.files, *plan), (*new.shown, *plan), finish(identify(new.findings), net))
    after = converted(net, Target(target, writer.family, writer.fixed, version), choices.together)
    after = authentication.authenticated(after, choices.auth, choices.draw)
    files = tuple(_narrowed(writer.write(after), after))
    doubts = list(_replaced(net, target, files))
    _refuse(() if choices.allow_errors else doubts, net)
    known = mark(net)
    plan = written(to_service(after, files, folder, known), choices.plan, files)
    _refuse(misread((*files, *plan), net, known), net)
    shown = (*_without(writer.write(authentication.masked(after)), known), *plan)
    result = read_back((*files, *plan), after, choices.output)
    doubts += _afterwards(net, after, result)
    _refuse(() if choices.allow_errors else doubts, net)
    findings = [*unknown(net, target), *after.findings, *losses(after, result), *clashes(net, after)]
    findings += (f for _, found in doubts for f in found)
    return Conversion((*files, *plan), shown, finish(identify(findings), net))
