"""What the nodes run after a change: ids that follow other nodes and segments, clashes that are said, files that stay and change
what the result says."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.conversion import Choices, Conversion, RefusedError, convert
from carplint.inputs.load import load
from tests.conversion.plan.test_plan import instance, tree
from tests.conversion.plan.test_staying import IFCFG, line, nodes, ucarp


def vhid(number: int, vip: int, host: int = 11) -> dict[str, str]:
    """A vip file of the ucarp service and its node's interface."""
    files = ucarp(host, 20)
    text = files.pop("etc/ucarp/vip-051.conf").replace("ID=51", f"ID={number}")
    return {**files, f"etc/ucarp/vip-{number:03}.conf": text.replace("192.0.2.50", f"192.0.2.{vip}")}


def vrrp(number: int, *vips: int, host: int = 12) -> dict[str, str]:
    text = instance(number, vips[0], 150)
    more = "".join(f"\n        192.0.2.{vip}/24" for vip in vips[1:])
    own = text.replace(f"192.0.2.{vips[0]}/24", f"192.0.2.{vips[0]}/24{more}")
    return {
        "etc/keepalived/keepalived.conf": own,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format(host),
    }


def ids(result: Conversion, host: str) -> dict[str, str]:
    """The VIP of each vip file of a host in a result, by its number."""
    found = {}
    for file in result.files:
        name = file.path.rpartition("/")[2]
        if file.path.startswith(f"{host}/") and name.startswith("vip-") and name.endswith(".conf"):
            found[name[4:-5]] = file.text.partition('VIP_ADDRESS="')[2].partition('"')[0].rpartition(".")[2]
    return found


def said(result: Conversion, *names: str) -> list[str]:
    return [f.name for f in result.report.findings if f.name in names]


@pytest.mark.parametrize("vips", [(50, 60), (60, 50)])
def test_each_vip_gets_the_id_of_the_node_that_stays_in_any_order(vips: tuple[int, ...], tmp_path: Path) -> None:
    net = nodes(tmp_path, {"h1": {**ucarp(11, 20), **vhid(77, 60)}, "h2": vrrp(51, *vips)})
    result = convert(net, "ucarp", Choices())
    assert ids(result, "h2") == {"51": "50", "77": "60"}
    assert said(result, "ucarp-vhid-mismatch", "ucarp-vhid-conflict", "ucarp-vip-mismatch") == []


def test_an_id_of_another_vip_on_the_segment_is_not_taken(tmp_path: Path) -> None:
    """VRRP and CARP may live side by side with one number, two of CARP may not."""
    result = convert(nodes(tmp_path, {"h1": ucarp(11, 20), "h2": vrrp(51, 60)}), "ucarp", Choices(auth="keep"))
    assert ids(result, "h2") == {"52": "60"}
    assert said(result, "migrate-vhid-allocated") == ["migrate-vhid-allocated"]
    elsewhere = {p: t.replace("192.0.2.", "198.51.100.") for p, t in vrrp(51, 60).items()}
    result = convert(nodes(tmp_path / "b", {"h1": ucarp(11, 20), "h2": elsewhere}), "ucarp", Choices(auth="keep"))
    assert list(ids(result, "h2")) == ["51"]


def test_an_id_of_a_router_that_stays_on_the_host_is_not_taken(tmp_path: Path) -> None:
    result = convert(nodes(tmp_path, {"h1": {**ucarp(11, 20), **vrrp(51, 60, host=11)}}), "ucarp", Choices(auth="keep"))
    assert ids(result, "h1") == {"52": "60"}


def test_two_clusters_of_one_segment_get_two_ids(tmp_path: Path) -> None:
    hosts = {**{f"h{n}": ucarp(10 + n, 20 * n) for n in (1, 2)}, **{f"h{n}": vrrp(51, 60, host=10 + n) for n in (3, 4)}}
    result = convert(nodes(tmp_path, hosts), "interfaces", Choices(auth="keep", allow_errors=True))
    made = {f.path[:2]: f.text for f in result.files if f.path.endswith("/interfaces")}
    assert [("ucarp-vid 51\n" in made[h], "ucarp-vid 52\n" in made[h]) for h in sorted(made)] == [(True, False)] * 2 + [
        (False, True)
    ] * 2


def test_a_vip_that_carp_has_elsewhere_keeps_that_id_though_no_node_stays(tmp_path: Path) -> None:
    two = line(11, 20)
    two["etc/rc.local"] += two["etc/rc.local"].partition("\n")[2].replace("-v 51", "-v 77").replace("2.50", "2.51")
    net = nodes(tmp_path, {"h1": two, "h2": vrrp(51, 50, 51)})
    with pytest.raises(RefusedError) as refused:
        convert(net, "ucarp", Choices(auth="keep"))
    assert {f.name for f in refused.value.report.findings} == {"vip-in-two-virtual-routers"}
    result = convert(net, "ucarp", Choices(auth="keep"), allow_errors=True)
    assert ids(result, "h1") == ids(result, "h2") == {"51": "50", "77": "51"}


@pytest.mark.parametrize(
    ("here", "there", "name"),
    [
        (vrrp(51, 50, host=11), vhid(51, 60, host=12), "vip-set-mismatch"),
        (vrrp(1, 50, 51, host=11), line(12, 20), "vrid-mismatch"),
    ],
)
def test_ids_of_vrrp_that_clash_afterwards_are_said(
    here: dict[str, str], there: dict[str, str], name: str, tmp_path: Path
) -> None:
    """keepalived's ids are those of the source: that they clash is for somebody else to mend."""
    result = convert(nodes(tmp_path, {"h1": here, "h2": there}), "keepalived", Choices(allow_errors=True))
    assert said(result, name) == [name]


def test_what_clashes_before_is_not_said_again(tmp_path: Path) -> None:
    hosts = {f"h{n}": vrrp(51, 50 + 10 * (n > 2), host=10 + n) for n in (1, 2, 3, 4)}
    net = nodes(tmp_path, {**hosts, "h5": vhid(9, 90, host=15)})
    assert "vrid-reused-other-cluster" in [f.name for f in check(net).findings]
    assert said(convert(net, "keepalived"), "vrid-reused-other-cluster") == []


def test_two_instances_of_one_id_are_refused(tmp_path: Path) -> None:
    """ucarp runs twice with one VHID; keepalived does not start with one VRID twice on an interface."""
    own = line(11, 20)["etc/rc.local"].replace("2.50", "2.60")
    net = nodes(tmp_path, {"h1": {**ucarp(11, 20), "etc/rc.local": own}})
    with pytest.raises(RefusedError, match="the same id where they meet") as refused:
        convert(net, "keepalived")
    assert [(f.code, f.severity) for f in refused.value.report.findings] == [("CL308", "error")]
    result = convert(net, "keepalived", allow_errors=True)
    assert said(result, "vrid-duplicate-on-interface") == ["vrid-duplicate-on-interface"]
    elsewhere = own.replace("-i eth0", "-i eth1")
    net = nodes(tmp_path / "b", {"h1": {**ucarp(11, 20), "etc/rc.local": elsewhere}})
    assert said(convert(net, "keepalived"), "vrid-duplicate-on-interface") == []


COMMON = [
    ("UPSCRIPT=/opt/own-up\n", "up script /opt/own-up"),
    ("ID=1\n", "id none"),
    ('OPTIONS="--nomcast"\n', ""),
    ("# nothing\n", ""),
]


@pytest.mark.parametrize(("common", "what"), COMMON)
@pytest.mark.parametrize("stays", [False, True])
def test_a_common_file_that_stays_and_sets_what_the_result_leaves_out(
    stays: bool, common: str, what: str, tmp_path: Path
) -> None:
    own = {"etc/ucarp/vip-common.conf": common, **vrrp(51, 60, host=11)} | (ucarp(11, 20) if stays else {})
    net = nodes(tmp_path, {"h1": own})
    if not what:
        assert ids(convert(net, "ucarp", Choices(auth="keep")), "h1")
        return
    with pytest.raises(RefusedError, match="the files that stay beside it") as refused:
        convert(net, "ucarp", Choices(auth="keep"))
    assert any(what in f.message for f in refused.value.report.findings)
    assert convert(net, "ucarp", Choices(auth="keep"), allow_errors=True).files


def test_a_new_file_that_changes_one_that_stays(tmp_path: Path) -> None:
    """The carp service sources all vip files in one shell, in the order of their names: what one does not set is left over."""
    alias = "DEVICE=eth0:0\nONBOOT=no\nIPADDR=192.0.2.70\nPREFIX=24\n"
    own = "BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=rosso\n"
    net = nodes(
        tmp_path,
        {
            "h1": {
                "etc/sysconfig/carp/vip-60.conf": own,
                "etc/sysconfig/network-scripts/ifcfg-eth0:0": alias,
                **vrrp(51, 50, host=11),
            }
        },
    )
    with pytest.raises(RefusedError, match="the files that stay beside it") as refused:
        convert(net, "carp", Choices(auth="keep"))
    (found,) = refused.value.report.findings
    assert "this one stays, and with the new files beside it it would come to advskew 106, not 0" in found.message
    assert found.span.source.path.endswith("vip-60.conf")


TWO = (
    "auto lo eth0 eth1\niface lo inet loopback\niface eth0 inet static\n    address 192.0.2.{0}/24\n"
    "iface eth1 inet static\n    address 198.51.100.{0}/24{1}"
)


@pytest.mark.parametrize("end", ["\n", "", "\n\n", "\n    mtu 1400\n"])
def test_options_of_the_last_stanza_stay_in_it(end: str, tmp_path: Path) -> None:
    """The stanzas of the VIPs go behind them."""
    own = instance(51, 50, 150)
    second = instance(52, 50, 150).replace("192.0.2.", "198.51.100.").replace("eth0", "eth1")
    files = {"etc/network/interfaces": TWO.format(11, end), "etc/keepalived/keepalived.conf": own + second}
    tree(tmp_path / "h1", files)
    result = convert(load([str(tmp_path)]), "interfaces", Choices(auth="new"))
    text = next(f.text for f in result.files if f.path.endswith("/interfaces"))
    stanzas = text.split("\niface ")[1:]
    assert [s.split()[0] for s in stanzas] == ["lo", "eth0", "eth1", "eth0:ucarp", "eth1:ucarp"]
    assert ["ucarp-vid" in s for s in stanzas] == [False, True, True, False, False]


SOURCED = [
    ("/etc/network/interfaces.d/*", "interfaces.d/eth0", {}),
    ("interfaces.d/*", "interfaces.d/eth0", {}),
    ("/etc/network/interfaces.d/eth0", "interfaces.d/eth0", {}),
    ("/etc/network/*/eth*", "interfaces.d/eth0", {}),
    ("interfaces.d/*/*", "interfaces.d/sub/eth0", {}),
    ("a.d/more", "a.d/sub/eth0", {"a.d/more": "source sub/eth0\n"}),
    ("a.d/more", "b.d/eth0", {"a.d/more": "source ../b.d/*\n"}),
]


@pytest.mark.parametrize(("pattern", "path", "more"), SOURCED)
def test_stanzas_in_files_that_the_main_one_sources(
    pattern: str, path: str, more: dict[str, str], tmp_path: Path
) -> None:
    """They are written, and read in the place of those that were there."""
    main, _, stanza = TWO.format(11, "\n").partition("iface eth0")
    files = {
        "etc/network/interfaces": f"{main}source {pattern}\n",
        f"etc/network/{path}": f"iface eth0{stanza}",
        "etc/keepalived/keepalived.conf": instance(51, 50, 150),
        **{f"etc/network/{name}": text for name, text in more.items()},
    }
    tree(tmp_path / "h1", files)
    result = convert(load([str(tmp_path)]), "interfaces", Choices(auth="new"))
    made = {f.path: f.text for f in result.files}
    assert "ucarp-vid 51" in made[f"h1/etc/network/{path}"]


def test_what_a_replaced_file_says_of_others_is_gone(tmp_path: Path) -> None:
    own = {**line(11, 20), **vrrp(77, 70, host=11)}
    net = nodes(tmp_path, {"h1": own})
    with pytest.raises(RefusedError, match="in use") as refused:
        convert(net, "keepalived")
    assert [f.severity for f in refused.value.report.findings] == ["error"]
    found = convert(net, "keepalived", allow_errors=True).report.findings
    said = [f.message for f in found if f.span.source.path.endswith("keepalived.conf")]
    assert len(said) == 2
    assert "it says of others is gone" in said[0]
    assert "would come to id none, not 77" in said[1]


@pytest.mark.parametrize(("again", "lost"), [("192.0.2.50/32", 1), ("192.0.2.50/24", 0)])
def test_a_vip_with_two_prefixes_is_there_once(again: str, lost: int, tmp_path: Path) -> None:
    text = vrrp(51, 50)["etc/keepalived/keepalived.conf"].replace("192.0.2.50/24", f"192.0.2.50/24\n        {again}")
    net = nodes(tmp_path, {"h1": {**vrrp(51, 50), "etc/keepalived/keepalived.conf": text}})
    found = [f.message for f in convert(net, "ucarp").report.findings if f.span.text == again]
    assert sum("has 192.0.2.50 once" in message for message in found) == lost
