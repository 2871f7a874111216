"""The file that holds a uCarp password: `--passfile`, PASSFILE, UCARP_PASSFILE.

The daemon takes the first line, at most 511 bytes of it, without its newline; a carriage return and blanks at its
end count, and nothing else in the file does. Source: ucarp 1.5.2, src/ucarp.c, case 'o'; tried with the daemon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carplint.model import PassFile, Value
from carplint.source import Source

if TYPE_CHECKING:
    from carplint.syntax.inclusion import Find

_LONGEST = 511


def first_line(source: Source) -> str:
    """What the daemon takes for the password."""
    line = source.data[:_LONGEST].partition(b"\n")[0].partition(b"\0")[0]
    return line.decode(source.encoding, "replace")


def secret(find: Find | None, path: Value[str], here: Source) -> tuple[Value[str], PassFile]:
    """The password that a passfile holds, with the place of its path, and the file itself. The file is looked up
    below the host's root only, for a path that `here` holds; where it cannot be read the password is unknown."""
    if path.value is None:
        return path, PassFile(path)
    found = find(path.value, here) if find is not None and path.value.startswith("/") else None
    source = next((f for f in found if isinstance(f, Source)), None) if found else None
    if source is not None:
        source.secret = True
        return Value(first_line(source), path.written, path.span), PassFile(path, source)
    why = "the passfile is not among the inputs"
    absent = found == [] and find is not None and bool(find(path.value.rpartition("/")[0] or "/", here))
    if found:
        why = "the passfile cannot be read"
    return Value(None, path.written, path.span, why), PassFile(path, absent=absent)
