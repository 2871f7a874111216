"""Where the files of hosts lie, as a configuration or an inventory states it."""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

import os
from collections.abc import Mapping
from typing import NamedTuple


class Places(NamedTuple):
    """Where the files of hosts lie: `paths` are absolute and lead to the name of the host, `folders` are names of folders
    that do."""

    paths: Mapping[str, str] = {}
    folders: Mapping[str, str] = {}

    def of(self, file: str) -> str | None:
        """The nearest stated place that a file is or lies in, absolute; or None. Names of folders count as far as they
        are in the path that was given."""
        if not (self.paths or self.folders):
            return None
        parts = os.path.abspath(file).split("/")
        given = len(os.path.normpath(file).strip("/").split("/"))
        for up in range(len(parts)):
            place = "/".join(parts[: len(parts) - up]) or "/"
            if place in self.paths or (0 < up < given and os.path.basename(place) in self.folders):
                return place
        return None

    def host(self, place: str) -> str:
        """The name of the host at a place; "" where none is stated."""
        return self.paths.get(place) or self.folders.get(os.path.basename(place), "")
