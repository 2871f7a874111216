"""Parts of keepalived.conf under any name, and what they are judged by: the file that includes them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs import inclusion
from carplint.inputs.load import load
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from tests.inputs.test_foreign import CONF, put

MAIN = """vrrp_script chk {{
    script "/bin/true"
}}

vrrp_instance VI_1 {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 100
    {inner}
    virtual_ipaddress {{
        {vips}
    }}
}}
{top}
"""

TOP = (
    "static_routes {\n    192.0.2.0/24 via 198.51.100.1\n}\n",
    "static_ipaddress {\n    192.0.2.9/24 dev eth0\n}\n",
    "static_rules {\n    from 192.0.2.0/24 table 5 priority 9\n}\n",
    "bfd_instance b1 {\n    neighbor_ip 192.0.2.2\n}\n",
    "track_file f {\n    file /run/x\n}\n",
    "vrrp_track_process p {\n    process haproxy\n}\n",
    "garp_group {\n    garp_interval 1\n    interface eth0\n}\n",
    "net_namespace blue\n",
    "linkbeat_use_polling\n",
    "$VIP=192.0.2.10/24\n",
    "$A=1\n$B=2\n",
    "include conf.d/*.conf\n",
    "vrrp_sync_group G {\n    group {\n        VI_1\n    }\n}\n",
    "global_defs {\n    router_id lb1\n}\n",
    "virtual_server 192.0.2.10 80 {\n    lb_algo rr\n    lb_kind NAT\n}\n",
)
INNER = (
    "192.0.2.10/24\n192.0.2.11/24 dev eth0 label eth0:1\n",
    "2001:db8::1/64\n",
    "virtual_ipaddress {\n    192.0.2.10/24\n}\n",
    "interface eth0\nvirtual_router_id 7\npriority 100\n",
    "track_script {\n    chk\n}\n",
    "authentication {\n    auth_type PASS\n    auth_pass kT9.wq2x\n}\n",
    "ops@example.org\noncall@lb.example.net\n",
    "unicast_src_ip 192.0.2.1\nunicast_peer {\n    192.0.2.2\n}\n",
)


@pytest.mark.parametrize("text", [*TOP, *INNER])
def test_a_part_is_read_under_any_name(text: str, tmp_path: Path) -> None:
    for name, start in product(("saved.txt", "part", "vips.inc", "a.keepalived"), ("", "\ufeff", "# part\n\n")):
        put(tmp_path, {name: start + text})
        report = check(load([str(tmp_path / name)]))
        assert [(f.format, f.state) for f in report.net.listed] == [("keepalived", "read")], (name, start)
        errors = {f.name for f in report.findings if f.severity == "error"}
        assert errors <= ({"utf8-bom"} if start == "\ufeff" else {"lvs-no-real-server"}), (name, start)


@pytest.mark.parametrize(
    "text",
    [
        "hello\n",
        "127.0.0.1 localhost\n",
        "a: b\n",
        "#!/bin/sh\nvrrp_instance x\n",
        "key=value\n",
        "interface eth0 is down\nthe link, too\nso what\n",
    ],
)
def test_what_is_no_part_is_refused(text: str, tmp_path: Path) -> None:
    put(tmp_path, {"x": text})
    net = load([str(tmp_path / "x")])
    assert [f.name for f in net.findings] == ["file-not-recognised"]
    assert [f.state for f in load([str(tmp_path / "x")], format="keepalived").listed] == ["read"]


def test_a_mistake_in_a_part_is_found(tmp_path: Path) -> None:
    put(tmp_path, {"x": "interface eth0\nvirtual_router_id 300\npriorit 100\n"})
    assert {f.name for f in check(load([str(tmp_path / "x")])).findings} == {"value-out-of-range", "unknown-keyword"}


PLACES = (
    ("keepalived/keepalived.conf", "conf.d/part.conf", "keepalived/conf.d/part.conf"),
    ("lb1/keepalived.conf", "part.inc", "lb1/part.inc"),
    ("lb1/lb1.conf", "parts/*.inc", "lb1/parts/part.inc"),
    (
        "lb1/etc/keepalived/keepalived.conf",
        "/etc/keepalived/parts/{other,part}.conf",
        "lb1/etc/keepalived/parts/part.conf",
    ),
    ("lb1/etc/keepalived/keepalived.conf", "/etc/vips/*", "lb1/etc/vips/part"),
)


@pytest.mark.parametrize(("main", "include", "part"), PLACES)
@pytest.mark.parametrize(
    ("where", "text"),
    [("vips", "192.0.2.10/24\n"), ("inner", "track_script {\n    chk\n}\n"), ("top", "static_routes {\n    203.0.113.0/24 via 192.0.2.1 dev eth0\n}\n")],
)  # fmt: skip
def test_a_part_is_judged_in_its_place(
    main: str, include: str, part: str, where: str, text: str, tmp_path: Path
) -> None:
    holes = {"vips": "192.0.2.9/24", "inner": "advert_int 1", "top": ""}
    put(tmp_path, {main: MAIN.format(**{**holes, where: f"include {include}"}), part: text})
    whole = check(load([str(tmp_path)]))
    alone = check(load([str(tmp_path / part)]))
    assert [f.code for f in whole.findings if f.severity == "error"] == []
    assert [f.code for f in alone.findings if f.severity == "error"] == []
    assert [r.name.value for r in alone.net.virtual_routers] == ["VI_1"]
    assert len(whole.net.hosts) == 1
    assert {f.path: f.state for f in alone.net.listed} == {str(tmp_path / p): "read" for p in (main, part)}


@pytest.mark.parametrize(("main", "include", "part"), PLACES)
def test_only_what_concerns_the_part_is_reported(main: str, include: str, part: str, tmp_path: Path) -> None:
    text = MAIN.format(vips=f"include {include}", inner="priorit 100", top="")
    put(tmp_path, {main: text, part: "192.0.2.10/24\n192.0.2.300/24\n"})
    alone = check(load([str(tmp_path / part)])).findings
    both = check(load([str(tmp_path / part), str(tmp_path / main)])).findings
    assert {f.span.source.path for f in alone} == {str(tmp_path / part)}
    assert "unknown-keyword" in {f.name for f in both}
    assert {f.code for f in alone} < {f.code for f in both}


def test_a_part_of_a_part(tmp_path: Path) -> None:
    put(tmp_path, {
        "k/keepalived.conf": MAIN.format(vips="192.0.2.9/24", inner="include parts/a.conf", top=""),
        "k/parts/a.conf": "track_script {\n    include deep/b.conf\n}\n",
        "k/parts/deep/b.conf": "chk\n",
        "k/parts/loop.conf": "include loop.conf\n",
    })  # fmt: skip
    report = check(load([f"keepalived:{tmp_path}/k/parts/deep/b.conf"]))
    assert [r.name.value for r in report.net.virtual_routers] == ["VI_1"]
    assert report.findings == ()
    assert len(check(load([str(tmp_path / "k/parts/loop.conf")])).net.hosts) == 1


def test_a_part_in_another_folder_of_the_tree_is_no_host(tmp_path: Path) -> None:
    main = MAIN.format(vips="include ../common/keepalived-vips.conf", inner="", top="")
    put(tmp_path, {"nodes/lb1/keepalived.conf": main, "nodes/lb2/keepalived.conf": main})
    put(tmp_path, {"nodes/common/keepalived-vips.conf": "192.0.2.10/24\n"})
    net = load([str(tmp_path)])
    assert sorted(h.name for h in net.hosts) == ["lb1", "lb2"]


def test_the_search_for_parts_grows_with_the_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls, fits = [0], inclusion._fits

    def counted(*words: str) -> bool:
        calls[0] += 1
        return fits(*words)

    monkeypatch.setattr(inclusion, "_fits", counted)
    counts = []
    for nodes in (20, 40):
        calls[0] = 0
        folder = tmp_path / str(nodes)
        put(
            folder,
            {f"n{n}/keepalived.conf": MAIN.format(vips="include vips/*.conf", inner="", top="") for n in range(nodes)},
        )
        put(folder, {f"n{n}/vips/keepalived-{m}.conf": "192.0.2.10/24\n" for n in range(nodes) for m in range(3)})
        assert len(load([str(folder)]).hosts) == nodes
        counts.append(calls[0])
    assert 0 < counts[1] <= 2.2 * counts[0]


def test_a_folder_of_many_files_is_searched_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inclusion, "MOST", 5)
    put(tmp_path, {f"x{n:03}.conf": CONF + "include nothing\n" for n in range(50)})
    put(tmp_path, {"a/b/c/d/part.txt": "192.0.2.1\n"})
    looked: list[str] = []
    real = reading.read

    def counted(
        path: str, real_path: str | None = None, left: Budget | None = None, inside: str = ""
    ) -> Source | Finding:
        looked.append(path)
        return real(path, real_path, left, inside)

    monkeypatch.setattr(reading, "read", counted)
    load([str(tmp_path / "x049.conf")])
    assert len({p for p in looked if Path(p).parent == tmp_path}) <= 6


CONF_OF = """vrrp_instance WEB {{
    state BACKUP
    interface eth0
    virtual_router_id {}
    include {}
}}
"""

SHARED = {
    "nodes/a/keepalived.conf": CONF_OF.format(81, "../common/web.inc"),
    "nodes/b/keepalived.conf": CONF_OF.format(82, "../common/web.inc"),
    "nodes/common/web.inc": "    virtual_ipaddress {\n        192.0.2.10/24\n    }\n",
}


def test_nodes_share_a_part_beside_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, SHARED)
    monkeypatch.chdir(tmp_path)
    for start in (["nodes/a", "nodes/b"], ["nodes"], [str(tmp_path / "nodes/a"), str(tmp_path / "nodes/b")]):
        report = check(load(start))
        assert "CL408" in [f.code for f in report.findings], start
        assert [h.name for h in report.net.hosts] == ["a", "b"]


@pytest.mark.parametrize(
    ("include", "start"),
    [
        ("../../secret", "nodes"),  # above the folder that carplint runs in
        ("../.ssh/id", "."),
        ("../link/x", "."),  # a link that leads out
        ("/nodes/common/web.inc", "."),  # on the host, which has no such file
    ],
)
def test_what_lies_elsewhere_is_not_read(
    include: str, start: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree"
    part = SHARED["nodes/common/web.inc"].replace("192.0.2.10", "192.0.2.77")
    put(
        tree,
        {
            **SHARED,
            "nodes/a/keepalived.conf": CONF_OF.format(81, include),
            "secret": part,
            "nodes/.ssh/id": part,
            "../x": part,
        },
    )
    (tree / "nodes/link").symlink_to(tmp_path)
    monkeypatch.chdir(tree / start)
    net = load([str(tree / "nodes/a")])
    assert [str(v) for v in net.vips] == []


@pytest.mark.parametrize(
    ("main", "read"),
    [
        ("", False),
        ("include /etc/keepalived/other.conf\n", True),
        ("include *.conf\n", True),
        ("include $WHERE/*.conf\n", True),  # which files that are is not known
        ("@other include other.conf\n", True),
    ],
)
def test_a_file_that_nothing_includes_is_none_of_the_daemons(main: str, read: bool, tmp_path: Path) -> None:
    other = CONF.replace("VI_1", "OTHER" if read else "VI_1")
    put(tmp_path, {"etc/keepalived/keepalived.conf": f"{CONF}{main}", "etc/keepalived/other.conf": other})
    report = check(load([str(tmp_path)]))
    assert any("since no include of" in n for n in report.net.not_checked) is not read
    assert len(report.net.virtual_routers) == 1 + read
    assert "CL320" not in [f.code for f in report.findings]


def test_two_files_that_are_named_are_both_read(tmp_path: Path) -> None:
    put(tmp_path, {"etc/keepalived/keepalived.conf": CONF, "etc/keepalived/other.conf": CONF.replace("VI_1", "OTHER")})
    net = load([str(tmp_path / f"etc/keepalived/{name}.conf") for name in ("keepalived", "other")])
    assert len(net.virtual_routers) == 2


INNER_PARTS = (
    ("track_interface {{\n        include {}\n    }}", "eth1 weight -20\neth2\n", "eth1 wieght -20\neth2\n", "CL150"),
    ("track_interface {{\n        include {}\n    }}", "eth2\n", "eth2 wieght 5\n", "CL150"),
    ("unicast_peer {{\n        include {}\n    }}", "192.0.2.2\n", "192.0.2.2.3\n", "CL164"),
    ("virtual_rules {{\n        include {}\n    }}", "from 192.0.2.0/24 table 100 preference 200\n", "from 192.0.2.0/24 tabel 100\n", "CL150"),
    ("virtual_ipaddress_excluded {{\n        include {}\n    }}", "198.51.100.9/$MASK\n", "198.51.100.9/33\n", "CL153"),
    ("virtual_ipaddress_excluded {{\n        include {}\n    }}", "${NET}.9/24\n", "${NET}.999/24\n", "CL152"),
)  # fmt: skip


@pytest.mark.parametrize(("block", "good", "bad", "code"), INNER_PARTS)
@pytest.mark.parametrize("named", ["part", "both", "main and part elsewhere"])
def test_a_part_without_a_keyword_is_judged_by_the_file_that_includes_it(
    block: str, good: str, bad: str, code: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # below which nodes may share a part
    include, part = ("parts.inc", "parts.inc") if named != "main and part elsewhere" else ("../common/p", "../common/p")
    main = "$MASK=24\n$NET=198.51.100\n" + MAIN.format(vips="192.0.2.10/24", inner=block.format(include), top="")
    for text, codes in ((good, set[str]()), (bad, {code})):
        put(tmp_path, {"lb1/keepalived.conf": main, f"lb1/{part}": text})
        path = (tmp_path / "lb1" / part).resolve()
        paths = [str(path), *([str(tmp_path / "lb1/keepalived.conf")] if named == "both" else [])]
        for lenient in (False, True):
            report = check(load(paths, lenient=lenient))
            found = {f.code for f in report.findings if f.severity == "error"}
            assert found - {"CL233"} == codes, (text, lenient)  # no peer is left
            assert [len(h.virtual_routers) for h in report.net.hosts] == [1]


def test_a_part_of_several_hosts_is_judged_on_each_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, layout in enumerate(("{}/keepalived.conf", "hosts/{}/keepalived.conf", "nodes/{}/keepalived.conf")):
        root = tmp_path / str(number)
        main = MAIN.format(vips=f"include {'../' * layout.count('/')}common/vips.inc", inner="", top="")
        put(root, {layout.format(host): main for host in ("lb1", "lb2", "lb3")})
        put(root, {"common/vips.inc": "192.0.2.10/24\n192.0.2.11/33\n"})
        monkeypatch.chdir(root)
        for paths in (["common/vips.inc"], ["lb1", "lb2", "lb3"]) if not number else (["common/vips.inc"],):
            report = check(load(paths))
            found = [f for f in report.findings if f.code == "CL153"]
            assert len(found) == 1, (layout, paths)
            assert sorted(h.name for h in report.net.hosts) == ["lb1", "lb2", "lb3"]
            assert [r.span.source.host for r in found[0].related] == ["lb2", "lb3"]


def test_a_part_of_a_part_beside_it(tmp_path: Path) -> None:
    put(tmp_path, {
        "k/keepalived.conf": MAIN.format(vips="192.0.2.9/24", inner="include inst.inc", top=""),
        "k/inst.inc": "virtual_ipaddress_excluded {\n    include vips\n}\n",
        "k/vips": "198.51.100.5/24\n198.51.100.5x/24\n",
    })  # fmt: skip
    report = check(load([str(tmp_path / "k/vips")]))
    assert [(f.code, Path(f.span.source.path).name) for f in report.findings if f.severity == "error"] == [
        ("CL152", "vips")
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("192.0.2.5/24\n192.0.2.6/24x\n", ["CL153"]),
        ("192.0.2.5/33\n", ["CL153"]),
        ("192.0.2.5\n192.0.2.500\n", ["CL152"]),
        ("~SEQ(N, 1, 2) 192.0.2.5${N}/24x\n", ["CL153"] * 2),
        ("192.0.2.5/24\n2001:db8::1/64\n192.0.2.1-9\n", []),
        ("192.0.2.5/$MASK\n192.0.2.6/24 dev $IF\n", []),
        ("192.0.2.5 min_ttl 3\n192.0.2.6\n", []),
        ("@lb1 192.0.2.5/24\n@lb2 192.0.2.6/24\n", []),
        ("@lb1 priority 110\n@lb2 priority 100\n", []),
        ("@lb1 priority 1100\n", ["CL116"]),
        ("~SEQ(N, 1, 3) 192.0.2.5${N}/24\n", []),
        ("from 192.0.2.0/24 table 100 preference 200\n", []),
        ("eth1 weight -20\neth2\n", []),
    ],
)
def test_addresses_that_no_list_takes_are_said_without_an_including_file(
    text: str, codes: list[str], tmp_path: Path
) -> None:
    put(tmp_path, {"a/part": text})
    report = check(load([str(tmp_path / "a/part")]))
    assert [f.code for f in report.findings if f.severity == "error"] == codes
    assert [f.state for f in report.net.listed] == ["read"]


def test_the_search_for_including_files_grows_with_the_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [0, 0]
    fits, real = inclusion._fits, reading.read

    def counted(*words: str) -> bool:
        calls[0] += 1
        return fits(*words)

    def read(path: str, real_path: str | None = None, left: Budget | None = None, inside: str = "") -> Source | Finding:
        calls[1] += 1
        return real(path, real_path, left, inside)

    monkeypatch.setattr(inclusion, "_fits", counted)
    monkeypatch.setattr(reading, "read", read)
    counts = []
    for parts in (50, 100):
        folder = tmp_path / str(parts) / "a/b/c"
        put(folder, {f"h{n}/keepalived.conf": CONF_OF.format(7, "../none/x") for n in range(10)})
        put(folder, {f"p/{n}": "nothing of ours\n" for n in range(parts)})
        calls[:] = [0, 0]
        load([str(folder / f"p/{n}") for n in range(parts)])
        counts.append(tuple(calls))
    assert all(0 < large <= 2.1 * small for small, large in zip(*counts, strict=True)), counts
