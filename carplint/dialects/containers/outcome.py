"""What comes of a container: which daemon it starts, with which words or variables, and whether that is a node of its host.

A container is a node only on the network of its host: elsewhere neither daemon is heard.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import partial

from carplint.dialects.containers import images
from carplint.dialects.containers.container import CONF, KEEPALIVED, Container, copied, within_folder
from carplint.dialects.containers.signals import SHELL, ended, lost
from carplint.dialects.dialect import Part
from carplint.dialects.shell.expansion import Variables
from carplint.dialects.shell.starts import DAEMONS, GUESSED, Start, in_script, started
from carplint.dialects.shell.wrappers import name_of
from carplint.dialects.ucarp.command import Launch, router
from carplint.dialects.ucarp.options import parse as options
from carplint.model import HostFiles, Value, VirtualRouter
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import RECORD, Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple
from carplint.text.version import NEWEST

_HANDS_ON = re.compile(r"""(?m)^[ \t]*exec[ \t]+(?:\S+[ \t]+)*"?(?:\$@|\$\{@\}|\$\*)"?[ \t]*$""")
"""A line of a script that goes on as the command which is given to it."""
_SET = re.compile(r"(?<![\w$])([A-Za-z_]\w*)\+?=|\$\{([A-Za-z_]\w*):?=|\b(?:for|read|export|unset)[ \t]+([A-Za-z_]\w*)")
"""Where a script sets a variable."""
LARGEST = 64 * 1024
"""The longest script that is looked into, in characters: start scripts of images are a twentieth of it."""


class Outcome(NamedTuple):
    """What comes of a container: its node, or the reason that it is not checked, neither if it starts none of the daemons or if its
    files are read as such; what is wrong with it; and the files that were read for that."""

    router: VirtualRouter | None = None
    why: str = ""
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()


def _mounts(containers: Sequence[Container]) -> Iterator[tuple[str, str]]:
    """Yield what containers have where keepalived looks for its files, or above that."""
    folder = posixpath.dirname(CONF)
    for copy in (c for container in containers for c in container.copies if c.origin):
        if f"{folder}/".startswith(copy.target.rstrip("/") + "/") or copy.target.startswith(f"{folder}/"):
            yield os.path.realpath(copy.origin), copy.target


def _file(host: HostFiles, container: Container, path: str) -> Source | None:
    """Return the file that lies at a path in a container, if it is at hand."""
    if host.budget is None or not host.budget.spend(len(container.copies)):
        return None
    copy = copied(container, path)
    if copy is None or not copy.origin or not container.folder:
        return None
    found = within_folder(host, container.name.span.source, copy.origin, container.folder)
    return found if found is not None and len(found.text) <= LARGEST else None


def _script(host: HostFiles, container: Container) -> Source | None:
    """Return the script that is the first process of a container, if it is at hand."""
    first = container.words[0].value if container.words else None
    if first is not None and SHELL.fullmatch(first) is not None and len(container.words) > 1:
        second = container.words[1].value or ""
        first = second if second[:1] not in ("-", "") else None
    if first is None:
        return None
    paths = [first] if first.startswith("/") else []
    if "/" not in first:  # found by PATH
        paths = [
            f"{folder}/{first}"
            for folder in ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
        ]
    elif first.startswith("./"):
        paths = [c.target for c in container.copies if c.target.endswith(first[1:])]
    found = next((s for p in paths if (s := _file(host, container, p)) is not None), None)
    return found if found is not None and found.text.startswith("#!") else None


def _set_in(script: Source) -> frozenset[str]:
    """Return the names that a script may set."""
    return frozenset(m[1] or m[2] or m[3] for m in _SET.finditer(script.text))


def _starts(container: Container, script: Source | None, left: Budget) -> Iterator[Start]:
    """Yield what a container starts: by its words, or by the script at hand that they name, which may go on as the rest of them."""
    own = Variables(container.environment, left)
    if script is None:
        yield from started(container.words, own)
        return
    names = left.once((_set_in, script), partial(_set_in, script))
    unknown = {n: Value[str](None, "", script.span(), "the script of the container sets it itself") for n in names}
    variables = Variables({**container.environment, **unknown}, left)
    yield from in_script(script, 0, len(script.text), variables, variables)
    if _HANDS_ON.search(script.text) is not None:
        yield from started(container.words[1:], own)


def _is_named(container: Container) -> bool:
    """Return whether the name of an image says that it has one of the daemons."""
    return any(d in name for d in DAEMONS for name in (container.image, container.hint))


def _of_image(host: HostFiles, container: Container) -> Outcome:
    """Return what a container starts by the variables of its image."""
    name, image = container.name, images.name_of(container.image)
    if not _is_named(container):
        return Outcome()
    if container.on_host is False:
        return Outcome(why="it is not on the network of its host")
    if image in images.UCARP and container.unset:
        return Outcome(why=container.unset)
    if image in images.UCARP and not container.words:
        words = images.command(images.UCARP[image], container.environment, name.span)
        own = router(host.name, Launch(container.format, name, name.span.source, words))
        return Outcome(own, findings=tuple(images.strange(image, container.environment)))
    table = images.KEEPALIVED.get(image)
    conf = next((p for p in (*(table.files if table else ()), CONF) if copied(container, p) is not None), "")
    if conf:
        return _of_file(host, container, conf)
    automatic = container.environment.get("KEEPALIVED_AUTOCONF")
    if table is not None and container.unset:
        return Outcome(why=container.unset)
    told = table is not None and all(w.value in table.harmless for w in container.words)
    if table is not None and told and (automatic is None or automatic.value == "true"):
        from carplint.dialects.containers.written import read  # few containers need the readers of keepalived.conf

        version = host.target or NEWEST
        node, findings = read(host.name, container.format, name, table, container.environment, version)
        why = "" if node is not None else "what its image writes has no vrrp_instance"
        return Outcome(node, why, (*findings, *images.strange(image, container.environment)))
    return Outcome(why="what its image makes of its variables and files is not known")


def _of_file(host: HostFiles, container: Container, path: str) -> Outcome:
    """Return what comes of a keepalived with a file: that is read as such where it lies, if it is at hand."""
    left = host.budget or Budget()
    if not left.spend(RECORD * len(host.documents) + len(container.copies)):
        return Outcome(why=reading.ROOM_ENDED)
    copy = copied(container, path)
    real = copy.origin if copy is not None else ""
    read = {os.path.abspath(d.source.real) for d in host.documents if d.source.real and d.format == KEEPALIVED}
    if copy is not None and copy.read:
        return Outcome()
    if real and os.path.isfile(real) and (os.path.abspath(real) in read or container.format in host.complete):
        return Outcome()
    return Outcome(why=f"keepalived has a file of its own, {path}, which is not among its files here")


def _of_keepalived(host: HostFiles, container: Container, start: Start) -> Outcome:
    words = [w.value for w in start.words[1:]]
    given = [w for w in words if w is not None and w.startswith(("-f", "--use-file"))]
    path = CONF
    if given:
        path = given[-1].removeprefix("--use-file").removeprefix("-f").lstrip("=")
        following = words[words.index(given[-1]) + 1 :][:1]
        path = path or (following[0] if following else None) or "the one behind -f"
    elif copied(container, path) is None and container.on_host is None:
        return Outcome()  # the file comes from where the container is started
    return _of_file(host, container, path)


def _why_not(container: Container, starts: Sequence[Start]) -> str:
    """Return why the ucarp that a container starts is not checked, "" if it is a node of its host."""
    if container.on_host is False:
        return "it is not on the network of its host"
    if len(starts) > 1 or starts[0].why == GUESSED or starts[0].where:
        return "it is not certain what it starts"
    if not {"addr", "vhid"} & options(starts[0].words[1:]).given.keys():
        return "its options are not known"
    return ""


def outcome(host: HostFiles, container: Container) -> Outcome:
    """Return what comes of a container."""
    left = host.budget or Budget()
    script = _script(host, container)
    if script is not None and not left.spend(len(script.text)):
        return Outcome(why=reading.ROOM_ENDED)
    starts = [s for s in _starts(container, script, left) if s.daemon in DAEMONS]
    unheard = tuple(lost(container.words, script, container.name.span)) if container.on_host is not False else ()
    if container.whole and container.on_host is not False:
        unheard += tuple(ended(container.words, script, starts))
    if container.why:
        found = Outcome(why=container.why if starts or _is_named(container) else "")
    elif starts and starts[0].daemon == "ucarp":
        why = _why_not(container, starts)
        source = container.name.span.source
        launch = Launch(container.format, container.name, source, starts[0].words[1:])
        found = Outcome(why=why) if why else Outcome(router(host.name, launch))
    elif starts:
        found = _of_keepalived(host, container, starts[0])
    elif container.words and name_of(container.words[-1]) == "ucarp":
        found = Outcome(why="its options are not known")
    else:
        found = _of_image(host, container)
    return found._replace(findings=(*found.findings, *unheard), sources=() if script is None else (script,))


def part(
    host: HostFiles, containers: Sequence[Container], not_checked: Sequence[str] = (), sources: Sequence[Source] = ()
) -> Part:
    """Return what a host's containers of one format come to. `not_checked` is what of their files could not be read."""
    outcomes = [(c, outcome(host, c)) for c in containers]
    said = [*not_checked]
    for container, found in outcomes:
        span = container.name.span
        if found.why:
            said.append(
                f"{span.source.path}:{span.source.position(span.start)[0]}: {container.what} is not read: {found.why}"
            )
    routers = tuple(o.router for _, o in outcomes if o.router is not None)
    others = dict.fromkeys((*sources, *(s for _, o in outcomes for s in o.sources)), "")
    return Part(
        virtual_routers=routers,
        findings=tuple(f for _, o in outcomes for f in o.findings),
        statements=sum(o.router is not None or bool(o.why) for _, o in outcomes),
        understood=len(routers),
        not_checked=tuple(said),
        mounts=tuple(dict.fromkeys(_mounts(containers))),
        sources=tuple(others.items()),
    )
