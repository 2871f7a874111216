"""A file beside the vip files has a name that the launcher does not take.

Why: it looks like a vip file and nothing reads it: no daemon starts, and no message says so.

Daemon: the launcher of the ucarp service takes vip-DIGITS.conf only, with `egrep '^vip-[[:digit:]]+\\.conf$'`, that of the carp
service vip-*.conf; case counts. Source: ucarp.init and libexec/ucarp/ucarp of EPEL; the init script of the carp service.

Fix: rename it to vip-NNN.conf with the number of its VHID.

Exceptions: backups and examples (vip-001.conf.rpmsave, vip-001.conf.example) are not meant as vip files, so they are
not reported; nor is a file that sets VID, whose launcher takes any name, or one with the number of a vip file that is taken. Of a
host without any vip file host-without-active-file speaks.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Document, Net
from carplint.text.finding import Finding, Related
from carplint.text.source import Source

CODE = "CL346"
NAME = "ucarp-file-name"
SEVERITY = "error"
ON = "net"
NEEDS = "ucarp passed-over"

_LIKE_ONE = re.compile(r"(?i)vip-.+\.conf")
_NUMBER = re.compile(r"(?i)vip[-_. ]?([0-9]{1,8})[^/]*")
_MEANT = ("sample", "backup", "template")
"""The kinds of files that are beside the vip files on purpose."""
_TAKEN = {"carp": "vip-*.conf", "ucarp": "vip-DIGITS.conf"}


@lru_cache(maxsize=64)
def _source(path: str, host: str) -> Source:
    """Return a file of which nothing but the name counts."""
    source = Source(path, "")
    source.host = host
    return source


def _beside(net: Net) -> Iterator[Finding]:
    """The files beside vip files that are nearly named as one, of another number than all that are taken, and dead links."""
    from carplint.inputs.near import kind_of  # few folders have such a file

    folders: dict[tuple[str, str], list[Document]] = {}
    for document in (d for h in net.hosts for d in h.documents if d.format in _TAKEN):
        folders.setdefault((document.format, document.source.path.rpartition("/")[0]), []).append(document)
    for file in (f for f in net.listed if f.state == "passed over" and f.format in _TAKEN):
        folder, _, name = file.path.rpartition("/")
        beside, match = folders.get((file.format, folder), ()), _NUMBER.fullmatch(name)
        if not beside or match is None or kind_of(name)[0] in _MEANT:
            continue
        called = [d.source.path.rpartition("/")[2] for d in beside]
        called = [other for other in called if other != COMMON]
        names = [_NUMBER.fullmatch(other) for other in called]
        if called and int(match[1]) not in {int(n[1]) for n in names if n is not None}:
            message = f"{name}: {file.why}; the launcher reads {_TAKEN[file.format]}, so no daemon starts for it"
            yield Finding(
                message,
                _source(file.path, beside[0].source.host).span(),
                (Related(beside[0].source.span(), "this one is read"),),
            )


def check(net: Net) -> Iterator[Finding]:
    """Every document of the ucarp service that became no virtual router, and every file beside those of both that nobody reads."""
    for host in net.hosts:
        read = {id(r.span.source) for r in host.virtual_routers}
        for document in (d for d in host.documents if d.format == "ucarp"):
            name = document.source.path.rpartition("/")[2]
            if name != COMMON and _LIKE_ONE.fullmatch(name) is not None and id(document.source) not in read:
                message = f"{name} is not named vip-DIGITS.conf, so the launcher never reads it, and no daemon starts"
                yield Finding(message, document.source.span())
    if any(f.state == "passed over" for f in net.listed):
        yield from _beside(net)
