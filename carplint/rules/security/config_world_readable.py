"""Every user of the node can read a file with a secret key.

Why: anyone who knows the key can become MASTER from any machine on the segment.

Daemon: for a key file keepalived says "key file is readable by group or others" (2.4, vrrp/vrrp_parser.c); ucarp says
nothing.

Fix: chmod 600.

Exceptions: a VRRP password is sent in clear text anyway, and one on ucarp's command line shows in the process list,
so only passfiles and the keys of auth_hmac are checked. Copies of files often have other permissions: silent unless
the file is in its place on this machine, or another file of the node is not readable by all.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host
from carplint.text.finding import Finding
from carplint.text.source import Source, Span

CODE = "CL604"
NAME = "config-world-readable"
SEVERITY = "warning"
ON = "host"
NEEDS = "passfile auth_hmac"

_OTHERS = 0o004


def _readable(source: Source) -> bool:
    return source.mode is not None and bool(source.mode & _OTHERS)


def _rights_are_kept(host: Host, source: Source) -> bool:
    """Return whether the rights in the tree are those on the node."""
    others = [d.source.mode for d in host.documents if d.source.mode is not None]
    return (source.real or "").startswith("/etc/") or any(not mode & _OTHERS for mode in others)


def _secrets(host: Host) -> Iterator[tuple[Source, Span, str]]:
    """The files that hold a secret, each with the place to name and what it holds."""
    for router in host.virtual_routers:
        own = router.authentication
        if own is not None and own.passfile is not None and own.passfile.source is not None:
            yield own.passfile.source, own.passfile.path.span, "this passfile"
    configuration = configuration_of(host)
    for instance in configuration.instances if configuration is not None else ():
        key = instance.inner("auth_hmac", "key")
        if key is not None and len(key.words) > 2 and not key.words[2].startswith("file:"):
            yield key.span().source, key.span(), "the file with this key"


def check(host: Host) -> Iterator[Finding]:
    """One finding per such file and each place that names it."""
    for source, span, what in _secrets(host):
        if _readable(source) and _rights_are_kept(host, source):
            yield Finding(f"every user of {host.name} can read {what}: chmod 600", span)
