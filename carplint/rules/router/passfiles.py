"""What the rules about passfiles ask of the model."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model import Net, PassFile, Value


def passfiles(net: Net) -> Iterator[tuple[Value[str], PassFile]]:
    """The passwords that stand in passfiles which were read, each with its file, one a file and place."""
    seen = set()
    for router in net.virtual_routers:
        own = router.authentication
        if own is None or own.passfile is None or own.passfile.source is None or own.secret is None:
            continue
        span = own.passfile.path.span
        if (id(span.source), span.start) not in seen:
            seen.add((id(span.source), span.start))
            yield own.secret, own.passfile
