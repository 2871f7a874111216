"""The file that holds a uCarp password: `--passfile`, PASSFILE, UCARP_PASSFILE.

The daemon takes the first line, at most 511 bytes of it, without its newline; a carriage return and blanks at its
end count, and nothing else in the file does. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried with the daemon.
"""

from __future__ import annotations

from carplint.model import PassFile, Value
from carplint.text.finding import Finding
from carplint.text.reading import FOLDER, SPECIAL
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.text.reading import Find

_LONGEST = 511
_NO_FILE = {FOLDER: "a folder", SPECIAL: "a pipe, a socket or a device"}


def _read(item: Source | Finding) -> Source | None:
    """Return a file that was read, or looked into and found not to be text: the daemon does not mind that."""
    if isinstance(item, Finding):
        return item.span.source if item.name == "file-not-text" else None
    return item


def first_line(source: Source) -> str:
    """Return what the daemon takes for the password."""
    line = source.data[:_LONGEST].partition(b"\n")[0].partition(b"\0")[0]
    return line.decode(source.encoding, "replace")


def secret(find: Find | None, path: Value[str], here: Source) -> tuple[Value[str], PassFile]:
    """Return the password that a passfile holds, with the span of its path, and the file itself. The file is looked up
    only below the host's root, for a path that `here` holds; if it cannot be read the password is unknown."""
    if path.value is None:
        return path, PassFile(path)
    found = find(path.value, here) if find is not None and path.value.startswith("/") else None
    first = found[0] if found else None
    source = _read(first) if first is not None else None
    if source is not None:
        source.secret = True
        return Value(first_line(source), path.written, path.span), PassFile(path, source)
    why = "the passfile is not among the inputs"
    absent = found == [] and find is not None and bool(find(path.value.rpartition("/")[0] or "/", here))
    instead = ""
    if isinstance(first, Finding):
        why = f"the passfile: {first.message}"
        instead = _NO_FILE.get(first.message, "")
    return Value(None, path.written, path.span, why), PassFile(path, absent=absent, instead=instead)
