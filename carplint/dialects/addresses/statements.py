"""All statements of the files of an interface, those that no other reader looks at, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.shell.values import commands
from carplint.model import Host, HostFiles, Interface, Setting, Value, known, not_known
from carplint.text.source import Source

_BESIDE = {
    "ifcfg": ("route-{name}", "route6-{name}", "rule-{name}", "rule6-{name}", "ifroute-{name}", "routes"),
}
"""By format, the files that go with an interface `name` or with a `file`. Source: initscripts, ifup-routes; ifroute(5) and
routes(5) of SUSE, where the fourth word is the interface; systemd.unit(5)."""


def beside(host: Host | HostFiles, format: str, source: Source, name: str = "") -> Iterator[Source]:
    """Yield the files that go with another one."""
    for pattern in _BESIDE.get(format, ()):
        found = (host.files or not_known)(pattern.format(name=name, file=source.path.rpartition("/")[2]), source)
        yield from (f for f in found or () if isinstance(f, Source))


def statements(host: Host, interface: Interface) -> Iterator[Setting]:
    """Yield what the files of an interface say that something reads. The key of a line that is not a setting is its first word;
    that of one in a file beside, the name of the file."""
    source, shell = interface.span.source, interface.format == "ifcfg"
    yield from (s for s in interface.settings if not shell or is_known(known(s.key, "")))
    yield from (Setting(command, command) for command in (commands(source) if shell else ()))
    for own in beside(host, interface.format, source, interface.name):
        for line in re.finditer(r"(?m)^[ \t]*[^#;\[\s].*", own.text):
            if own.path.endswith("/routes") and not {*line[0].split()[3:4]} <= {"-", interface.name}:
                continue
            word = Value(own.path.rpartition("/")[2], "", own.span(*line.span()))
            yield Setting(word, word)
