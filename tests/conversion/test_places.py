"""Where the findings of a conversion point to in its result: the files as they are written have there what is spoken of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from carplint.conversion import Choices, RefusedError, convert
from carplint.inputs.load import load
from carplint.text.finding import Finding
from carplint.text.source import Span
from tests.conversion.test_conversion import written
from tests.oracles import every
from tests.trees import RULES, SEED


def draw(length: int) -> str:
    return "rossocorvo17rossocorvo17rossocorvo17"[:length]


def of_result(finding: Finding, folder: Path) -> list[Span]:
    return [r.span for r in finding.related if r.span.source.path.startswith(f"{folder}/")]


PLACES = {
    ("migrate-timing/bad", "keepalived", "migrate-timing"): ["254", "206"],
    ("migrate-tie-break-inverts/bad", "keepalived", "migrate-tie-break-inverts"): ["236", "235"],
    ("migrate-assumed/bad", "keepalived", "migrate-assumed"): ["254"],
    ("migrate-vhid-octal/bad", "keepalived", "migrate-vhid-octal"): ["8"],
    ("migrate-ignoreifstate/bad", "keepalived", "migrate-ignoreifstate"): ["dont_track_primary"],
    ("migrate-nomcast/bad", "keepalived", "migrate-nomcast"): ["192.0.2.1", "192.0.2.2"],
    ("migrate-vhid-allocated/bad", "carp", "migrate-vhid-allocated"): [""],
    ("migrate-prefix/bad", "ucarp", "migrate-prefix"): ["192.0.2.50"],
    ("migrate-prefix-unknown/bad", "keepalived", "migrate-prefix-unknown"): ["192.0.2.10/32"],
    ("migrate-real-address/bad", "ucarp", "migrate-real-address"): ['SOURCE_ADDRESS=""'],
    ("migrate-real-address/bad", "interfaces", "migrate-real-address"): [" *# address: .*"],
    ("vrid-mismatch/good", "ucarp", "migrate-password"): ["/etc/ucarp/vip-51.pwd"],
    ("vrid-mismatch/good", "carp", "migrate-password"): ['PASSWORD=""'],
    ("vrid-mismatch/good", "interfaces", "migrate-password"): ["# carplint carries no password over: .*"],
}
"""For a fixture, a target and a rule: what stands at the places in the result, as regular expressions, all of them."""


@pytest.mark.parametrize(("fixture", "target", "rule"), PLACES)
def test_the_place_is_what_the_message_speaks_of(fixture: str, target: str, rule: str, tmp_path: Path) -> None:
    choices = Choices(allow_errors=True, output=str(tmp_path))
    result = convert(load([str(RULES / fixture)]), target, choices)
    spans = [s for f in result.report.findings if f.name == rule for s in of_result(f, tmp_path)]
    texts = {s.text for s in spans}
    wanted = PLACES[fixture, target, rule]
    assert texts == {t for t in texts for pattern in wanted if re.fullmatch(pattern, t)}
    assert {p for p in wanted if any(re.fullmatch(p, t) for t in texts)} == set(wanted), texts


AUTH = ["", "new", "keep"]


@pytest.mark.parametrize("auth", AUTH)
@pytest.mark.parametrize("target", ["keepalived", "ucarp", "carp", "interfaces"])
def test_every_place_is_there_in_the_files_as_they_are_written(target: str, auth: str, tmp_path: Path) -> None:
    count = 0
    fixtures = [SEED, *sorted(RULES.glob("migrate-*/bad*"))]
    for number, fixture in list(enumerate(fixtures))[AUTH.index(auth) % every(3) :: every(3)]:
        folder = tmp_path / str(number)
        try:
            choices = Choices(allow_errors=True, auth=auth, output=str(folder), draw=draw)
            result = convert(load([str(fixture)]), target, choices)
        except RefusedError:  # it is in this format already
            continue
        written(result, folder)
        hosts = {h.name for h in result.report.net.hosts}
        for finding in result.report.findings:
            for span in of_result(finding, folder):
                line, column = span.source.position(span.start)
                text = Path(span.source.path).read_text().split("\n")[line - 1]
                assert text[column - 1 :].startswith(span.text)
                assert span.source.host in hosts
                if finding.name == "migrate-secret" and auth == "new" and target != "ucarp":
                    assert span.text == draw(8 if target == "keepalived" else 19)
                count += 1
    assert count > 10


def test_a_script_points_to_the_line_of_the_wrapper_that_calls_it(tmp_path: Path) -> None:
    (tmp_path / "rc.local").write_text(
        "ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -z -u /usr/bin/tell -d /usr/bin/untell -B\n"
    )
    choices = Choices(output="new")
    report = convert(load([str(tmp_path / "rc.local")]), "keepalived", choices).report
    places = [(r.span.source.path.rpartition("/")[2], r.span.text) for f in report.findings for r in f.related]
    call = "    up) /etc/keepalived/vip-VI_7-up.sh eth0 192.0.2.10 ;;    # a copy of /usr/bin/tell"
    assert ("vip-VI_7.sh", call) in places
    assert ("vip-VI_7.sh", call.replace("up", "down").replace("/tell", "/untell")) in places


def test_without_a_folder_the_paths_are_those_of_the_headers() -> None:
    result = convert(load([str(SEED)]), "keepalived")
    paths = {r.span.source.path for f in result.report.findings for r in f.related}
    assert {f.path for f in result.files if f.path.endswith(".conf")} <= paths
