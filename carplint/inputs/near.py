"""Files that look like those of a dialect, and are none: backups, samples, templates, misspelt names. And the last pass over
what is left of a tree: what starts a daemon in files that no dialect reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.inputs import recognition
from carplint.inputs.recognition import TEMPLATE, Look
from carplint.inputs.unread import unread
from carplint.text import reading
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

_KINDS = (
    ("sample", r"(?i).*[._-](?:samples?|examples?|dist|default)", "a sample"),
    ("document", r"(?i).*\.(?:md|rst|txt|html?|adoc|[1-8]|[1-8]\.gz|tex|org|textile)", "a document"),
    ("backup", r"(?i).*[._-](?:dpkg-(?:dist|new)|ucf-dist|rpmnew|pacnew|apk-new|new)", "left by an update of its package"),
    ("backup", r"(?i).*(?:~|\.(?:bak|old|orig|save|saved|sav|disabled|off|swp|rej|tmp|rpmsave|rpmorig|dpkg-(?:old|bak|backup|tmp)|ucf-old|pacsave|pacorig|apk-old|[^.]*(?:bak|old|20[0-9]{2})[^.]*))", "a backup, or left by an update of its package"),
    ("template", TEMPLATE, "a template: render it, and check the result"),
)  # fmt: skip
"""The kinds of files that nothing reads, with the pattern of their names, and what they are."""

MISSPELT = "misspelt"
"""The kind of a file whose name is not quite that of a dialect's file."""

LOST = "lost"
"""The kind of a file that has the content of a dialect's, but lies where no daemon reads it."""

LARGEST = 256 * 1024
"""The largest file of the last pass, in bytes: scripts and lists of commands are smaller."""
MOST = recognition.MOST
"""The most files of the last pass."""
BYTES = 32 << 20
"""The most bytes that the last pass reads."""
_NO_COMMANDS = frozenset(
    ".1 .5 .7 .8 .a .adoc .bz2 .class .css .csv .deb .gif .gz .h .htm .html .ico .jar .jpg .lock .md"
    " .mo .o .pdf .png .po .pot .pyc .rpm .rst .so .sql .sum .svg .tar .tgz .tsv .ttf .txt .woff .xml .xz .zip .zst".split()
)
"""Endings of files that no system runs or reads as commands: programs, documents, archives, images."""


class Near(NamedTuple):
    """A file that looks like one of a dialect: its kind, what it is in words, and the root of its host if that is known."""

    path: str
    dialect: Dialect
    kind: str
    why: str
    root: str = ""


def kind_of(name: str) -> tuple[str, str]:
    """Return what the name of a file that no dialect takes says about it, and that in words."""
    found = next(((kind, why) for kind, pattern, why in _KINDS if re.fullmatch(pattern, name)), None)
    return found or (MISSPELT, "not the name that is read")


def is_unused(path: str) -> bool:
    """Return whether the name of a file says that nothing reads it: that of a sample, a document or a backup."""
    return kind_of(os.path.basename(path))[0] in ("sample", "document", "backup")


def near(path: str, look: Look) -> Near | None:
    """Return what a file is that no dialect takes, if its name and its content are nearly those of one."""
    folder, name = os.path.split(os.path.abspath(path))
    end = f"{os.path.basename(folder)}/{name}"
    dialects = [d for d in DIALECTS if d.near and re.fullmatch(d.near, end)]
    if not dialects:
        return None
    kind, why = kind_of(name)
    if os.path.islink(path):
        dialect = next((d for d in dialects if any(folder.endswith(home[-1]) for home in d.homes)), dialects[0])
        return None if os.path.exists(path) else Near(path, dialect, kind, reading.lost_link(path))
    found = look(path)
    own = next((d for d in dialects if found and (d.recognises(found.text) or (d.parts and d.fits(found.text)))), None)
    if kind == "document" and own is not None and any(folder.endswith("/".join(home)) for home in own.homes):
        kind, why = MISSPELT, "not the name that is read"  # keepalived.conf.txt, keepalived.conf.1
    return own and Near(path, own, kind, why)


_DROP_IN = r"(?s:.*/)?systemd/network/([^/]+\.(?:network|netdev|link))\.d/[^/]+\.conf"


def orphans(paths: Iterable[str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the drop-ins of systemd-networkd whose file is not among the known ones nor beside them, each with what is said of it:
    networkd does not read them."""
    names: set[str] = set()
    for path in paths:
        match = re.fullmatch(_DROP_IN, path)
        if match is not None:
            names = names or {os.path.basename(p) for p in known}
            if match[1] not in names and not os.path.lexists(os.path.dirname(path).removesuffix(".d")):
                yield path, f"a drop-in of {match[1]}, which is not there: systemd-networkd does not read it"


def masked(paths: Iterable[str], known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the links that mask a unit of ucarp of which no file is among the known ones, each with what is said of it."""
    names: set[str] = set()
    for path in paths:
        name = os.path.basename(path)
        if "carp" in name and name.endswith(".service") and os.path.islink(path) and os.readlink(path) == "/dev/null":
            names = names or {re.sub(r"@[^/]*\.", "@.", os.path.basename(p)) for p in known}
            if re.sub(r"@.*\.", "@.", name) not in names:
                yield path, f"{name} is masked, by a link to /dev/null: systemd does not start it"


def last_pass(paths: Iterable[str], inside: str) -> Iterator[tuple[str, int, str]]:
    """Yield what the files that are left hold of interest: the path, the line, 0 for the whole file, and what is there. Many files
    are not looked into: then the last line says so."""
    left, count = Budget(), 0
    left.bytes = BYTES
    for path in paths:
        if os.path.splitext(path)[1].lower() in _NO_COMMANDS or os.path.islink(path):
            continue
        try:
            status = os.stat(path)
        except OSError:
            continue
        if not 0 < status.st_size <= LARGEST:
            continue
        count += 1
        source = reading.read(path, left=left, inside=inside) if count <= MOST else None
        if source is None or (not isinstance(source, Source) and source.message == reading.TOO_MUCH):
            yield path, 0, "this and the files that follow are too many to look for commands in them"
            return
        if isinstance(source, Source):
            yield from ((path, line, why) for line, why in _held(source))


def _held(source: Source) -> Iterator[tuple[int, str]]:
    own = next((d for d in DIALECTS if d.likely and d.recognises(source.text) and d.fits(source.text)), None)
    if own is not None:
        kind, why = kind_of(os.path.basename(source.path))
        yield 0, f"a {own.name} file under another name: {why if kind != MISSPELT else 'name it to have it checked'}"
        return
    small = source.text.lower()
    if "ucarp" in small or "keepalived" in small:
        for span, why in unread(source):
            yield source.position(span.start)[0], why
