"""The `ucarp` service of Fedora, EPEL, OpenMandriva and CentOS 7: /etc/ucarp/vip-common.conf and vip-NNN.conf.

Its launcher takes the files whose name is vip-DIGITS.conf in the order of the C locale. For each it sets ID to those
digits, sources vip-common.conf, then the file, and starts

    ucarp --daemonize --interface=$BIND_INTERFACE --passfile=$PASSFILE --srcip=$SOURCE_ADDRESS --vhid=$ID
          --addr=$VIP_ADDRESS $OPTIONS --upscript=$UPSCRIPT --downscript=$DOWNSCRIPT

without any quotes; older ones give --pass=$PASSWORD. A file that lacks a variable is skipped. UPSCRIPT, DOWNSCRIPT
and ID can be set in the files, too. A variant for RHEL 7 takes vip-NAME.conf of any name, with VID inside, and no
defaults for the scripts.

Whether a value stays set for the next file depends on the launcher: most loop over all files in one shell with the
`unset` commented out, some unset, and some start a shell for each file (systemd's ucarp@NNN). If no launcher is
among the inputs, what would differ is unknown.
Source: the launchers of EPEL 6 and 7 (ucarp.init, libexec/ucarp/ucarp), and ucarp-rhel7.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from carplint.dialects.addresses import ifcfg
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.ucarp import VARIABLES
from carplint.dialects.ucarp.command import Launch, glued, router, strays
from carplint.model import Document, HostFiles, Setting, Value, VirtualRouter
from carplint.text.reading import Budget
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "ucarp"
COMMON = "vip-common.conf"
REQUIRED = ("BIND_INTERFACE", "SOURCE_ADDRESS", "VIP_ADDRESS")
"""The variables that the launcher requires, besides the password or the passfile."""

_FILE = re.compile(r"vip-([0-9]+)\.conf")
_LIKE_ONE = re.compile(r"(?i)vip-.+\.conf")
_SCRIPTS = {"UPSCRIPT": "/usr/libexec/ucarp/vip-up", "DOWNSCRIPT": "/usr/libexec/ucarp/vip-down"}
_COMMENT = re.compile(r"(?m)^[ \t]*#.*$")
_UNSET = re.compile(r"(?m)^[ \t]*unset[ \t]+([\w \t]+)$")
_ONE_FILE = re.compile(r"\$\{?(?:_cfg|VIP)\}?\.conf")
_SECRET = re.compile(r"--(?:pass|passfile)[= ][\"']?\$\{?(PASSWORD|PASSFILE)\b")


class Launcher(NamedTuple):
    """A launcher's behaviour. `unset` are the variables that do not stay set for the next file, None for all of them;
    `secret` is the variable that it takes the password from; both as far as they are `known`."""

    known: bool = False
    unset: frozenset[str] | None = frozenset()
    secret: str = ""


def launcher(host: HostFiles) -> Launcher:
    """Return the launcher of this service among a host's scripts."""
    for document in host.documents:
        text = _COMMENT.sub("", document.source.text) if document.format == "launcher" else ""
        if COMMON in text:
            secret = _SECRET.search(text)
            own = secret[1] if secret is not None and "PASSWORD=$(cat" not in text else ""
            if _ONE_FILE.search(text) is not None:
                return Launcher(True, None, own)
            return Launcher(True, frozenset(n for m in _UNSET.finditer(text) for n in m[1].split()), own)
    return Launcher()


def _name(document: Document) -> str:
    return document.source.path.rpartition("/")[2]


def _sourced(
    document: Document, common: Document | None, before: Environment, digits: str | None, left: Budget
) -> Environment:
    """Return the variables after the launcher sourced both files."""
    environment = dict(before)
    if digits is not None:
        environment["ID"] = Value(digits, digits, document.source.span())
    for read_too in (common, document):
        if read_too is not None:
            environment = dict(shell.run(read_too.source, read_too.tree, environment, left, bash=True).environment)
    return environment


def _seen(environment: Environment, name: str) -> Value[str] | None:
    """Return a variable as the launcher sees it: an empty one counts as absent."""
    value = environment.get(name, environment.get(""))
    return None if value is None or value.value == "" else value


def _agreed(alone: Value[str] | None, after: Value[str] | None, document: Document) -> Value[str] | None:
    """Return a variable if it is not known whether the launcher keeps what earlier files have set."""
    if after is None or (alone is not None and alone.value == after.value):
        return alone
    why = "another vip file sets it, and whether the launcher keeps that is not known"
    return Value(None, "", document.source.span() if alone is None else alone.span, why)


def _secret(variables: dict[str, Value[str] | None], wanted: str) -> Iterator[Value[str]]:
    """Yield --passfile or --pass. If both are set only the launcher says which; newer ones take PASSFILE."""
    word, file = variables["PASSWORD"], variables["PASSFILE"]
    if wanted == "PASSWORD" or (file is None and wanted != "PASSFILE"):
        yield from glued("--pass", word)
    elif wanted == "PASSFILE" or word is None:
        yield from glued("--passfile", file)
    else:
        why = "PASSWORD and PASSFILE are both set, and only the launcher says which of them counts"
        why = next((v.why for v in (word, file) if v is not None and v.value is None), why)
        yield from glued("--pass", word.but(None, why))


def _words(source: Source, variables: dict[str, Value[str] | None], wanted: str) -> Iterator[Value[str]]:
    """Yield the command line that the launcher starts. It quotes nothing, so values are split."""
    number = variables["VID"] or variables["ID"]
    if variables["VID"] is None:
        yield Value("--daemonize", "", source.span())
    yield from glued("--interface", variables["BIND_INTERFACE"])
    yield from _secret(variables, wanted)
    yield from glued("--srcip", variables["SOURCE_ADDRESS"])
    yield from glued("--vhid", number)
    yield from glued("--addr", variables["VIP_ADDRESS"])
    if variables["OPTIONS"] is not None:
        yield from shell.split(variables["OPTIONS"])
    for option, name in (("--upscript", "UPSCRIPT"), ("--downscript", "DOWNSCRIPT")):
        own = variables[name]
        if own is None and variables["VID"] is None:
            yield Value(f"{option}={_SCRIPTS[name]}", "", source.span())
        yield from glued(option, own)


def _router(host: HostFiles, document: Document, variables: dict[str, Value[str] | None], wanted: str) -> VirtualRouter:
    source = document.source
    name, own = _name(document), variables["OPTIONS"]
    launch = Launch(
        NAME,
        Value(name, name, source.span()),
        source,
        tuple(_words(source, variables, wanted)),
        written=() if own is None else shell.split(own),
        settings=tuple(
            Setting(Value(key, key, value.span), value)
            for key, value in variables.items()
            if value is not None
            and (value.written or value.value)
            and not (key == "ID" and value.span == source.span())
        ),
        skipped=any(variables[v] is None for v in REQUIRED) or not any(_secret(variables, wanted)),
        no_vhid="the VHID comes from the name of the file, and this is not a vip-NNN.conf",
    )
    return router(host.name, launch, host.files)


def _is_read(document: Document, digits: str | None, alone: Environment) -> bool:
    """Return whether a launcher takes a file. One of another name was recognised by its content, so it counts as a copy
    of a vip file if it has a VIP."""
    if digits is not None or _seen(alone, "VID") is not None:
        return True
    vip = _seen(alone, "VIP_ADDRESS")
    return _LIKE_ONE.fullmatch(_name(document)) is None and vip is not None and vip.written != ""


def _elsewhere(host: HostFiles, documents: list[Document]) -> Environment:
    """Return what a vip file that was given alone may find set: anything that vip-common.conf can set."""
    if NAME in host.complete or not documents:
        return {}
    why = "vip-common.conf is not among the inputs"
    place = documents[0].source.span()
    return {name: Value(None, "", place, why) for name in (*REQUIRED, "PASSWORD", "PASSFILE", "OPTIONS")}


def read(host: HostFiles) -> Part:
    """Read one virtual router per vip file that the launcher takes."""
    documents = sorted((d for d in host.documents if d.format == NAME), key=lambda d: os.fsencode(d.source.path))
    common = next((d for d in documents if _name(d) == COMMON), None)
    service, left = launcher(host), host.budget or Budget()
    routers = []
    first = {} if common is not None else _elsewhere(host, documents)
    before: Environment = first
    total = 0
    puzzling: list[Span] = []
    for document in documents:
        lines, odd = ifcfg.statements(document)
        total += lines
        puzzling += odd
        match = _FILE.fullmatch(_name(document))
        if document is common:
            continue
        digits = match[1] if match is not None else None
        alone = _sourced(document, common, first, digits, left)
        if not _is_read(document, digits, alone):
            continue
        kept = dict(first) if service.unset is None else {n: v for n, v in before.items() if n not in service.unset}
        after = _sourced(document, common, kept, digits, left)
        if service.known:
            variables = {name: _seen(after, name) for name in VARIABLES[NAME]}
        else:
            variables = {n: _agreed(_seen(alone, n), _seen(after, n), document) for n in VARIABLES[NAME]}
        variables = {n: shell.elsewhere(v, document.source, left) for n, v in variables.items()}
        routers.append(_router(host, document, variables, service.secret))
        before = after
    return Part(
        virtual_routers=tuple(routers),
        findings=strays(documents, routers),
        statements=total,
        understood=total - len(puzzling),
        puzzling=tuple(puzzling),
    )
