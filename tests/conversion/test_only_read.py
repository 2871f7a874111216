"""A virtual router of a dialect that is only read is not converted, and neither are its peers: that is said, not a traceback."""

from __future__ import annotations

import pytest

from carplint import load
from carplint.conversion import TARGETS, RefusedError, convert
from carplint.dialects.registry import DIALECTS
from carplint.model import Net
from tests.trees import SEED


def _with(net: Net, format: str) -> Net:
    """The same nodes, with the second one's virtual routers from files of another format."""
    first, second = net.hosts
    routers = tuple(r._replace(format=format, daemon="openbsd") for r in second.virtual_routers)
    return net._replace(hosts=(first, second._replace(virtual_routers=routers)))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("format", [d.name for d in DIALECTS if d.service is None])
def test_refusal_names_the_host(target: str, format: str) -> None:
    """Each target, each dialect without a service; not even --allow-errors converts it."""
    net = _with(load([str(SEED)]), format)
    with pytest.raises(RefusedError, match=f"carplint only reads files of format {format}") as refused:
        convert(net, target, allow_errors=True)
    findings = refused.value.report.findings
    assert {f.name for f in findings} == {"migrate-inexpressible"}
    assert all(f"is of format {format}, which carplint only reads" in f.message for f in findings)
