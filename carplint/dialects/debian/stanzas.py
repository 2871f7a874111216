"""The contents of /etc/network/interfaces: stanzas, and which interfaces come up."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from carplint.model import Host, Value
from carplint.text.typing import NamedTuple


class Option(NamedTuple):
    """An option of a stanza: its name, and what its lines say, one after the other. `key` is the name as first written."""

    name: str
    key: Value[str]
    parts: tuple[Value[str], ...]

    @property
    def value(self) -> str:
        """The value that ifupdown has: the values joined by line ends."""
        return "\n".join(p.value or "" for p in self.parts)


class Stanza(NamedTuple):
    """An `iface` stanza: its name, address family and method, and its options with those that it inherits. `own` are
    its own lines: names and values as written; `inherits` names the stanza that it inherits from."""

    name: Value[str]
    family: Value[str]
    method: Value[str]
    options: tuple[Option, ...] = ()
    own: tuple[tuple[Value[str], Value[str]], ...] = ()
    inherits: Value[str] | None = None

    def option(self, name: str) -> Option | None:
        """Return the option of that name; of a command the last one."""
        return next((o for o in reversed(self.options) if o.name == name), None)


class Selection(NamedTuple):
    """A line that names interfaces: `word` is auto, allow-hotplug, no-scripts, rename and the like."""

    word: Value[str]
    names: tuple[Value[str], ...]

    @property
    def comes_up(self) -> bool:
        """True if the interfaces are brought up by something."""
        return self.word.value == "auto" or (self.word.value or "").startswith("allow-")


class Definitions:
    """The definitions in a host's files. `whole` is False if a file may be missing, or a line was refused, so that what
    is not here may still be meant; `patterns` are those of `mapping` stanzas."""

    def __init__(
        self,
        stanzas: tuple[Stanza, ...],
        selections: tuple[Selection, ...],
        patterns: tuple[Value[str], ...],
        whole: bool,
    ) -> None:
        self.stanzas = stanzas
        self.selections = selections
        self.patterns = patterns
        self.whole = whole
        self._named: dict[str, list[Stanza]] = {}
        for stanza in stanzas:
            self._named.setdefault(stanza.name.value or "", []).append(stanza)
        names = [n for s in selections if s.comes_up for n in s.names]
        self._selected = {(n.value or "").partition("=")[0]: n for n in reversed(names)}
        self._devices: dict[str, list[Value[str]]] = {}
        for name in names:
            device, sign, logical = (name.value or "").partition("=")
            self._devices.setdefault(logical if sign else device, []).append(name)
        self._silent = [n for s in selections if s.word.value == "no-scripts" for n in s.names]
        self._heirs = {s.inherits.value for s in stanzas if s.inherits is not None}

    def named(self, name: str) -> Sequence[Stanza]:
        """Return the stanzas of a name; they add up."""
        return self._named.get(name, ())

    def is_template(self, stanza: Stanza) -> bool:
        """Return whether other stanzas inherit from one that does not come up by itself."""
        return stanza.name.value in self._heirs and self.selected(stanza.name.value or "") is None

    def selected(self, name: str) -> Value[str] | None:
        """Return where an interface is said to come up by itself, by `auto` or an `allow-` class, or None."""
        return self._selected.get(name)

    def without_scripts(self, name: str) -> Value[str] | None:
        """Return the pattern of a `no-scripts` line that keeps ifup from running its hooks for a stanza."""
        return next((p for p in self._silent if fnmatchcase(name, p.value or "")), None)

    def devices(self, name: str) -> Sequence[Value[str]]:
        """Return the names by which a stanza is said to come up: its own, or DEVICE=NAME."""
        return self._devices.get(name, ())


def definitions_of(host: Host) -> Definitions | None:
    """Return the definitions in a host's /etc/network/interfaces, or None if it has none."""
    return host.of(Definitions)
