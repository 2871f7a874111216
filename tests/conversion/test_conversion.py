"""Conversion: what is written, that the real programs take it, and what is said about losses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import nullcontext
from functools import reduce
from ipaddress import IPv4Address
from operator import and_
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_page import CONVERSIONS

from carplint.checking.lint import check
from carplint.cli.main import main
from carplint.conversion import Choices, Conversion, RefusedError, convert
from carplint.conversion.elections import HIGHEST, priorities
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from carplint.model import Net
from carplint.model.election import master_down_time, rank, timer
from tests.conversion.plan.test_plan import instance
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces
from tests.trees import ROOT, SEED

GOLDEN = Path(__file__).parent / "golden"
LOSSES = sorted((ROOT / "fixtures" / "rules").glob("migrate-*/*"))


def converted(*paths: Path, to: str) -> Conversion:
    return convert(load([str(p) for p in paths]), to)


def written(result: Conversion, folder: Path) -> Path:
    for file in result.files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text)
        target.chmod(file.mode)
    return folder


def other(net: Net) -> str:
    return "carp" if net.virtual_routers[0].format == "keepalived" else "keepalived"


def test_the_seed_as_keepalived_reads_like_this(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = convert(load(["fixtures/clusters/seed"]), "keepalived")
    assert [f.path for f in result.files] == [
        "sl-0-extappdev1/etc/keepalived/keepalived.conf",
        "sl-0-extappdev2/etc/keepalived/keepalived.conf",
        "PLAN.md",
    ]
    for file in result.files[:2]:
        golden = GOLDEN / f"{file.path.split('/')[0]}.keepalived.conf"
        assert file.text == golden.read_text()


@needs("keepalived")
@needs_namespaces
@pytest.mark.parametrize(
    "source", [SEED, *(p for p in LOSSES if p.name.startswith("bad"))], ids=lambda p: f"{p.parent.name}-{p.name}"
)
def test_keepalived_takes_what_was_written_without_a_word(source: Path, tmp_path: Path) -> None:
    net = load([str(source)])
    if source is not SEED and source.parent.name in CONVERSIONS:
        pytest.skip("its source is keepalived.conf, which the target must not take")
    if other(net) != "keepalived":
        files = sorted(source.rglob("keepalived.conf"))
    else:
        files = sorted(written(convert(net, "keepalived"), tmp_path).rglob("keepalived.conf"))
    assert files
    with namespace(["eth0", "eth1"]) as inside:
        for file in files:
            run = subprocess.run([*inside, "keepalived", "-t", "-f", str(file)], capture_output=True, text=True)
            assert (run.returncode, run.stdout + run.stderr) == (0, ""), file.read_text()


def test_the_result_is_clean_for_carplint_itself(tmp_path: Path) -> None:
    report = check(load([str(written(converted(SEED, to="keepalived"), tmp_path))]))
    assert [f.message for f in report.findings] == []
    assert len(report.net.clusters) == 1


def test_the_same_node_wins_and_waits_as_long(tmp_path: Path) -> None:
    before = load([str(ROOT / "fixtures/rules/migrate-timing/bad")])
    after = load([str(written(convert(before, "keepalived"), tmp_path))])
    waits = {r.host: timer(r) for r in before.virtual_routers}
    for router in after.virtual_routers:
        # advskew 0 would be priority 256: the best node has 254, so it waits 2/256 s longer.
        assert abs((timer(router) or 0) - (waits[router.host] or 0)) <= 2 / 256
    assert order(before) == order(after)


def order(net: Net) -> list[str]:
    return [r.host for r in sorted(net.virtual_routers, key=lambda r: rank(r) or (0.0, 0))]


def test_a_tie_goes_to_the_lower_source_address() -> None:
    result = converted(ROOT / "fixtures/rules/migrate-tie-break-inverts/bad", to="keepalived")
    by_host = {f.path.split("/")[0]: f.text for f in result.files}
    assert "priority 236 " in by_host["lb1"]
    assert "priority 235 " in by_host["lb2"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # slow is the machine, under load
@given(st.lists(st.integers(-600, 256), min_size=1, max_size=254).map(lambda n: sorted(n, reverse=True)))
def test_priorities_are_distinct_ordered_and_near(wanted: list[int]) -> None:
    got = priorities(wanted)
    assert got == sorted(set(got), reverse=True)
    assert got[-1] >= 1
    assert got[0] <= HIGHEST
    if len(set(wanted)) == len(wanted) and wanted[-1] >= 1 and wanted[0] <= HIGHEST:
        assert got == wanted


def test_there_and_back_is_the_same_cluster(tmp_path: Path) -> None:
    first = load([str(written(converted(SEED, to="keepalived"), tmp_path / "there"))])
    back = load([str(written(convert(first, "carp"), tmp_path / "back"))])
    seed = load([str(SEED)])
    for one, two in zip(seed.virtual_routers, back.virtual_routers, strict=True):
        assert one.id is not None
        assert two.id is not None
        assert (one.host, one.id.value, one.vips) == (two.host, two.id.value, two.vips)
        assert one.preempt is not None
        assert two.preempt is not None
        assert one.preempt.value == two.preempt.value
        assert IPv4Address("172.16.17.87") in (two.vips or ())
    assert order(back) == order(seed)


def test_carp_files_are_shell_and_private(tmp_path: Path) -> None:
    result = converted(ROOT / "fixtures/rules/vrid-mismatch/good", to="carp")
    folder = written(result, tmp_path)
    vips = sorted(folder.rglob("vip-*.conf"))
    assert [p.name for p in vips] == ["vip-51.conf", "vip-51.conf"]
    for path in vips:
        assert path.stat().st_mode & 0o777 == 0o600
    for path in [*vips, *folder.rglob("ifcfg-*")]:
        subprocess.run(["sh", "-n", str(path)], check=True)


@pytest.mark.parametrize("source", LOSSES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_each_loss_is_said_where_it_is_and_only_there(source: Path) -> None:
    net = load([str(source)])
    example = {"to": other(net), **CONVERSIONS.get(source.parent.name, {})}
    names = {f.name for f in convert(net, example.pop("to"), Choices(**example)).report.findings}
    assert (source.parent.name in names) == source.name.startswith("bad")


def test_no_password_is_written_or_said(tmp_path: Path) -> None:
    result = converted(ROOT / "fixtures/rules/migrate-password/bad", to="keepalived")
    for text in [*(f.text for f in result.files), *(f.message for f in result.report.findings)]:
        assert "rosso-corvo-17" not in text


@pytest.mark.parametrize(
    ("fixture", "target", "reason"),
    [
        ("rules/ucarp-password-mismatch/bad", "keepalived", "1 error that would make the result meaningless"),
        ("rules/ucarp-vip-mismatch/bad", "keepalived", "1 error that would make the result meaningless"),
        ("rules/vrid-mismatch/good", "keepalived", "the inputs are keepalived already"),
        ("rules/ifcfg-unknown-key/good", "keepalived", "no virtual router was read"),
    ],
)
def test_what_makes_no_sense_is_refused(fixture: str, target: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        converted(ROOT / "fixtures" / fixture, to=target)


def test_a_broken_source_is_converted_when_asked_for() -> None:
    net = load([str(ROOT / "fixtures/rules/ucarp-password-mismatch/bad")])
    assert len(convert(net, "keepalived", allow_errors=True).files) == 3


def test_one_node_alone_says_what_was_assumed(tmp_path: Path) -> None:
    shutil.copytree(SEED / "sl-0-extappdev2", tmp_path / "sl-0-extappdev2")
    result = converted(tmp_path, to="keepalived")
    assert "migrate-assumed" in {f.name for f in result.report.findings}


OLD = """! our pair
global_defs {
    router_id lb1
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    # the id
    virtual_router_id 51
    priority 100
    down_timer_adverts 5 # slow
    vmac_garp_intvl 5
    auth_hmac {
        key 1 abcdefghijklmnopqrstuvwxyz012345
        active_key 1
    }
    virtual_ipaddress {
        192.0.2.50/24
    }
}
"""


def upgraded(tmp_path: Path, text: str, version: tuple[int, int, int]) -> Conversion:
    (tmp_path / "keepalived.conf").write_text(text)
    return convert(load([str(tmp_path / "keepalived.conf")]), "keepalived", Choices(version=version))


def test_another_release_renames_and_drops_and_keeps_the_rest(tmp_path: Path) -> None:
    result = upgraded(tmp_path, OLD, (2, 2, 7))
    text = result.files[0].text
    assert text == OLD.replace("vmac_garp_intvl", "garp_extra_if").replace(
        "    auth_hmac {\n        key 1", "    # keepalived 2.2.7 does not know it: auth_hmac {\n        # key 1"
    ).replace("        active_key 1\n    }", "        # active_key 1\n    # }")
    assert sorted(f.name for f in result.report.findings) == ["migrate-dropped-keyword", "migrate-renamed-keyword"]
    assert upgraded(tmp_path, text, (2, 2, 7)).files[0].text == text
    assert upgraded(tmp_path, text, (2, 2, 7)).report.findings == ()


def test_nothing_to_do_for_a_release_changes_no_byte(tmp_path: Path) -> None:
    for path in sorted((ROOT / "fixtures" / "rules").glob("*/good/keepalived.conf"))[:60]:
        net = load([str(path)])
        if {r.format for r in net.virtual_routers} == {"keepalived"}:
            result = convert(net, "keepalived", Choices(allow_errors=True, version=(2, 4, 3)))
            if not result.report.findings:
                for file in result.files[:-1]:
                    before = path.parent / file.path.partition("/etc/keepalived/")[2]
                    assert file.text.encode(file.encoding) == before.read_bytes()


def test_each_vip_of_an_instance_gets_an_id_of_its_own(tmp_path: Path) -> None:
    result = converted(ROOT / "fixtures/rules/migrate-vhid-allocated/bad", to="carp")
    ids = {f.path.rpartition("/")[2]: f.path for f in result.files if "/vip-" in f.path}
    assert sorted(ids) == ["vip-51.conf", "vip-52.conf"]
    net = load([str(written(result, tmp_path))])
    assert {(r.id and r.id.value, str(min(r.vips or ()))) for r in net.virtual_routers} == {
        (51, "192.0.2.50"),
        (52, "192.0.2.51"),
    }


def test_a_custom_script_is_called_through_a_wrapper(tmp_path: Path) -> None:
    etc = tmp_path / "lb1" / "etc"
    etc.mkdir(parents=True)
    script = "#!/bin/sh\nip addr add $2/24 dev $1\n/usr/local/bin/tell-the-switch $3\n"
    plain = "#!/bin/sh\nip addr del $2/24 dev $1\n"
    (etc / "vip-up.sh").write_text(script)
    (etc / "vip-down.sh").write_text(plain)
    (etc / "rc.local").write_text(
        "ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -z -x web -u /etc/vip-up.sh -d /etc/vip-down.sh -B\n"
    )
    result = converted(tmp_path / "lb1" / "etc" / "rc.local", tmp_path / "lb1", to="keepalived")
    by_name = {f.path.rpartition("/")[2]: f for f in result.files}
    assert "notify_master" in by_name["keepalived.conf"].text
    wrapper = by_name["vip-VI_7.sh"]
    assert wrapper.mode == 0o755
    assert "up) /etc/keepalived/vip-VI_7-up.sh eth0 192.0.2.10 web ;;" in wrapper.text
    assert by_name["vip-VI_7-up.sh"].text == script.replace("ip addr", "# keepalived does this: ip addr")


def test_secrets_are_the_same_on_all_nodes_and_private(tmp_path: Path) -> None:
    net = load([str(SEED)])
    result = convert(net, "keepalived", Choices(auth="hmac"))
    keys = {line.split()[-1] for f in result.files for line in f.text.splitlines() if line.strip().startswith("key 1")}
    assert len(keys) == 1
    assert len(min(keys)) == 32
    assert {f.mode for f in result.files if "keepalived.conf" in f.path} == {0o600}
    assert not any(min(keys) in f.text for f in result.shown)
    with pytest.raises(RefusedError, match="has no auth_hmac"):
        convert(net, "keepalived", Choices(auth="hmac", version=(2, 2, 7)))
    with pytest.raises(RefusedError, match="an HMAC of its own"):
        convert(load([str(ROOT / "fixtures/rules/vrid-mismatch/good")]), "carp", Choices(auth="hmac"))


def test_the_plan_never_has_both_daemons_running() -> None:
    result = convert(load([str(SEED)]), "keepalived", Choices(plan="json"))
    steps = json.loads(result.files[-1].text)["steps"]
    stops = [s["number"] for s in steps if any(c.startswith("service carp stop") for c in s["commands"])]
    starts = [s["number"] for s in steps if any(c.startswith("systemctl start") for c in s["commands"])]
    assert len(stops) == len(starts) == 2
    assert max(stops) < min(starts)
    assert [s["host"] for s in steps if s["phase"] == "stop"] == ["sl-0-extappdev2"]
    assert all(s["undo"] for s in steps if any(" start" in c or " stop" in c for c in s["commands"]))


@pytest.mark.parametrize("name", ["eth0$(touch x)", "eth0`x`", 'eth0";x;"'])
def test_no_name_of_the_source_becomes_a_command(tmp_path: Path, name: str) -> None:
    (tmp_path / "keepalived.conf").write_text(OLD.replace("interface eth0", f"interface {name}"))
    for target in ("carp", "ucarp"):
        result = converted(tmp_path / "keepalived.conf", to=target)
        assert not any(sign in f.text for f in result.files for sign in ("$(", "`x", ";x;"))


@needs("keepalived")
@needs_namespaces
def test_keepalived_takes_the_wrapper_of_a_script(tmp_path: Path) -> None:
    (tmp_path / "rc.local").write_text("ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -z -u /usr/bin/true -B\n")
    folder = written(converted(tmp_path / "rc.local", to="keepalived"), tmp_path / "new")
    (file,) = folder.rglob("keepalived.conf")
    (wrapper,) = folder.rglob("*.sh")
    subprocess.run(["sh", "-n", str(wrapper)], check=True)
    with namespace(["eth0"]) as inside:
        file.write_text(file.read_text().replace("/etc/keepalived/vip-VI_7.sh up", "/usr/bin/true up"))
        run = subprocess.run([*inside, "keepalived", "-t", "-f", str(file)], capture_output=True, text=True)
    assert (run.returncode, run.stdout + run.stderr) == (0, ""), file.read_text()


def test_a_debian_file_is_kept_with_the_options_put_in(tmp_path: Path) -> None:
    before = "auto eth0\niface eth0 inet static\n\taddress 192.0.2.11/24\n\nauto eth1\niface eth1 inet dhcp\n"
    for name, text in (("network/interfaces", before), ("keepalived/keepalived.conf", OLD)):
        path = tmp_path / "lb1" / "etc" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    result = converted(tmp_path / "lb1", to="interfaces")
    after = next(f.text for f in result.files if f.path.endswith("network/interfaces")).splitlines()
    assert [line for line in after if line in before.splitlines()][: len(before.splitlines())] == before.splitlines()
    assert after[3].startswith("\t# VHID 51, by carplint")
    assert after[4:7] == ["\t# the id", "\tucarp-vid 51", "\tucarp-vip 192.0.2.50"]
    assert "ifdown eth0; ifup eth0 " in result.files[-1].text


def test_an_alias_with_another_address_keeps_its_file(tmp_path: Path) -> None:
    scripts = tmp_path / "lb1" / "etc" / "sysconfig" / "network-scripts"
    scripts.mkdir(parents=True)
    (scripts / "ifcfg-eth0:0").write_text("DEVICE=eth0:0\nIPADDR=192.0.2.77\nNETMASK=255.255.255.0\n")
    (scripts / "ifcfg-eth0:1").write_text("DEVICE=eth0:1\nIPADDR=192.0.2.50\nNETMASK=255.255.255.0\n")
    path = tmp_path / "lb1" / "etc" / "keepalived" / "keepalived.conf"
    path.parent.mkdir()
    path.write_text(OLD)
    result = convert(load([str(tmp_path / "lb1")]), "carp", Choices(auth="new", draw=lambda n: "x" * n))
    written_files = {f.path.rpartition("/")[2] for f in result.files}
    assert "ifcfg-eth0:0" not in written_files
    assert "ifcfg-eth0:1" in written_files


def test_the_plan_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    main(["convert", str(SEED), "--to", "keepalived"])
    shown = capsys.readouterr().out.partition("==> PLAN.md <==\n")[2].rstrip("\n")
    assert shown == convert(load([str(SEED)]), "keepalived").files[-1].text.rstrip("\n")
    assert " -p 112 " in shown
    assert "password" not in shown.split()


def ucarp_node(folder: Path, number: int, lines: str) -> None:
    """A node of Fedora's service with one VIP and its own interface's file."""
    ucarp = folder / f"lb{number}" / "etc" / "ucarp"
    ucarp.mkdir(parents=True)
    text = f"BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\nVIP_ADDRESS=192.0.2.10\n{lines}"
    (ucarp / "vip-001.conf").write_text(text)


def test_all_nodes_have_a_password_or_none(tmp_path: Path) -> None:
    """A node that sends one and a node that has none are both MASTER."""
    ucarp_node(tmp_path, 11, 'PASSWORD=correcthorse\nOPTIONS="--shutdown"\n')
    ucarp_node(tmp_path, 12, 'PASSFILE=/etc/elsewhere\nOPTIONS="--shutdown --advskew=100"\n')
    result = convert(load([str(tmp_path)]), "keepalived", Choices(auth="keep"))
    assert not any("auth_pass" in f.text for f in result.files)
    said = [f.span.source.host for f in result.report.findings if "so no node gets one" in f.message]
    assert said == ["lb11", "lb12"]


@needs("keepalived")
@needs_namespaces
def test_comments_that_are_carried_over(tmp_path: Path) -> None:
    ucarp_node(
        tmp_path,
        11,
        "#!no shebang\nNOTE='a # b' # node 1\n# the share \\\\server\\share\\\nX=1\n# colleagues want theirs\nPASSWORD=seven # was six\n# its password is seven, not seventeen\n",
    )
    file = next((tmp_path / "lb11").rglob("vip-001.conf"))
    file.write_text(f"#!/bin/bash\n{file.read_text()}")
    text = next(f.text for f in convert(load([str(tmp_path)]), "keepalived").files if f.path.endswith(".conf"))
    carried = text.partition("vip-001.conf\n")[2].partition("vrrp_instance")[0]
    assert carried == "# no shebang\n# node 1\n# the share \\\\server\\share\n# its password is •••, not seventeen\n"
    (tmp_path / "keepalived.conf").write_text(text)
    with namespace(["eth0"]) as inside:
        command = [*inside, "keepalived", "-t", "-f", str(tmp_path / "keepalived.conf")]
        run = subprocess.run(command, capture_output=True, text=True)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_the_firewall_lets_pass_what_is_really_sent(tmp_path: Path) -> None:
    ucarp_node(tmp_path, 11, 'PASSWORD=x\nOPTIONS="--shutdown --nomcast"\n')
    ucarp_node(tmp_path, 12, 'PASSWORD=x\nOPTIONS="--shutdown --nomcast --advskew=100"\n')
    result = convert(load([str(tmp_path)]), "keepalived")
    said = [f.message for f in result.report.findings if f.name == "migrate-protocol-112"]
    assert ["protocol 112 from 192.0.2.12 pass" in said[0], "from 192.0.2.11 pass" in said[1]] == [True, True]
    assert not any("224.0.0.18" in message for message in said)


def test_who_takes_over_stays_the_same_where_the_intervals_differ(tmp_path: Path) -> None:
    """Seen on ucarp 1.5.2: when lb11 fails lb14 takes over after 4.0 s, before the others."""
    for number, options in ((11, "-k 0"), (12, "-k 255 -P"), (13, "-k 254"), (14, "-k 0 -b 2 -r 2")):
        ucarp_node(tmp_path, number, f'PASSWORD=x\nOPTIONS="--shutdown {options}"\n')
    before = load([str(tmp_path)])
    result = convert(before, "keepalived", Choices(version=(2, 2, 7)))
    after = load([str(written(result, tmp_path / "new"))])

    def succession(net: Net) -> list[str]:
        return [r.host for r in sorted(net.virtual_routers, key=lambda r: master_down_time(r) or 0)]

    assert succession(before) == succession(after) == ["lb11", "lb14", "lb13", "lb12"]
    assert not any(f.name == "migrate-inexpressible" for f in result.report.findings)
    older = convert(before, "keepalived", Choices(version=(2, 0, 10)))
    lost = [f.message for f in older.report.findings if f.name == "migrate-inexpressible"]
    assert lost
    assert "a different node takes over" in lost[0]


def test_a_release_without_unicast_gets_none(tmp_path: Path) -> None:
    """keepalived 1.2.7 takes the braces of unicast_peer for those of other blocks, and has no VIP then."""
    for number in (11, 12):
        ucarp_node(tmp_path, number, f'PASSWORD=x\nOPTIONS="--shutdown --nomcast --advskew={number}"\n')
    result = convert(load([str(tmp_path)]), "keepalived", Choices(version=(1, 2, 7)))
    assert not any("unicast" in f.text for f in result.files if f.path.endswith("keepalived.conf"))
    said = [f.message for f in result.report.findings if f.name == "migrate-nomcast"]
    assert len(said) == 2
    assert all("it became multicast: unicast needs 1.2.10" in message for message in said)
    old = Settings(default=HostSettings(target=(1, 2, 7)))
    after = load([str(written(result, tmp_path / "new"))], settings=old)
    assert [str(v.address.value) for r in after.virtual_routers for v in r.addresses] == ["192.0.2.10/32"] * 2
    assert not any(f.severity == "error" for f in check(after).findings)


def test_a_release_older_than_any_that_is_known_gets_all_statements(tmp_path: Path) -> None:
    ucarp_node(tmp_path, 11, 'PASSWORD=x\nOPTIONS="--shutdown -k 7 -z"\n')
    result = convert(load([str(tmp_path)]), "keepalived", Choices(version=(1, 0, 1)))
    lines = next(f.text for f in result.files if f.path.endswith("keepalived.conf")).splitlines()
    for statement in ("interface eth0", "priority 249    # advskew 7", "advert_int 1    # advbase 1", "nopreempt"):
        assert any(line.startswith(f"    {statement}") for line in lines), statement


def test_keepalived_before_2_0_0_has_the_vip_an_interval_later(tmp_path: Path) -> None:
    ucarp_node(tmp_path, 11, 'PASSWORD=x\nOPTIONS="--shutdown -b 2"\n')
    ucarp_node(tmp_path, 12, 'PASSWORD=x\nOPTIONS="--shutdown -b 2 -k 100"\n')
    net = load([str(tmp_path)])

    def said(*version: int) -> str:
        report = convert(net, "keepalived", Choices(version=(version[0], version[1], version[2]))).report
        return next(f.message for f in report.findings if "takes over" in f.message and f.span.source.host == "lb12")

    assert "takes over 6.391 s after the last advertisement" in said(2, 0, 10)
    assert "clean stop of the master at once" in said(2, 0, 10)
    assert "takes over 8.391 s after the last advertisement" in said(1, 2, 13)
    assert "clean stop of the master 2 s later, as keepalived 1.2.13 does" in said(1, 2, 13)


def test_an_old_keepalived_waits_as_long_in_every_message(tmp_path: Path) -> None:
    for number, options in ((11, ""), (12, ""), (13, "-r 2")):
        ucarp_node(tmp_path, number, f'PASSWORD=x\nOPTIONS="--shutdown {options}"\n')
    report = convert(load([str(tmp_path)]), "keepalived", Choices(version=(1, 2, 7))).report
    waits = {
        f.span.source.host: f.message
        for f in report.findings
        if "takes over" in f.message and " after the last" in f.message
    }
    assert "takes over 4.016 s" in waits["lb13"]
    assert "takes over 4.012 s" in waits["lb12"]
    other = next(f.message for f in report.findings if "a different node takes over" in f.message)
    assert "4.016 and 4.012 s with keepalived" in other


@pytest.mark.parametrize("target", ["keepalived", "ucarp", "interfaces"])
def test_the_comments_of_an_alias_go_with_its_vip(target: str, tmp_path: Path) -> None:
    etc = tmp_path / "lb1" / "etc" / "sysconfig"
    (etc / "carp").mkdir(parents=True)
    (etc / "network-scripts").mkdir()
    (etc / "carp" / "vip-007.conf").write_text(
        "# the shop\nBIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=x\nOPTIONS=--shutdown\n"
    )
    for name, address, comment in (("eth0", "192.0.2.11", "the uplink"), ("eth0:0", "192.0.2.10", "ticket 4711")):
        text = f"# {comment}\nDEVICE={name}\nIPADDR={address}\nNETMASK=255.255.255.0\nONPARENT=no\n"
        (etc / "network-scripts" / f"ifcfg-{name}").write_text(text)
    texts = "".join(f.text for f in convert(load([str(tmp_path / "lb1")]), target).files)
    assert texts.index("# the shop\n") < texts.index("# ticket 4711\n")
    assert "the uplink" not in texts


def test_a_comment_above_auto_goes_with_the_stanza(tmp_path: Path) -> None:
    network = tmp_path / "lb1" / "etc" / "network"
    network.mkdir(parents=True)
    (network / "interfaces").write_text(
        "# of nobody\n\n# the shop\nauto eth0\n# its uplink\niface eth0 inet static\n    address 192.0.2.11/24\n"
        "    ucarp-vid 7\n    ucarp-vip 192.0.2.10\n    ucarp-password x\n\niface eth0:ucarp inet static\n"
        "    address 192.0.2.10/24\n"
    )
    text = next(f.text for f in convert(load([str(tmp_path / "lb1")]), "keepalived").files if f.path.endswith(".conf"))
    assert "\n# the shop\n# its uplink\nvrrp_instance" in text
    assert "of nobody" not in text


@pytest.mark.parametrize(("options", "preempts"), [("-b 4", True), ("-b 3 -r 4", False), ("-k 100", False)])
def test_a_node_that_outpaces_the_other_preempts(options: str, preempts: bool, tmp_path: Path) -> None:
    """Seen on ucarp 1.5.2: without -P a node takes the VIP back from one that advertises less often than it waits."""
    ucarp_node(tmp_path, 11, 'PASSWORD=x\nOPTIONS="--shutdown"\n')
    ucarp_node(tmp_path, 12, f'PASSWORD=x\nOPTIONS="--shutdown {options}"\n')
    result = convert(load([str(tmp_path)]), "keepalived")
    text = next(f.text for f in result.files if f.path.endswith("lb11/etc/keepalived/keepalived.conf"))
    assert ("nopreempt" not in text) is preempts
    assert "nopreempt-on-wrong-node" not in {
        f.name for f in check(load([str(written(result, tmp_path / "new"))])).findings
    }
    said = [
        f.message for f in result.report.findings if f.message.startswith("even without --preempt, lb11 takes the VIP")
    ]
    assert bool(said) is preempts


def test_nobody_can_preempt_some_nodes_only(tmp_path: Path) -> None:
    for number, options in ((11, ""), (12, "-k 100"), (13, "-b 4")):
        ucarp_node(tmp_path, number, f'PASSWORD=x\nOPTIONS="--shutdown {options}"\n')
    result = convert(load([str(tmp_path)]), "keepalived")
    lost = [f.message for f in result.report.findings if f.name == "migrate-inexpressible"]
    assert [m.partition(", because")[0] for m in lost] == [
        "even without --preempt, lb11 takes the VIP from lb13",
    ]


def test_the_scripts_of_gentoo_are_those_of_its_package(tmp_path: Path) -> None:
    scripts = "UPSCRIPT=/usr/libexec/ucarp/vip-up-default.sh\nDOWNSCRIPT=/usr/libexec/ucarp/vip-down-default.sh\n"
    ucarp_node(tmp_path, 11, f"PASSWORD=x\n{scripts}")
    names = {f.name for f in convert(load([str(tmp_path)]), "keepalived").report.findings}
    assert not {"migrate-scripts", "migrate-prefix-unknown"} & names


def refused(*paths: Path) -> list[str]:
    """The messages with which a conversion to keepalived is refused."""
    with pytest.raises(RefusedError, match="the files do not tell which node wins") as caught:
        convert(load([str(p) for p in paths]), "keepalived")
    return [f.message for f in caught.value.report.findings]


def test_nothing_that_decides_an_election_is_guessed(tmp_path: Path) -> None:
    ucarp_node(tmp_path, 11, 'PASSWORD=x\nOPTIONS="--shutdown --advskew=$(cat /etc/skew)"\n')
    ucarp_node(tmp_path, 12, 'PASSWORD=x\nOPTIONS="--shutdown --advskew=20"\n')
    (message,) = refused(tmp_path)
    assert "vip-001.conf on lb11 is not fully known: a command's output is not computed" in message
    assert (
        "Assumed: advskew (0), advbase (1), deadratio (3), preempt (no), ignoreifstate (no), mcast (224.0.0.18), nomcast (no)"
        in message
    )
    result = convert(load([str(tmp_path)]), "keepalived", Choices(allow_errors=True))
    assert [f.message for f in result.report.findings if f.severity == "error"] == [message]
    text = next(f.text for f in result.files if f.path.startswith("lb11"))
    assert "priority 254    # advskew that is not known" in text  # as assumed: better than 20
    about_lb11 = [f for f in result.report.findings if f.span.source.host == "lb11"]
    assert not {"migrate-shutdown", "migrate-timing", "migrate-tie-break-inverts"} & {f.name for f in about_lb11}


@pytest.mark.parametrize("to", ["keepalived", "ucarp", "interfaces"])
def test_a_parameter_that_is_not_known_is_said_to_be_lost(to: str, tmp_path: Path) -> None:
    folder = tmp_path / "lb11" / "etc" / "systemd" / "system"
    folder.mkdir(parents=True)
    words = "-i eth0 -s 192.0.2.11 -v 7 -p x -a 192.0.2.10 -k 0 -b 1 -r 3 -P -n -z"
    calls = "-u /opt/vip-up -d /opt/vip-down -x %H"
    (folder / "ucarp.service").write_text(f"[Service]\nExecStart=/usr/sbin/ucarp {words} {calls}\n")
    result = converted(tmp_path, to=to)
    lost = [f.message for f in result.report.findings if f.severity == "error" and "calls" in f.message]
    assert lost == [
        "what ucarp.service on lb11 calls is not fully known: a specifier of systemd is not computed. Left out: their parameter"
    ]
    assert not any("%H" in f.text or "None" in f.text for f in result.files)


def test_a_ucarp_that_may_be_started_is_not_passed_over(tmp_path: Path) -> None:
    line = "ucarp -i eth0 -s 192.0.2.%s -v 7 -a 192.0.2.10 -p x -k %s -z -B"
    for host, text in (
        ("lb11", line % (11, 50)),
        ("lb12", "if [ -x /usr/sbin/ucarp ]; then %s; fi" % (line % (12, 5))),
    ):
        (tmp_path / host / "etc").mkdir(parents=True)
        (tmp_path / host / "etc" / "rc.local").write_text(f"#!/bin/sh\n{text}\n")
    assert refused(tmp_path) == ["the files do not tell whether lb12 starts this ucarp, so it was left out"]


def test_the_result_for_an_old_release_is_clean_for_carplint_itself(tmp_path: Path) -> None:
    scripts = "UPSCRIPT=/etc/ucarp/up\nDOWNSCRIPT=/etc/ucarp/down\n"
    for number, options in ((11, "--preempt"), (12, "-k 100")):
        ucarp_node(tmp_path / "old", number, f'PASSWORD=x\nOPTIONS="--shutdown {options}"\n{scripts}')
    version = (1, 2, 13)
    result = convert(load([str(tmp_path / "old")]), "keepalived", Choices(version=version))
    folder = written(result, tmp_path / "new")
    net = load([str(folder)], settings=Settings(given=HostSettings(target=version)))
    assert [f.message for f in check(net).findings if f.severity != "info"] == []


def keepalived_pair(folder: Path, vips: str, priorities: tuple[int, int] = (150, 100), more: str = "") -> Net:
    """Two nodes with one instance on eth0, and their own addresses."""
    for number, priority in zip((11, 12), priorities, strict=True):
        etc = folder / f"lb{number}" / "etc"
        (etc / "keepalived").mkdir(parents=True)
        (etc / "keepalived" / "keepalived.conf").write_text(
            f"vrrp_instance A {{\n    interface eth0\n    virtual_router_id 51\n    priority {priority}\n{more}"
            f"    virtual_ipaddress {{\n{vips}    }}\n}}\n"
        )
        (etc / "sysconfig" / "network-scripts").mkdir(parents=True)
        own = f"DEVICE=eth0\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=192.0.2.{number}\nNETMASK=255.255.255.0\n"
        (etc / "sysconfig" / "network-scripts" / "ifcfg-eth0").write_text(own)
    return load([str(folder)])


def lost_of(result: Conversion) -> list[str]:
    return [f.message for f in result.report.findings if f.name == "migrate-inexpressible"]


def test_an_id_that_is_not_known_is_not_said_to_be_out_of_range(tmp_path: Path) -> None:
    unit = tmp_path / "lb1" / "etc" / "systemd" / "system" / "ucarp@.service"
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.2 -v %i -p x -a 192.0.2.9 -k 1\n")
    findings = convert(load([str(tmp_path)]), "carp", allow_errors=True).report.findings
    assert any("the files do not tell its id" in f.message for f in findings)
    assert not any("VHID from 1 to 255" in f.message for f in findings)


def test_a_vip_on_lo_has_no_daemon_of_its_own(tmp_path: Path) -> None:
    """Seen: two `ucarp -i lo` are both MASTER."""
    net = keepalived_pair(tmp_path, "        192.0.2.50/24\n        198.51.100.7/32 dev lo\n")
    apart = convert(net, "ucarp", Choices(auth="new"))
    assert len(lost_of(apart)) == 2
    assert all("nodes do not hear each other on lo" in m for m in lost_of(apart))
    assert not any("lo" in re.findall(r'BIND_INTERFACE="(\w+)"', f.text) for f in apart.files)
    together = convert(net, "ucarp", Choices(auth="new", together=True))
    assert lost_of(together) == []
    assert sum("ip addr add 198.51.100.7/32 dev lo" in f.text for f in together.files) == 2


def test_an_address_owner_is_left_out_on_all_nodes(tmp_path: Path) -> None:
    net = keepalived_pair(tmp_path, "        192.0.2.11/24\n", (255, 100))
    result = convert(net, "ucarp", Choices(auth="new"))
    assert ["192.0.2.11 is lb11's own address" in m for m in lost_of(result)] == [True]
    assert not any(f.path.endswith(".conf") for f in result.files)


def test_the_other_vips_of_an_address_owner_stay(tmp_path: Path) -> None:
    net = keepalived_pair(tmp_path, "        192.0.2.11/24\n        192.0.2.50/24\n", (255, 100))
    result = convert(net, "ucarp", Choices(auth="new"))
    assert ["192.0.2.11 is lb11's own address" in m for m in lost_of(result)] == [True]
    vips = [re.findall(r'VIP_ADDRESS="(.*)"', f.text) for f in result.files if f.path.endswith(".conf")]
    assert vips == [["192.0.2.50"]] * 2


def test_nopreempt_that_ucarp_outpaces_is_lost(tmp_path: Path) -> None:
    """Seen: with a dead ratio of 1 the better node's timer ends before the other one's next advertisement."""
    for ratio, said in ((1, 1), (2, 0)):
        more = f"    nopreempt\n    down_timer_adverts {ratio}\n"
        result = convert(keepalived_pair(tmp_path / str(ratio), "        192.0.2.50/24\n", (254, 250), more), "ucarp")
        assert [m.startswith("nopreempt is lost: even without --preempt, lb11 takes") for m in lost_of(result)] == [
            True
        ] * said


def test_carp_on_another_interface_is_said(tmp_path: Path) -> None:
    net = keepalived_pair(tmp_path, "        10.7.0.5/24 dev eth1\n        192.0.2.50/24 dev eth0\n")
    result = convert(net, "ucarp", Choices(auth="new", allow_errors=True))
    found = [f for f in result.report.findings if f.message.startswith("VRRP runs on eth0 here")]
    assert [f.severity for f in found] == ["error"] * 2
    assert [[r.span.text for r in f.related] for f in found] == [["eth1"]] * 2


def test_allow_errors_is_one_switch(tmp_path: Path) -> None:
    net = load([str(ROOT / "fixtures" / "clusters" / "seed-broken")])
    for choices, allow in ((Choices(), True), (Choices(allow_errors=True), False), (None, True)):
        assert convert(net, "keepalived", choices, allow_errors=allow).files
    for choices in (Choices(), None):
        with pytest.raises(RefusedError):
            convert(net, "keepalived", choices)


def test_a_file_that_another_folder_holds_stays_where_the_include_finds_it(tmp_path: Path) -> None:
    main = tmp_path / "lb1" / "etc" / "keepalived" / "keepalived.conf"
    main.parent.mkdir(parents=True)
    main.write_text("include ../../srv/x.conf\n")
    (tmp_path / "lb1" / "srv").mkdir()
    (tmp_path / "lb1" / "srv" / "x.conf").write_text(OLD)
    result = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices(version=(2, 2, 7)))
    assert [f.path for f in result.files[:2]] == ["lb1/etc/keepalived/keepalived.conf", "lb1/srv/x.conf"]
    assert "garp_extra_if" in result.files[1].text


def test_a_number_is_written_as_the_value_that_ucarp_takes(tmp_path: Path) -> None:
    """strtoul stops at the line end: what stands behind it must not become a line of the result."""
    rc = tmp_path / "lb1" / "etc" / "rc.local"
    rc.parent.mkdir(parents=True)
    rc.write_text(
        "#!/bin/sh\nucarp -i eth0 -s 192.0.2.11 -v 1 -p secret -a 192.0.2.5 -z -B -b 02 -k '10\n"
        "    notify_master /root/evil.sh\n    #'\n"
    )
    text = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices(allow_errors=True)).files[0].text
    assert "notify_master" not in text
    assert "priority 246    # advskew 10\n" in text
    assert "advert_int 2    # advbase 2\n" in text


def test_an_address_owner_is_known_by_what_its_daemon_sends_from(tmp_path: Path) -> None:
    keepalived_pair(tmp_path, "        192.0.2.11/24\n", (255, 100), "    mcast_src_ip 192.0.2.11\n")
    for path in tmp_path.rglob("ifcfg-eth0"):
        path.unlink()
    result = convert(load([str(tmp_path / "lb11")]), "ucarp", Choices(auth="new", allow_errors=True))
    assert ["192.0.2.11 is lb11's own address" in m for m in lost_of(result)] == [True]


@pytest.mark.parametrize(("method", "clear"), [("PASS", True), ("AH", False)])
def test_only_what_was_sent_is_said_to_be_sent(method: str, clear: bool, tmp_path: Path) -> None:
    secret = f"    authentication {{\n        auth_type {method}\n        auth_pass rosso17\n    }}\n"
    result = convert(keepalived_pair(tmp_path, "        192.0.2.50/24\n", more=secret), "ucarp")
    said = [f.message for f in result.report.findings if f.name == "migrate-password"]
    assert ["sent in clear text" in m for m in said] == [clear] * 2


@pytest.mark.parametrize(("release", "said"), [((1, 3, 9), True), ((1, 4, 0), False)])
def test_definitions_are_too_new_for_old_releases(release: tuple[int, int, int], said: bool, tmp_path: Path) -> None:
    text = "$PRIORITY=100\n" + OLD
    found = [
        f.message for f in upgraded(tmp_path, text, release).report.findings if "definitions need 1.4.0" in f.message
    ]
    assert bool(found) is said


def test_a_value_that_means_something_else_in_the_release_is_said(tmp_path: Path) -> None:
    text = (
        "global_defs {\n    vrrp_version 3\n}\nvrrp_instance A {\n    interface eth0\n    virtual_router_id 5\n"
        "    priority 100\n    advert_int 0.5\n    virtual_ipaddress {\n        192.0.2.5\n    }\n}\n"
    )
    found = lost_of(upgraded(tmp_path, text, (1, 2, 13)))
    assert len(found) == 1
    assert "(advert-int-fractional-v2)" in found[0]
    assert lost_of(upgraded(tmp_path, text, (2, 2, 7))) == []


@pytest.mark.parametrize("target", ["keepalived", "ucarp", "carp"])
def test_what_ifup_runs_for_a_vip_is_lost_and_said(target: str, tmp_path: Path) -> None:
    network = tmp_path / "lb1" / "etc" / "network"
    network.mkdir(parents=True)
    (network / "interfaces").write_text(
        "auto eth0\niface eth0 inet static\n    address 192.0.2.11/24\n    ucarp-vid 7\n    ucarp-vip 192.0.2.10\n"
        "    ucarp-password x\n    up /usr/local/bin/of-eth0\n\niface eth0:ucarp inet static\n    address 192.0.2.10/24\n"
        "    up /usr/local/bin/tell up\n    up arping -U -c 1 -I eth0 192.0.2.10\n"
    )
    messages = lost_of(
        convert(load([str(tmp_path / "lb1")]), target, Choices(auth="" if target == "keepalived" else "new"))
    )
    assert [m.partition(" runs")[0] for m in messages] == ["up of eth0:ucarp"]


def test_carp_does_not_replace_the_file_of_an_interface_that_it_has_not_seen(tmp_path: Path) -> None:
    net = load([str(ROOT / "fixtures/rules/migrate-network-file/bad")])
    assert not any(f.path.endswith("ifcfg-eth0") for f in convert(net, "carp", Choices(auth="new")).files)
    seen = load([str(ROOT / "fixtures/rules/migrate-network-file/good")])
    files = {f.path: f.text for f in convert(seen, "carp", Choices(auth="new")).files}
    assert "GATEWAY=192.0.2.1\n" in files["lb1/etc/sysconfig/network-scripts/ifcfg-eth0"]


@pytest.mark.parametrize("option", ["-u", "-d", "-x"])
def test_a_line_end_in_a_word_starts_no_line_of_the_result(option: str, tmp_path: Path) -> None:
    unit = tmp_path / "lb1" / "etc" / "systemd" / "system" / "ucarp.service"
    unit.parent.mkdir(parents=True)
    words = "ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -u /usr/bin/tell"
    unit.write_text(f'[Service]\nExecStart=/usr/sbin/{words} {option} "/a\\nreboot"\n')
    result = convert(load([str(tmp_path / "lb1")]), "keepalived")
    assert not any("reboot" in f.text for f in result.files)
    assert any("holds a control character" in m for m in lost_of(result))


@pytest.mark.parametrize(("secret", "mode"), [("    auth_pass Hush37", 0o600), ("", 0o644)])
def test_another_release_has_its_passwords_in_files_of_the_owner_alone(tmp_path: Path, secret: str, mode: int) -> None:
    path = tmp_path / "lb1/etc/keepalived/keepalived.conf"
    path.parent.mkdir(parents=True)
    own = f"  authentication {{\n    auth_type PASS\n{secret}\n  }}\n" if secret else ""
    vips = "  virtual_ipaddress {\n    192.0.2.9\n  }\n"
    path.write_text(f"vrrp_instance V {{\n  interface eth0\n  virtual_router_id 5\n{own}{vips}}}\n")
    path.chmod(0o644)
    result = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices(version=(2, 0, 10)))
    assert [f.mode for f in result.files if f.path.endswith(".conf")] == [mode]
    assert "Hush37" not in "".join(f.text for f in result.shown)


def test_the_ucarp_service_takes_the_vip_down_at_a_stop_as_the_carp_service_does(tmp_path: Path) -> None:
    result = convert(load([str(SEED)]), "ucarp")
    options = [f.text for f in result.files if f.path.endswith("vip-1.conf")]
    assert len(options) == 2
    assert all("--shutdown" in text for text in options)
    assert [f.name for f in result.report.findings].count("migrate-shutdown") == 2


@pytest.mark.parametrize(
    ("label", "alias"), [("eth0:7", "eth0:7"), ("eth0:7:ucarp", "eth0:0"), ("eth0:web-1", "eth0:0")]
)
def test_an_alias_of_the_carp_service_is_one_that_comes_up(tmp_path: Path, label: str, alias: str) -> None:
    path = tmp_path / "lb1/etc/keepalived/keepalived.conf"
    path.parent.mkdir(parents=True)
    vips = f"  virtual_ipaddress {{\n    192.0.2.9/24 dev eth0 label {label}\n  }}\n"
    path.write_text(f"vrrp_instance V {{\n  interface eth0\n  virtual_router_id 5\n{vips}}}\n")
    result = convert(load([str(tmp_path / "lb1")]), "carp", Choices(auth="new"))
    assert f"lb1/etc/sysconfig/network-scripts/ifcfg-{alias}" in [f.path for f in result.files]


@pytest.mark.parametrize(("auth", "refused"), [("new", True), ("keep", False), ("", False)])
def test_a_node_that_is_in_the_target_already_keeps_its_secret(tmp_path: Path, auth: str, refused: bool) -> None:
    line = "ucarp -i eth0 -s 192.0.2.{0} -v 7 -p rosso -a 192.0.2.9 -k {0} --shutdown -u /u -d /d\n"
    rc = tmp_path / "lb1/etc/rc.local"
    rc.parent.mkdir(parents=True)
    rc.write_text(line.format(1))
    vip = tmp_path / "lb2/etc/ucarp/vip-007.conf"
    vip.parent.mkdir(parents=True)
    own = "BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.2\nVIP_ADDRESS=192.0.2.9\nPASSWORD=rosso\nOPTIONS='--shutdown -k 2'\n"
    vip.write_text(own)
    net = load([str(tmp_path / "lb1"), str(tmp_path / "lb2")])
    assert len(net.clusters) == 1
    with pytest.raises(RefusedError, match="lb2 of the same cluster is ucarp already") if refused else nullcontext():
        convert(net, "ucarp", Choices(auth=auth, allow_errors=True))


@pytest.mark.parametrize(("name", "refused"), [("ucarp@.service", True), ("vip@.service", False)])
def test_a_unit_with_the_name_of_the_new_one_is_not_converted(tmp_path: Path, name: str, refused: bool) -> None:
    path = tmp_path / "lb1/etc/systemd/system" / name
    path.parent.mkdir(parents=True)
    line = "ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -u /u -d /d"
    path.write_text(f"[Service]\n{line}\nRestart=always\n")
    net = load([str(tmp_path)])
    convert(net, "keepalived", Choices(allow_errors=True))
    with pytest.raises(RefusedError, match="has the name of the unit") if refused else nullcontext():
        convert(net, "ucarp", Choices(allow_errors=True))


def test_a_stanza_that_starts_a_daemon_already_keeps_it(tmp_path: Path) -> None:
    etc = tmp_path / "lb1/etc"
    (etc / "network").mkdir(parents=True)
    own = "auto eth0\niface eth0 inet static\n    address 192.0.2.1/24\n    ucarp-vid 9\n    ucarp-vip 192.0.2.9\n"
    alias = "    ucarp-password rosso\n\niface eth0:ucarp inet static\n    address 192.0.2.9/24\n"
    (etc / "network/interfaces").write_text(own + alias)
    line = "/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 11 -p rosso -a 192.0.2.11 --shutdown -u /u -d /d\n"
    (etc / "rc.local").write_text(line)
    result = convert(load([str(tmp_path)]), "interfaces", Choices(allow_errors=True))
    after = load([str(written(result, tmp_path / "new"))])
    assert {(r.id and r.id.value, *map(str, r.vips or ())) for r in after.virtual_routers} == {
        (9, "192.0.2.9"),
        (11, "192.0.2.11"),
    }


def test_vips_of_other_interfaces_come_up_there(tmp_path: Path) -> None:
    path = tmp_path / "lb1/etc/keepalived/keepalived.conf"
    path.parent.mkdir(parents=True)
    vips = "  virtual_ipaddress {\n    192.0.2.9/24\n    198.51.100.9/24 dev eth1\n  }\n"
    path.write_text(f"vrrp_instance V {{\n  interface eth0\n  virtual_router_id 5\n{vips}}}\n")
    result = convert(load([str(tmp_path)]), "interfaces", Choices(auth="new", together=True))
    (up,) = [f.text for f in result.files if f.path.endswith("-up")]
    assert "ip addr add 198.51.100.9/24 dev eth1" in up
    assert not any("198.51.100.9" in f.text for f in result.files if f.path.endswith("interfaces"))


@pytest.mark.parametrize(
    ("kept", "mode"), [("    ucarp-password Hush37\n", 0o600), ("    ucarp-facility local1\n", 0o644)]
)
def test_a_password_in_what_is_kept_of_a_file_is_for_its_owner_alone(kept: str, mode: int, tmp_path: Path) -> None:
    """Also one that nothing reads: it stands in no stanza, or in another one than that of the virtual router."""
    text = "auto eth0\niface eth0 inet static\n    address 192.0.2.11/24\niface eth9 inet manual\n"
    for path, own in (
        ("etc/network/interfaces", text + kept),
        ("etc/keepalived/keepalived.conf", instance(51, 50, 150)),
    ):
        (tmp_path / "h1" / path).parent.mkdir(parents=True)
        (tmp_path / "h1" / path).write_text(own)
    files = convert(load([str(tmp_path)]), "interfaces", allow_errors=True).files
    assert [oct(f.mode) for f in files if f.path.endswith("/interfaces")] == [oct(mode)]


@pytest.mark.parametrize("target", ["keepalived", "ucarp", "interfaces"])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_no_file_of_a_result_is_more_readable_than_its_source(tmp_path: Path, target: str, mode: int) -> None:
    """A comment may say what only the readers of its file may know; what is run keeps its mode."""
    etc = tmp_path / "h" / "etc" / "sysconfig"
    for path, text in (
        ("carp/vip-001.conf", "# for us alone\nVIP_INTERFACE=eth0:1\nBIND_INTERFACE=eth0\nADVSKEW=1\nPASSWORD=a\n"),
        ("network-scripts/ifcfg-eth0:1", "DEVICE=eth0:1\nIPADDR=10.0.0.9\nNETMASK=255.255.255.0\nONBOOT=no\n"),
        ("network-scripts/ifcfg-eth0", "DEVICE=eth0\nIPADDR=10.0.0.8\nNETMASK=255.255.255.0\nONBOOT=yes\n"),
    ):
        (etc / path).parent.mkdir(parents=True, exist_ok=True)
        (etc / path).write_text(text)
        (etc / path).chmod(0o644)
    (etc / "carp" / "vip-001.conf").chmod(mode)
    files = convert(load([str(tmp_path / "h")]), target, allow_errors=True).files
    assert any("for us alone" in f.text for f in files)
    assert all(f.mode & 0o077 & ~mode == 0 for f in files if "for us alone" in f.text)
    assert all(f.mode & 0o044 for f in files if f.mode & 0o111)
    assert [f.mode for f in files if f.path == "PLAN.md"] == [reduce(and_, (f.mode for f in files), 0o644)]
    assert target == "interfaces" or any(f.mode == mode for f in files if not f.path.startswith("PLAN"))
