"""The files below a folder, in the order of their names. Symbolic links that lead out of the tree are followed only on
request, and each folder is read once, however many links lead to it. Folders of other people's files are not entered, nor is what
the repository excludes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.dialects.dialect import Dialect
    from carplint.inputs.git import Tracked
    from carplint.inputs.ignored import Ignored
    from carplint.text.reading import Budget

FAR = 10_000
"""The most folders outside the tree that are read: a link to / must end, too."""

_NEVER = frozenset((".git", ".hg", ".svn", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".direnv"))
"""Folders of tools: what lies there is nobody's configuration."""
_VENDORED = frozenset(
    ".venv venv .tox .nox node_modules bower_components .terraform .vagrant .molecule vendor third_party third-party site-packages dist-packages .bundle"
    " .cache .eggs config-archive".split()
)
"""Folders of what others wrote, fetched by a tool; and of former states that one keeps: dispatch-conf of Gentoo has config-archive."""


class Walk:
    """A walk below `top`. `claims` gives the dialect that the path of a file gives away; what goes wrong is added to
    `errors`, what is left out to `left_out`, and to `passed` each path that is passed over, with the reason. `exclude` are the
    patterns of a configuration in `folder`."""

    def __init__(
        self,
        top: str,
        claims: Callable[[str], Dialect | None],
        errors: list[Finding],
        left_out: list[str],
        follow: bool,
        passed: list[tuple[str, str]],
        exclude: Sequence[str] = (),
        folder: str = ".",
        looked: Budget | None = None,
    ) -> None:
        self.top = top
        self.looked = looked or reading.Budget()
        self.claims = claims
        self.errors = errors
        self.left_out = left_out
        self.follow = follow
        self.inside = os.path.realpath(top)
        self.passed = passed
        self.exclude = exclude
        self.folder = folder
        self._ignored: Ignored | None = None
        self._tracked: Tracked | None = None
        self._tracked_within: set[str] = set()
        """Excluded folders that git tracks something in."""
        self.far = 0
        self.seen: set[str] = set()
        self.lost: list[tuple[str, Dialect]] = []
        """Links to what is not there, with their dialects."""

    def _leads_out(self, link: str) -> bool:
        return not self._is_inside(os.path.realpath(link))

    def _is_inside(self, real: str) -> bool:
        return os.path.commonpath((self.inside, real)) == self.inside

    def _leave_out(self, path: str) -> None:
        why = f"a symbolic link that leads out of {self.top}: it is not followed without --follow"
        if not os.path.exists(path):
            why = reading.lost_link(path)
        self.passed.append((path, why))
        self.left_out.append(f"{path}: {why}")

    def _fail(self, error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        self.errors.append(Finding(message, Source(str(error.filename), "").span(), name="file-unreadable"))

    def _holds_something(self, folder: str) -> bool:
        try:
            return any(self.claims(os.path.join(folder, name)) for name in os.listdir(folder))
        except OSError:
            return False

    def _enters(self, folder: str) -> bool:
        """Return whether a folder is read: one that links lead to only once, and not too many outside the tree."""
        if not self.follow:
            return True
        real = os.path.realpath(folder)
        if real in self.seen:
            return False
        self.seen.add(real)
        if not self._is_inside(real):
            self.far += 1
            if self.far == FAR + 1:
                self.left_out.append(
                    f"{folder}: links lead to more than {FAR} folders outside of {self.top}: the rest is not read"
                )
        return self.far <= FAR

    def _listed(self, folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
        """Return the folders in a folder, among them links to folders, and the other files, by their names."""
        folders: list[os.DirEntry[str]] = []
        files: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    (folders if _is_folder(entry) else files).append(entry)
        except OSError as error:
            self._fail(error)
        return folders, files

    def _passes_over(self, path: str, is_folder: bool) -> bool:
        """Return whether a path is passed over, and list it then."""
        name, why = os.path.basename(path), ""
        if is_folder and name in _VENDORED:
            why = "a folder of files that a tool fetched or keeps"
        elif what := self._excluded(path, is_folder):
            why = f"excluded by {what}"
        if why:
            self.passed.append((path + "/" * is_folder, why))
        return bool(why)

    def _excluded(self, path: str, is_folder: bool) -> str:
        """Return what excludes a path, "" if nothing does. What git tracks is not excluded by .gitignore, what else is in an excluded
        folder is."""
        if self._ignored is None:
            return ""
        within = os.path.dirname(path) in self._tracked_within
        what = self._ignored.why(path, is_folder) or (".gitignore" if within else "")
        if what not in (".gitignore", ".git/info/exclude"):
            return what
        if self._tracked is None:
            from carplint.inputs.git import Tracked  # most trees exclude nothing

            self._tracked = Tracked("/" if self.follow else self.inside, self.looked, self.left_out)
        tracked = self._tracked.has(path)
        if tracked and is_folder:
            self._tracked_within.add(path)
        return "" if tracked else what

    def _enter(self, folder: str, names: Sequence[str]) -> None:
        """Take into account what a folder says is excluded. Few trees say anything."""
        if self._ignored is None and (
            self.exclude or ".gitignore" in names or (folder == self.top and self._is_below())
        ):
            from carplint.inputs.ignored import Ignored

            self._ignored = Ignored(self.top, self.exclude, self.folder)
        if self._ignored is not None:
            self._ignored.enter(folder, names)

    def _is_below(self) -> bool:
        """Return whether the tree lies in a repository that excludes something."""
        folder = os.path.abspath(self.top)
        while not os.path.lexists(os.path.join(folder, ".git")):
            if folder == "/":
                return False
            folder = os.path.dirname(folder)
            if os.path.lexists(os.path.join(folder, ".gitignore")):
                return True
        return os.path.isfile(os.path.join(folder, ".git/info/exclude"))

    def files(self) -> Iterator[tuple[str, Dialect | None]]:
        """Yield the path of each file, and its dialect if the path gives that away."""
        waiting = [self.top]
        while waiting:
            folder = waiting.pop()
            if not self._enters(folder):
                continue
            folders, files = self._listed(folder)
            self._enter(folder, [f.name for f in files])
            inner = [f for f in folders if f.name not in _NEVER and not self._passes_over(f.path, True)]
            for path in (f.path for f in inner if not self.follow and f.is_symlink()):
                if self._leads_out(path) and self._holds_something(path):
                    self._leave_out(path)
            for file in files:
                dialect = self.claims(file.path)
                if not self.follow and dialect is not None and file.is_symlink() and self._leads_out(file.path):
                    self._leave_out(file.path)
                    if not os.path.exists(file.path):
                        self.lost.append((file.path, dialect))
                elif dialect is None or not self._passes_over(file.path, False):
                    yield file.path, dialect
            waiting += [f.path for f in reversed(inner) if self.follow or not f.is_symlink()]
        if self._ignored is not None and self._ignored.left <= 0:
            self.left_out.append(
                f"{self.top}: too many patterns of .gitignore for so many files: from one on nothing is excluded"
            )

    def is_excluded(self, path: str) -> bool:
        """Return whether a file that was yielded without a dialect is excluded; asked only where it matters."""
        return bool(self._excluded(path, False))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # as a link that leads in a circle
        return False
