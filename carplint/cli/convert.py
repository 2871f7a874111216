"""`carplint convert`: write the files of another service, and a finding for everything that is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from carplint.checking.report import Report
from carplint.cli.arguments import FOUND, UNREADABLE, USAGE, Arguments, StopError
from carplint.cli.files import written
from carplint.cli.inputs import load, policy_of, settings, target
from carplint.cli.outputs import exit_code, write, write_patch, write_text
from carplint.conversion import TARGETS, Choices, Conversion, RefusedError, convert
from carplint.conversion.authentication import CHOICES
from carplint.conversion.plan.page import PLANS
from carplint.inputs.secrets import mark
from carplint.model import Net
from carplint.report import visible
from carplint.text import writing
from carplint.text.finding import Finding
from carplint.text.secrets import HIDDEN, Values, mask
from carplint.text.spelling import nearest
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.checking.policy import Policy


def _choices(arguments: Arguments) -> Choices:
    """Return what the options decide; --target is for the result, not for the source."""
    if arguments.to not in TARGETS:
        near = nearest(arguments.to, TARGETS)
        hint = f"did you mean {near}? There are" if near else "there are"
        raise StopError(f"cannot convert to {arguments.to!r}; {hint}: {', '.join(TARGETS)}", USAGE)
    if arguments.output == "":
        raise StopError("--output takes a folder, not an empty word", USAGE)
    for option, given in (("--force", arguments.force), ("--diff", arguments.diff)):
        if given and arguments.output is None:
            raise StopError(f"{option} needs --output", USAGE)
    if arguments.auth and arguments.auth not in CHOICES:
        raise StopError(f"--auth takes {', '.join(CHOICES)}, not {arguments.auth!r}", USAGE)
    if arguments.auth and arguments.output is None:
        raise StopError("--auth needs --output: a secret is written to files of mode 0600 only, and never shown", USAGE)
    version = target(arguments)
    if version is not None and arguments.to != "keepalived":
        raise StopError(f"--target names a release of keepalived, and the result is for {arguments.to}", USAGE)
    if arguments.vips and TARGETS[arguments.to].family != "carp":
        raise StopError(f"--vips is for the ids of CARP, and the result is for {arguments.to}", USAGE)
    arguments.target = ""
    return Choices(
        arguments.allow_errors,
        arguments.auth,
        version,
        arguments.plan or "md",
        arguments.output or "",
        together=arguments.vips == "together",
    )


def run(arguments: Arguments) -> int:
    """Write the files of the target below a folder, show how they differ from those there, or print them; the report
    says what they lose."""
    choices = _choices(arguments)
    found = settings(arguments)
    net = load(arguments, found)
    try:
        result = convert(net, arguments.to, choices)
    except RefusedError as refusal:
        write(refusal.report, arguments, to_error=True)
        raise StopError(str(refusal), UNREADABLE) from refusal
    report = _chosen(result.report, policy_of(found))
    if arguments.strict and result.report.at_least("error"):
        write(report, arguments, to_error=True)
        raise StopError("something would be lost, and --strict is given: nothing was written", FOUND)
    if arguments.output is None:
        # The plan names no secret, and its `iptables -p 112` is none.
        shown = [f.text if f.path in PLANS else mask(f.text) for f in result.shown]
        for file, text in zip(result.files, shown, strict=True):
            write_text(f"==> {file.path} <==\n{text}\n")
        sys.stdout.flush()
        if any(file.text != text for file, text in zip(result.files, shown, strict=True)):
            print(f"passwords are shown as {HIDDEN}; --output DIR writes them, to files of mode 0600", file=sys.stderr)
        write(report, arguments, to_error=True)
        return exit_code(report, found.choice.fail_on)
    if arguments.diff:
        _diff(result, arguments.output, mark(net))
        write(report, arguments, to_error=True)
        return exit_code(report, found.choice.fail_on)
    _not_inside(arguments.output, [*arguments.paths, *(text.partition("=")[2] for text in arguments.host)])
    targets = _write(result, net, arguments.output, arguments.force)
    write(report, arguments)
    print(f"wrote {', '.join(visible(path) for path in targets) or 'nothing'}", file=sys.stderr)
    return exit_code(report, found.choice.fail_on)


def _chosen(report: Report, policy: Policy | None) -> Report:
    """Return the report for a policy: selected findings only, with their severities."""
    if policy is None:
        return report
    codes = None if policy.rules is None else {r.code for r in policy.rules}
    kept = (f for f in policy.applied(report.findings) if codes is None or f.code in codes)
    return report._replace(findings=tuple(kept))


def _not_inside(folder: str, sources: Sequence[str]) -> None:
    """Refuse an output folder inside a folder that was read: the next run would take the result for nodes."""
    real = os.path.realpath(folder)
    for source in filter(os.path.isdir, sources):
        if f"{real}/".startswith(os.path.realpath(source).rstrip("/") + "/"):
            message = f"{folder} lies in {source}, so the next run would read it, too; give another folder"
            raise StopError(f"{message}. Nothing was written", USAGE)


def _write(result: Conversion, net: Net, folder: str, force: bool) -> Sequence[str]:
    """Write all files below a folder, or none, and return their paths."""
    read = {os.path.realpath(d.source.real) for h in net.hosts for d in h.documents if d.source.real}
    files: dict[str, writing.NewFile] = {}
    for file in result.files:
        path = writing.below(folder, file.path)
        if path is None:
            raise StopError(f"{file.path} would lie outside of {folder}. Nothing was written", USAGE)
        if os.path.realpath(path) in read:
            raise StopError(f"{path} is what was read; give another folder. Nothing was written", USAGE)
        if os.path.realpath(path) in files:
            raise StopError(f"{path} would be written for two hosts. Nothing was written", USAGE)
        if not force and os.path.lexists(path):
            raise StopError(f"{path} exists; give --force to replace it. Nothing was written", USAGE)
        data = file.text.encode(file.encoding, "surrogateescape")
        files[os.path.realpath(path)] = writing.NewFile(path, data, file.mode)
    written(files.values(), force=force, root=folder)
    return [file.path for file in files.values()]


def _diff(result: Conversion, folder: str, known: Values) -> None:
    """Show what would change below a folder, with secrets hidden."""
    from carplint.checking import fix
    from carplint.text.reading import read
    from carplint.text.source import Source

    changes, inside = [], os.path.realpath(folder)
    for file, shown in zip(result.files, result.shown, strict=True):
        path = writing.below(folder, file.path)
        if path is None:
            raise StopError(f"{file.path} would lie outside of {folder}", USAGE)
        if shown.text.strip() == HIDDEN:
            sys.stdout.write(f"# {visible(path)} holds nothing but a secret\n")
            continue
        old = read(path, inside=inside) if os.path.lexists(path) else None
        if isinstance(old, Finding):
            raise StopError(f"{path}: {old.message}", UNREADABLE)
        before = old or Source(path, "")
        if before.text != file.text:
            changes.append((before, Source(path, file.text)))
    for source in (source for change in changes for source in change):
        source.values = known
    for line, encoding in fix.diff(changes):
        write_patch(line, encoding)
    sys.stdout.flush()
