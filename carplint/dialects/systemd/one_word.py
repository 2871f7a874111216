"""A ${NAME} of a unit that holds several options: systemd puts it in as one word, where $NAME would be split at blanks.

Source: systemd.service(5), "Command lines"; tried with ucarp 1.5.2 and keepalived 2.2.7, of which neither starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.dialects.systemd.unit import Command, Unit
from carplint.model import Value
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Span

_SEVERAL = re.compile(r"-[^\s]*[ \t]+\S")
_BRACED = re.compile(r"(?<!\S)\$\{(\w+)\}(?!\S)")


def one_word(unit: Unit, command: Command, words: Sequence[Value[str]], daemon: str) -> Iterator[Finding]:
    """Yield the findings about such variables among the options of a command line; `words` are those that are options themselves."""
    long = [w.span for w in words if _SEVERAL.match(w.value or "") is not None]
    for match in _BRACED.finditer(command.place.text) if long else ():
        name = match[1]
        own = unit.variables.values.get(name)
        if own is None or own.span not in long:
            continue
        start = command.place.start + match.start()
        span = Span(command.place.source, start, start + len(match[0]))
        message = (
            f"${{{name}}} is one word for systemd, though it holds several options: {daemon} does not understand it and ends. "
            f"${name} is split at blanks"
        )
        fix = Fix(f"write ${name}", (Edit(span, f"${name}"),), safe=False)
        yield Finding(message, span, fix=fix, label=f"${name} is meant", name="systemd-command-unusable")
