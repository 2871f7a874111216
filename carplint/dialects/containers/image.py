"""What an image is that a Dockerfile builds: the first process of its containers, their variables and files.

The last stage counts, or the one that is asked for, with what it has from those that it is made of. The first process is
ENTRYPOINT with CMD behind it; an ENTRYPOINT in shell form takes no CMD. Source: docker's reference, "Dockerfile reference":
"Understand how CMD and ENTRYPOINT interact", "ARG", "ENV", "Environment replacement", "COPY", "SHELL".
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects.containers.container import Container, Copy, is_bare, is_read
from carplint.dialects.containers.instructions import HereDocument, Instruction, instructions
from carplint.dialects.containers.variables import Known, interpolated
from carplint.dialects.shell.expansion import Variables
from carplint.model import Value
from carplint.text.reading import RECORD, Budget
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

Words = tuple[Value[str], ...]
_ARGUMENT = "a build argument without a default"
_WORD = re.compile(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+""")
_SHELL = ("/bin/sh", "-c")
MOST = 100
"""The most stages of a Dockerfile: an image has 127 layers at most."""
LONGEST = 4096
"""The longest path of a folder, in characters."""


class Image(NamedTuple):
    """An image: what it is made of by name, its first process in two parts, each None if no instruction says it, and the rest of what
    its containers have. `takes` is False if the entrypoint takes no command."""

    base: str
    span: Span
    entrypoint: Words | None = None
    command: Words | None = None
    takes: bool = True
    environment: Mapping[str, Value[str]] = {}
    copies: tuple[Copy, ...] = ()
    documents: tuple[tuple[str, HereDocument], ...] = ()
    """Files that stand in the Dockerfile itself, by their paths in the image."""
    workdir: str = "/"
    shell: Words = ()


class _Stage:
    """A stage while it is read: its image so far, its variables, those of the build among them, and whether it has a CMD."""

    def __init__(self, image: Image, left: Budget) -> None:
        self.image = image
        self.environment = dict(image.environment)
        self.known = Variables(image.environment, left)
        self.copies = list(image.copies)
        self.documents = list(image.documents)
        self.has_command = False

    def whole(self) -> Image:
        """Return the image of the stage."""
        own = self.image._replace(copies=tuple(self.copies), documents=tuple(self.documents))
        return own._replace(environment=self.environment)


def size(image: Image) -> int:
    """Return how much an image brings into a container, or into an image that is made of it."""
    entries = 1 + len(image.environment) + len(image.copies) + len(image.documents)
    return RECORD * entries + sum(d.span.end - d.span.start for _, d in image.documents)


def read(source: Source, left: Budget, target: str = "", arguments: Known | None = None) -> Image | None:
    """Return the image of a stage by its name or number, by default the last one; None if there is none, or if there are too
    many. `arguments` are those of the build."""
    stages: dict[str, _Stage] = {}
    stage: _Stage | None = None
    given, top = arguments or {}, Variables({}, left)
    count = 0
    for instruction in instructions(source):
        if instruction.name == "FROM":
            if target.lower() in stages:
                break
            if count == MOST:
                return None
            made, name = _from(instruction, stages, top)
            if not left.spend(size(made)):
                return None
            stage = _Stage(made, left)
            stages.update({str(count): stage, **({name: stage} if name else {})})
            count += 1
        elif instruction.name == "ARG":
            known = top if stage is None else stage.known
            for name, default in _pairs(instruction, known):
                value = given.get(name, default if default is not None else top.get(name))
                known[name] = value or Value(None, "", instruction.span, _ARGUMENT)
        elif stage is not None and instruction.name == "ENV":
            pairs = {n: v for n, v in _pairs(instruction, stage.known) if v is not None}
            stage.known.update(pairs)
            stage.environment.update(pairs)
        elif stage is not None and instruction.name in ("COPY", "ADD"):
            copies, documents = _copied(instruction, stage)
            stage.copies += copies
            stage.documents += documents
        elif stage is not None:
            _add(stage, instruction)
    chosen = stages.get(target.lower()) if target else stage
    return None if chosen is None else chosen.whole()


def _from(instruction: Instruction, stages: Mapping[str, _Stage], top: Known) -> tuple[Image, str]:
    """Return the image that a stage begins with, and the name of the stage."""
    words = [w for w in instruction.text.split() if not w.startswith("--")]
    named = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
    base = interpolated(words[0] if words else "", instruction.span, top, full=True).value or ""
    earlier = stages.get(base.lower())
    image = Image(base, instruction.span) if earlier is None else earlier.whole()._replace(span=instruction.span)
    return image, named


def _unquoted(text: str) -> str:
    return re.sub(r"""\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'""", lambda m: m[1] or m[2] or m[3] or "", text)


def _pairs(instruction: Instruction, known: Known) -> Iterator[tuple[str, Value[str] | None]]:
    """Yield the names and values of ENV or ARG: NAME=VALUE ..., or the old form NAME VALUE; None for an ARG without a default."""
    text = instruction.text.rstrip()
    first = _WORD.match(text)
    if first is not None and "=" not in first[0] and instruction.name == "ENV":
        name, _, rest = text.partition(" ")
        start = len(text) - len(rest.lstrip())
        yield name, interpolated(text[start:], instruction.place(start, len(text)), known, full=True)
        return
    for word in _WORD.finditer(text):
        name, equals, value = word[0].partition("=")
        span = instruction.place(word.end() - len(value), word.end())
        literal = value[:1] == "'"
        found = (
            Value(_unquoted(value), value, span) if literal else interpolated(_unquoted(value), span, known, full=True)
        )
        yield name, found if equals else None


def _copied(instruction: Instruction, stage: _Stage) -> tuple[list[Copy], list[tuple[str, HereDocument]]]:
    """Return what COPY or ADD put into an image, from the folder of the Dockerfile, and from the Dockerfile itself."""
    known, workdir = stage.known, stage.image.workdir
    exact = instruction.strings()
    words = [w for w, _ in exact] if exact is not None else [m[0] for m in _WORD.finditer(instruction.text)]
    flags = [w for w in words if w.startswith("--")]
    paths = [interpolated(_unquoted(w), instruction.span, known, full=True).value for w in words if w not in flags]
    if len(paths) < 2 or paths[-1] is None:
        return [], []
    target = paths[-1]
    if len(target) > LONGEST or not stage.known.left.spend(len(paths) * (len(stage.image.workdir) + len(target))):
        return [], []
    into = target.endswith("/") or len(paths) > 2
    whole = posixpath.normpath(posixpath.join(workdir, target))
    real = instruction.span.source.real
    folder = os.path.dirname(os.path.abspath(real)) if real is not None else ""
    copies, documents = list[Copy](), list[tuple[str, HereDocument]]()
    here = iter(instruction.documents)
    for path in paths[:-1]:
        if path is not None and path.startswith("<<"):
            found = next(here, None)
            if found is not None:
                documents.append((posixpath.join(whole, found.name) if into else whole, found))
            continue
        local = path is not None and folder and "://" not in path and not any(f.startswith("--from") for f in flags)
        origin = os.path.normpath(f"{folder}/{path}") if local else ""
        is_folder = bool(origin) and os.path.isdir(origin)
        within = posixpath.join(whole, posixpath.basename((path or "").rstrip("/")))
        copies.append(Copy(within if into and not is_folder else whole, origin))
    return copies, documents


def _add(stage: _Stage, instruction: Instruction) -> None:
    """Add one of the other instructions to a stage."""
    image, exact = stage.image, instruction.strings()
    if instruction.name == "WORKDIR":
        stage.image = image._replace(workdir=posixpath.join(image.workdir, instruction.text.strip())[:LONGEST])
    elif instruction.name == "SHELL":
        stage.image = image._replace(shell=tuple(Value(w, w, s) for w, s in exact or ()))
    elif instruction.name in ("ENTRYPOINT", "CMD"):
        if exact is not None:
            words: Words = tuple(Value(w, w, s) for w, s in exact)
        else:
            text = instruction.text.rstrip()
            span = instruction.place(0, len(text))
            words = (*(image.shell or (Value(w, "", span) for w in _SHELL)), Value(text, span.text, span))
        if instruction.name == "CMD":
            stage.image, stage.has_command = image._replace(command=words), True
        else:  # what the base says as CMD goes with the base's ENTRYPOINT
            command = image.command if stage.has_command else ()
            stage.image = image._replace(entrypoint=words, takes=exact is not None, command=command)


def words_of(
    image: Image, entrypoint: Sequence[Value[str]] | None = None, command: Sequence[Value[str]] | None = None
) -> Words:
    """Return the first process of a container, which may have an entrypoint or a command of its own."""
    if entrypoint is not None:
        return (*entrypoint, *(command or ()))
    if not image.takes:
        return image.entrypoint or ()
    return (*(image.entrypoint or ()), *(command if command is not None else image.command or ()))


def within(image: Image, container: Container, *, entrypoint: bool) -> Container:
    """Return a container of an image that is built. `entrypoint` says that its words have one of their own."""
    own: Sequence[Value[str]] | None = container.words or None
    words = container.words if entrypoint else words_of(image, command=own)
    variables = {**image.environment, **container.environment}
    copies = (
        *image.copies,
        *(Copy(path, "", is_read(path, d.span.text)) for path, d in image.documents),
        *container.copies,
    )
    whole = entrypoint or image.entrypoint is not None or is_bare(image.base)
    return container._replace(image=image.base, words=words, environment=variables, copies=copies, whole=whole)
