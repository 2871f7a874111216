"""The places of hosts' files, as a configuration or an inventory states them."""

import os
from collections.abc import Mapping

from carplint.text.typing import NamedTuple


class Places(NamedTuple):
    """The places of hosts' files: `paths` maps absolute paths to names of hosts, `folders` maps names of folders to
    them."""

    paths: Mapping[str, str] = {}
    folders: Mapping[str, str] = {}

    def of(self, file: str) -> str | None:
        """Return the nearest stated place that a file is or lies in, absolute, or None. Names of folders count only
        within the path that was given."""
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
        """Return the name of the host at a place, or ""."""
        return self.paths.get(place) or self.folders.get(os.path.basename(place), "")
