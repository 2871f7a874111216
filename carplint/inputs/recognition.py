"""Recognition: which dialect a file is of, and which folder is the root of its host.

Name, place and content are weighed. In the place where a dialect's files lie (etc/keepalived/keepalived.conf) the path decides, for
the daemon reads what lies there. Elsewhere a name suggests a dialect, and the content has to agree: an Upstart job
etc/init/keepalived.conf is not keepalived's. A file that was named itself is what its content is. So are the files of a given
folder that have a likely name, if no path in it gives keepalived's away (lb1.conf and lb2.conf).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.text.source import Source

Look = Callable[[str], Source | None]
"""What reads a file in order to see of which dialect it is; None where it cannot be told."""

FOREIGN = "has the name of a {} file, but not the content"
"""Why a file is passed over that belongs to another program."""
PACKAGED = "lies below usr/ or var/, where packages keep documentation and defaults, and daemons what they work with"
"""Why a file is passed over that no daemon reads."""

UNKNOWN = (
    "neither its name nor its content is that of a file that carplint reads: no keyword of keepalived.conf, no variable of a "
    "uCarp service, no command line of ucarp, no interface's address was found; --as FORMAT states what it is"
)
"""The message about a named file that is in no format that carplint reads."""


def _folder(path: str) -> tuple[str, ...]:
    return tuple(os.path.abspath(path).split("/")[1:-1])


def by_path(path: str) -> Dialect | None:
    """Return the dialect that the path of a file gives away."""
    folder, name = _folder(path), os.path.basename(path)
    return next((d for d in DIALECTS if d.matches(folder, name)), None)


def by_content(text: str) -> Dialect | None:
    """Return the dialect of a text, for a file that somebody named."""
    return next((d for d in DIALECTS if d.fits(text)), None)


def of_named(path: str, text: str) -> Dialect | None:
    """Return the dialect of a file that somebody named: by its path unless its content belongs to another dialect or program."""
    dialect = by_path(path)
    if dialect is None or not (is_at_home(path, dialect) or dialect.may_hold(text) or says_nothing(text)):
        likely = next((d for d in _loose(path) if d.recognises(text)), None)
        return likely or by_content(text) or (dialect if dialect is not None and _is_main(path, dialect) else None)
    return dialect


def _is_main(path: str, dialect: Dialect) -> bool:
    """Return whether a file has the very name of a dialect's main file, and lies in no place of another program: however damaged
    it is, nothing else was meant."""
    folder = _folder(path)
    foreign = "etc" in folder or "".join(folder[-1:]).endswith(".d") or folder[-1:] == ("init",)
    return os.path.basename(path) == dialect.main and not foreign


def is_at_home(path: str, dialect: Dialect) -> bool:
    """Return whether a file lies where its dialect's files lie on a host, and if a host has one main file, is that."""
    folder = _folder(path)
    in_place = any(folder[-len(home) :] == home for home in dialect.homes)
    return in_place and os.path.basename(path) == (dialect.main or os.path.basename(path))


def says_nothing(text: str) -> bool:
    """Return whether a text has only comments and blank lines."""
    return all(line[:1] in ("", "#", "!", ";") for line in map(str.strip, text.splitlines()))


def foreign(path: str, dialect: Dialect, top: str, look: Look) -> str:
    """Return why a file below `top` is not of the dialect that its path gives away; "" if it is, or if it cannot be read."""
    if is_at_home(path, dialect):
        return ""
    if is_packaged(path, top):
        return PACKAGED
    if not (dialect.shape or dialect.parts):
        return ""
    found = look(path)
    elsewhere = _is_of_another_program(path, top)
    if found is None or dialect.may_hold(found.text, elsewhere):
        return ""
    if says_nothing(found.text) and not elsewhere:
        return ""
    return FOREIGN.format(dialect.name)


def _below(path: str, top: str) -> list[str]:
    return os.path.relpath(path, top).split("/")[:-1]


def is_packaged(path: str, top: str) -> bool:
    """Return whether a file lies where packages and daemons keep what nobody configures."""
    folders = _below(path, top)
    if folders[:1] == ["var"] and folders[1:2] not in ([], ["spool"], ["service"]):
        return True
    return any(a == "usr" and b != "local" for a, b in pairwise(folders))


_EXAMPLES = frozenset("doc docs documentation example examples sample samples test tests testdata".split())


def is_example(path: str, top: str) -> bool:
    """Return whether a file lies in a folder of documents, examples or tests."""
    return not _EXAMPLES.isdisjoint(_below(path, top))


_ASIDE = _EXAMPLES - {"test"} | {"fixtures", "molecule"}
"""Folders of examples and tests in a repository. `test` is not among them: it may be an environment, beside `prod`."""


def is_aside(path: str, top: str) -> bool:
    """Return whether a file, or the whole host that it lies on, is an example or is for tests, by the names of the folders."""
    return not _ASIDE.isdisjoint(_below(path, top))


def _is_of_another_program(path: str, top: str) -> bool:
    """Return whether a file lies in a folder of files for another program: sysctl.d, rsyslog.d, keepalived.service.d, init, etc/nginx."""
    folders = _below(path, top)
    folder = (folders or [""])[-1]
    if folder == "init" or (folder.endswith(".d") and folder not in ("conf.d", "interfaces.d")):
        return True
    owner = "".join(folders[folders.index("etc") + 1 :][:1]) if "etc" in folders else ""
    return owner not in ("", "conf.d", "default", "keepalived", "network", "sysconfig") and "carp" not in owner


_OLD = frozenset("old bak backups attic archive archived obsolete deprecated previous orig".split())
"""Folders of what was in use once. `backup` is not among them: it may be that of the node of this name."""


def is_old(path: str, dialect: Dialect, top: str) -> bool:
    """Return whether a file lies in a folder of old files, by its name. A whole host may be called so, too."""
    folders = _below(path, top)
    if is_at_home(path, dialect):
        folders = os.path.relpath(os.path.dirname(root_of(path, dialect)), top).split("/")
    return any(name.strip("._").lower() in _OLD for name in folders)


_COPY = (
    r"(?i)(?:.*[^a-z])?(?:old|bak|orig|original|save[ds]?|prev|previous|copy|kopie|copie|copia|tmp|temp|disabled|unused"
    r"|20[0-9]{2}[-_.]?[01][0-9][-_.]?[0-3][0-9].*)(?:[^a-z].*)?|.* \([0-9]+\)\.[a-z]+|\..*"
)
"""Names of copies and former states, as people, editors, file managers and packages make them; no daemon reads hidden files. `backup` is not among their words, as for
folders."""


def is_copy(path: str) -> bool:
    """Return whether a file is a copy or a former state of another one, by its name."""
    return re.fullmatch(_COPY, os.path.basename(path)) is not None


TEMPLATE = r"(?i).*\.(?:j2|jinja2?|erb|epp|tpl|tmpl|tftpl|ctmpl|gotmpl|mustache|template|in)"
"""The names of templates."""


def is_template(path: str) -> bool:
    """Return whether a file is a template, by its name."""
    return re.fullmatch(TEMPLATE, os.path.basename(path)) is not None


_NEAR = ("kee", "kep", "vip", "ifcfg-", "interfaces", ".yaml.", ".yml")


def may_be_near(path: str) -> bool:
    """Return whether the name of a file may look like that of a dialect: a quick test."""
    name = os.path.basename(path).lower()
    return any(sign in name for sign in _NEAR)


def _loose(path: str, wide: bool = True) -> list[Dialect]:
    """Return the dialects that look into a file of this name, without those of `wide` names if it is one of too many."""
    name = os.path.basename(path)
    return [d for d in DIALECTS if d.loose and (wide or not d.wide) and re.fullmatch(d.loose, name) is not None]


MOST = 20_000
"""How many files of no dialect are looked into in a search for one of those whose names many files have."""


def by_looking_inside(path: str, look: Look, wide: bool = True) -> Dialect | None:
    """Return the dialect of a file by its content, if its name suggests looking into it; no link is followed for that."""
    loose = _loose(path, wide)
    found = look(path) if loose and not os.path.islink(path) else None
    return None if found is None else next((d for d in loose if d.recognises(found.text)), None)


def leads_nowhere(path: str) -> bool:
    """Return whether a file to look into is a link to one that was not copied along: /etc/rc.local on Red Hat. Absolute
    links lead out of a copy wherever they point, as most of systemd's do."""
    return (
        os.path.islink(path)
        and not os.path.exists(path)
        and not os.path.isabs(os.readlink(path))
        and bool(_loose(path))
    )


def likely(paths: Iterable[str], look: Look) -> Iterator[tuple[str, Dialect]]:
    """Yield the main files among paths of which none gives a dialect away."""
    for path in paths:
        for dialect in (d for d in DIALECTS if d.likely):
            if re.fullmatch(dialect.likely, os.path.basename(path)) and not os.path.islink(path):
                found = look(path)
                if found is not None and dialect.recognises(found.text):
                    yield path, dialect


def root_of(path: str, dialect: Dialect) -> str:
    """Return the folder that stands for `/` on the host of a file: the file's folder without the longest ending that is
    part of the dialect's usual place. No host's root is called etc: a file that lies in it lies in the wrong place."""
    folder = _folder(path)
    if _is_included(folder, os.path.basename(path), dialect):
        folder = folder[:-1]
    best = 0
    for home in dialect.homes:
        for length in range(len(home), best, -1):
            if folder[-length:] == home[-length:]:
                best = length
                break
    folder = folder[: len(folder) - best]
    for lost in (("etc", "sysconfig"), ("etc",)):
        folder = folder[: len(folder) - len(lost)] if folder[-len(lost) :] == lost else folder
    return "/" + "/".join(folder)


def is_included(path: str, dialect: Dialect) -> bool:
    """Return whether a file lies in a folder of included files: conf.d, or another one in the dialect's usual place."""
    return _is_included(_folder(path), os.path.basename(path), dialect)


def _is_included(folder: tuple[str, ...], name: str, dialect: Dialect) -> bool:
    below = any(folder[-len(home) - 1 : -1] == home for home in dialect.homes)
    included = folder[-1:] == ("conf.d",) and all(home[-1:] != ("conf.d",) for home in dialect.homes)
    return included or (below and not dialect.matches((), name))


def stated(path: str, format: str) -> tuple[str, str]:
    """Return the format that is stated for a path, "" if none is, and the path: FORMAT:PATH states it for one of several."""
    own, colon, rest = path.partition(":")
    if colon and rest and any(own == d.name for d in DIALECTS) and not os.path.lexists(path):
        return own, rest
    return format, path


def is_away(path: str, dialect: Dialect) -> bool:
    """Return whether a file that was not named may lie where its daemon does not look."""
    return bool(dialect.near) and not is_at_home(path, dialect)
