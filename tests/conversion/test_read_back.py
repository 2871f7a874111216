"""read(write(Net′)) == Net′: what a conversion writes says what was meant, for fixtures and for made-up clusters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.conversion import TARGETS
from carplint.conversion.authentication import authenticated
from carplint.conversion.result import read_back
from carplint.conversion.routers import Target, converted
from carplint.dialects.debian.write import LONGEST, names_of
from carplint.dialects.registry import dialect_of
from carplint.inputs.load import load
from carplint.model import Net, Value, VirtualRouter, known
from carplint.model.target import CARP, GROUP, Converted, ConvertedNet
from carplint.text.version import NEWEST
from tests.conversion.made_clusters import DIALECTS, Made, clusters, loaded
from tests.trees import ROOT, SEED

SECRET = "zafferano42zafferano42zafferano42"


def net_prime(net: Net, target: str, together: bool = False) -> ConvertedNet:
    writer = TARGETS[target]
    after = converted(net, Target(target, writer.family, writer.fixed, NEWEST), together)
    return authenticated(after, "new", lambda length: SECRET[:length])


def facts(made: Converted, router: VirtualRouter, target: str) -> dict[str, object]:
    """What a router of the target says, as far as its launcher has a place for it."""
    after = made.after
    vips = [v.address.value for v in (*router.addresses, *router.excluded) if v.address.value is not None]
    group = router.multicast_group.value if router.multicast_group is not None else None
    secret = router.authentication.secret if router.authentication is not None else None
    own: dict[str, object] = {
        "host": router.host,
        "protocol": router.protocol,
        "daemon": router.daemon,
        "id": known(router.id, 0),
        "interface": known(router.interface, "").partition(":")[0],
        "main": vips[0].ip,
        "priority": known(router.priority, 0),
        "advskew": known(router.advskew, 0),
        "interval": known(router.interval, 0.0),
        "dead_ratio": known(router.dead_ratio, 0),
        "preempt": known(router.preempt, True),
        "track_link": known(router.track_link, True),
        "group": GROUP if group is None else str(group),
        "peers": {p.value for p in router.unicast_peers},
        "secret": known(secret, ""),
    }
    if after.unicast_peers:  # keepalived has no group then
        del own["group"]
    if target != "ucarp" and after.up_script is None:
        own["vips"] = sorted(map(str, vips))
    if target == "ucarp":  # it stands in a passfile, which is not a file of a dialect
        del own["secret"]
    if TARGETS[target].family == CARP:
        source = router.source_address if made.address is not None else None
        own |= {name: known(getattr(router, name), False) for name in ("shutdown", "neutral", "broadcast")}
        if target != "carp":  # there it is that of the node's own interface
            own["source"] = source.value if source is not None else None
            own |= {
                name: known(getattr(router, name), "")
                for name in ("up_script", "down_script", "script_parameter")
                if getattr(after, name) is not None
            }
    else:
        own["advertised"] = {v.address.value for v in router.addresses}
    return own


def compared(net: Net, target: str, together: bool = False) -> int:
    after = net_prime(net, target, together)
    result = read_back(tuple(TARGETS[target].write(after)), after, "")
    count = 0
    for host, routers in after.by_host.items():
        names = names_of(routers, after.hosts[host]) if target == "interfaces" else ("",) * len(routers)
        for made, name in zip(routers, names, strict=True):
            if len(name) > LONGEST:
                continue
            found = result.router(made)
            assert found is not None, made.after
            assert facts(made, found, target) == facts(made, made.after, target)
            count += 1
    return count


def values(router: VirtualRouter) -> Iterator[Value[Any]]:
    found: list[object] = [own for field in router for own in (field if isinstance(field, tuple) else (field,))]
    found += [own for vip in (*router.addresses, *router.excluded) for own in vip]
    yield from (own for own in found if isinstance(own, Value))


@settings(max_examples=40, deadline=None)
@given(clusters(vips=3), st.sampled_from(list(DIALECTS)), st.sampled_from(list(TARGETS)), st.booleans())
def test_made_up_clusters_are_read_as_they_were_meant(made: Made, source: str, target: str, together: bool) -> None:
    with loaded(made, source) as net:
        if source != target:
            assert compared(net, target, together)


FIXTURES = (SEED, ROOT / "fixtures/clusters/debian", *sorted((ROOT / "fixtures/rules").glob("migrate-*/*")))


@pytest.mark.parametrize("target", TARGETS)
def test_fixtures_are_read_as_they_were_meant(target: str) -> None:
    count = 0
    for path in FIXTURES:
        net = load([str(path)])
        if {r.format for r in net.virtual_routers} != {target}:
            count += compared(net, target)
    assert count > 20


def test_every_value_has_its_place_in_the_source() -> None:
    for path in FIXTURES:
        net = load([str(path)])
        for target in TARGETS:
            for made in (m for own in net_prime(net, target).by_host.values() for m in own):
                assert all(Path(v.span.source.path).is_relative_to(path) for v in values(made.after))
                was, now = (r.advskew or r.priority for r in (made.before, made.after))
                assert (was and was.span) == (now and now.span)


def test_the_writers_are_those_of_the_records() -> None:
    assert list(TARGETS) == ["keepalived", "ucarp", "carp", "interfaces"]
    assert all(dialect_of(name).service is not None for name in TARGETS)
