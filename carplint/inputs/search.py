"""The search for files below the paths given to carplint: each is looked at once, and gets a record: read, passed over or refused,
and why. Symbolic links that lead out of a given tree are followed only on request; otherwise they are reported.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS, dialect_of
from carplint.inputs import recognition
from carplint.inputs.hosts import File, Places, placed
from carplint.model import ListedFile
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.inputs.inclusion import Includers
    from carplint.inputs.near import Near
    from carplint.inputs.recognition import Look


class Search:
    """A search among some paths, and what came of it besides the files of hosts."""

    def __init__(
        self, follow: bool, places: Places, stdin: str, format: str, exclude: tuple[Sequence[str], str], lenient: bool
    ) -> None:
        self.follow = follow
        self.places = places
        self.stdin = stdin
        self.format = format
        self.exclude = exclude
        self.lenient = lenient
        self.looked = Budget()  # what is looked into is read again where it is of a dialect
        self.errors: list[Finding] = []
        self.left_out: list[str] = []
        self.others: list[ListedFile] = []
        self.near: list[Near] = []
        self.sets: dict[str, str] = {}
        """The folder of each root that belongs to one of several versions of a cluster."""
        self.includers: Includers | None = None
        self.context: set[str] = set()
        """The absolute paths of files that are read since they include one that was named."""
        self.lost: list[tuple[str, Dialect]] = []
        """Files that hold nothing, and links to nothing."""
        self.noted: list[tuple[str, str]] = []

    def _refuse(self, path: str, finding: Finding, format: str = "") -> None:
        self.errors.append(finding)
        self.others.append(ListedFile(path, "", format, "refused", finding.message))

    def _look(self, path: str, inside: str) -> Source | None:
        """Return a file whose content may give its dialect away; what there is no room for any more is left out."""
        found = reading.read(path, left=self.looked, inside=inside)
        if isinstance(found, Source):
            return found
        if found.message == reading.TOO_MUCH:
            self.left_out.append(f"{path}: {found.message}")
        return None

    def files(self, paths: Sequence[tuple[str, str]]) -> Iterator[File]:
        """Yield the files of dialects among the paths, each given as (name of its host or "", path)."""
        for name, given in paths:
            format, path = recognition.stated(given, self.format)
            if path != "-" and os.path.isdir(path):
                yield from self._below(path, name)
            else:
                yield from self._named(path, name, format)

    def _named(self, path: str, name: str, format: str) -> Iterator[File]:
        """Yield the file that somebody named: of the dialect that was stated, else of that of its content and path."""
        shown = self.stdin if path == "-" else path
        source = reading.read_standard_input(shown) if path == "-" else reading.read(path)
        if isinstance(source, Finding):
            self._refuse(shown, source, format)
            return
        if not source.text.strip():
            message = "the file is empty: nothing to check"
            self._refuse(shown, Finding(message, source.span(), name="file-empty"), format)
            return
        dialect = dialect_of(format) if format else recognition.of_named(shown, source.text)
        including: tuple[Source, ...] = ()
        if path != "-" and (dialect is None or (dialect.includes and os.path.basename(path) != dialect.main)):
            own = dialect or next(d for d in DIALECTS if d.includes)
            including = self._including(shown, own)
            dialect = own if including else dialect
        if dialect is None and self.lenient:
            self.pass_over(shown, "neither its name nor its content is that of a file that carplint reads")
            return
        if dialect is None:
            self._refuse(shown, Finding(recognition.UNKNOWN, source.span(), name="file-not-recognised"))
            return
        root = recognition.root_of(shown, dialect)
        for includer in including:
            root = recognition.root_of(includer.path, dialect)
            yield placed(File(includer.path, dialect, root, name, includer), self.places)
            self.context.add(os.path.abspath(includer.path))
        yield placed(File(shown, dialect, root, name, source, part=bool(including)), self.places)

    def _including(self, path: str, dialect: Dialect) -> tuple[Source, ...]:
        """Return the files that include a named one, which is then judged as a part of each."""
        from carplint.inputs.inclusion import Includers  # most named files are main files

        if self.includers is None:
            self.includers = Includers()
        return self.includers.of(path, dialect)

    def _below(self, path: str, name: str) -> Iterator[File]:
        """Yield the files of dialects in a tree."""
        from carplint.inputs.walk import Walk  # not needed for a named file

        passed: list[tuple[str, str]] = []
        walk = Walk(
            path, recognition.by_path, self.errors, self.left_out, self.follow, passed, *self.exclude, self.looked
        )
        inside = "" if self.follow else walk.inside
        look = partial(self._look, inside=inside)
        known: list[tuple[str, Dialect]] = []
        others: list[str] = []
        foreign: list[str] = []
        for file, dialect in walk.files():
            if recognition.leads_nowhere(file):
                self.left_out.append(f"{file}: {reading.lost_link(file)}")
            if dialect is None:
                dialect = recognition.by_looking_inside(file, look, len(others) < recognition.MOST)
                if dialect is not None and walk.is_excluded(file):
                    continue
            elif why := recognition.foreign(file, dialect, path, look):
                self.pass_over(file, why, dialect.name)
                foreign += [file] if why != recognition.PACKAGED else []
                continue
            if dialect is None:
                others.append(file)
            else:
                known.append((file, dialect))
        if all(not d.likely for _, d in known):
            may_be = (f for f in others if not (recognition.is_packaged(f, path) or walk.is_excluded(f)))
            found = list(self._likely(may_be, look))
            found = [f for f in found if not recognition.is_template(f[0])] or found
            known += [f for f in found if not recognition.is_example(f[0], path)] or found
        else:
            known = list(self._with_roles(known, others, look))
        self.lost += walk.lost
        for file, why in passed:
            self.pass_over(file, why)
        yield from self._placed(path, name, known, inside)
        self._rest(path, known, [f for f in others if not walk.is_excluded(f)], foreign, inside)

    def _with_roles(
        self, known: Sequence[tuple[str, Dialect]], others: Sequence[str], look: Look
    ) -> Iterator[tuple[str, Dialect]]:
        """Yield the known files; in place of a main file that is a copy of one of those beside it that are named after nodes, those."""
        named = [f for f in others if any(f"{d.main}." in f or f"{d.main}-" in f for _, d in known if d.main)]
        likely = list(self._likely(named, look)) if len(named) > 1 else []
        for file, dialect in known:
            if not likely or os.path.basename(file) != dialect.main or recognition.is_at_home(file, dialect):
                yield file, dialect
                continue
            from carplint.inputs.versions import roles  # few trees have such files

            nodes, same = roles(file, likely, look)
            if nodes:
                self.pass_over(file, f"a copy of {os.path.basename(same)} beside it", dialect.name)
            yield from nodes or [(file, dialect)]

    def _likely(self, paths: Iterable[str], look: Look) -> Iterator[tuple[str, Dialect]]:
        """Yield the files that are of a dialect by a likely name and their content, but for those that nothing reads."""
        for path, dialect in recognition.likely(paths, look):
            from carplint.inputs import near  # few trees have such files

            if not near.is_unused(path):
                yield path, dialect

    def pass_over(self, path: str, why: str, format: str = "") -> None:
        """List a file that is not read, with the reason."""
        self.others.append(ListedFile(path, "", format, "passed over", why))

    def _placed(self, top: str, name: str, known: Sequence[tuple[str, Dialect]], inside: str) -> Iterator[File]:
        """Yield the files of a tree with their hosts, but no old ones if there are others."""
        old = {file for file, dialect in known if recognition.is_old(file, dialect, top)}
        within = self._parts([file for file, dialect in known if dialect.includes], inside)
        mains = {file for file, dialect in known if os.path.basename(file) == dialect.main}
        aside = {file for file, _ in known if recognition.is_aside(file, top)}
        real = {dialect.name for file, dialect in known if file not in aside}
        for file, dialect in known:
            if file in old and len(old) < len(known):
                self.pass_over(file, "in a folder of old files, by its name", dialect.name)
                continue
            if file in aside and dialect.name in real:
                self.pass_over(file, "in a folder of examples or tests, by its name", dialect.name)
                continue
            beside = os.path.join(os.path.dirname(file), dialect.main)
            if beside in mains and file not in mains | within.keys() and recognition.is_copy(file):
                self.pass_over(file, f"a copy or a former state of {dialect.main} beside it, by its name", dialect.name)
                continue
            root = os.path.abspath(top) if name else recognition.root_of(within.get(file, file), dialect)
            yield placed(File(file, dialect, root, name, inside=inside, part=file in within), self.places)

    def _parts(self, files: Sequence[str], inside: str) -> dict[str, str]:
        """Return the files that others of a tree include, whatever they are called and wherever they lie, each with the other."""
        dialect = next(d for d in DIALECTS if d.includes)
        own = (dialect.main,)
        parts = [f for f in files if os.path.basename(f) not in own and not recognition.is_included(f, dialect)]
        if not parts or len(files) == 1:
            return {}
        from carplint.inputs.inclusion import included  # few trees have such files

        sources = [s for f in files if (s := self._look(f, inside)) is not None and "include" in s.text]
        return included(sources, parts, dialect) if sources else {}

    def nodes(
        self, groups: dict[tuple[str, str], list[File]], paths: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], list[File]]:
        """Return the groups without those that are copies, versions or templates of others in a tree, and without strays."""
        if sum(f.source is not None for f in chain(*groups.values())) > 1:
            from carplint.inputs.named import split  # most runs have a tree, or one file

            groups = split(groups)
        bases = sorted(f"{files[0].root if name else root}/" for (name, root), files in groups.items())
        if any(b.startswith(a) for a, b in pairwise(bases)) or any(
            f.source is None and recognition.is_away(f.path, f.dialect) for f in chain(*groups.values())
        ):
            from carplint.inputs.strays import sort_out  # most files lie where their daemons read them

            folders = [os.path.abspath(path) for _, path in paths if path != "-" and os.path.isdir(path)]
            groups, strays, lost = sort_out(groups, folders, lambda path: self._look(path, ""))
            for path, why in strays.items():
                self.pass_over(path, why)
            self.near += lost
        alone = {}
        for (name, root), files in groups.items():
            mains = [f for f in files if f.dialect.main and f.source is None and not f.part]
            if len(mains) == 1 and not name and not recognition.is_included(mains[0].path, mains[0].dialect):
                alone[mains[0].path] = (name, root)
        if len(alone) < 2 or all(recognition.is_at_home(p, groups[key][0].dialect) for p, key in alone.items()):
            return groups
        from carplint.inputs.versions import kept  # most trees lay out their nodes as on a host, or have one

        found = kept(groups, alone, lambda path: self._look(path, ""))
        for path, why in found.passed.items():
            self.pass_over(path, why, "keepalived")
            self.left_out.append(f"{path}: {why}")
        self.sets = {
            f.root: found.sets[root] for (_, root), files in found.groups.items() if root in found.sets for f in files
        }
        if folders := sorted({os.path.relpath(folder) for folder in self.sets.values()}):
            self.left_out.append(f"{', '.join(folders)} against each other: they look like versions of one cluster")
        return found.groups

    def _rest(
        self,
        top: str,
        known: Sequence[tuple[str, Dialect]],
        others: Sequence[str],
        foreign: Sequence[str],
        inside: str,
    ) -> None:
        """Look at what no dialect takes: at names that are nearly those of one, and for commands, those of foreign files, too."""
        taken = {file for file, _ in known}
        rest = [f for f in others if f not in taken and not recognition.is_packaged(f, top)]
        if not rest and not foreign:
            return
        from carplint.inputs import near  # few trees have only what is read

        look = partial(self._look, inside=inside)
        for path, why in (*near.orphans(rest, taken), *near.masked(rest, taken)):
            self.pass_over(path, why)
            self.left_out.append(f"{path}: {why}")
        found = {f: n for f in rest if recognition.may_be_near(f) and (n := near.near(f, look)) is not None}
        self.near += found.values()
        for n in found.values():
            self.pass_over(n.path, n.why, n.dialect.name)
        for path, line, why in near.last_pass((f for f in (*rest, *foreign) if f not in found), inside):
            self.pass_over(path, f"line {line}: {why}" if line else why)
            self.noted.append((path, f"{path}:{line}: {why}" if line else f"{path}: {why}"))
