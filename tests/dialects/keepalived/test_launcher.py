"""Which keepalived.conf is loaded, under which id: by what starts the daemon on a host."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.dialects.keepalived.launcher import _options
from carplint.dialects.systemd.started import started
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from carplint.model import Value
from carplint.text.source import Source
from tests.dialects.systemd.test_units import ETC, LIB, tree

MAIN, OTHER, FAR = "etc/keepalived/keepalived.conf", "etc/keepalived/lb.conf", "opt/ka.cfg"
UNIT = f"{LIB}/keepalived.service"
DROP_IN = f"{ETC}/keepalived.service.d/a.conf"
PACKAGED = (
    "[Service]\nType=notify\nEnvironmentFile=-/etc/default/keepalived\nExecStart=/usr/sbin/keepalived -n $DAEMON_ARGS\n"
)


def instance(number: int) -> str:
    vip = f"virtual_ipaddress {{\n 192.0.2.{number}/24 dev eth0\n }}"
    return f"vrrp_instance V {{\n interface eth0\n virtual_router_id {number}\n priority 100\n {vip}\n}}\n"


CONFIGURATIONS = {MAIN: instance(51), OTHER: instance(61), FAR: instance(71)}


@pytest.mark.parametrize(
    ("files", "ids"),
    [
        ({}, [51]),
        ({"etc/default/keepalived": "DAEMON_ARGS='-f /etc//keepalived/lb.conf'\n"}, [61]),
        ({"etc/sysconfig/keepalived": "KEEPALIVED_OPTIONS='-D --use-file=/opt/ka.cfg'\r\n"}, [71]),
        ({"etc/default/keepalived": "DAEMON_ARGS=-f/opt/ka.cfg\nDAEMON_ARGS=-D\n"}, [51]),
        ({"etc/default/keepalived": "#DAEMON_ARGS=-f/opt/ka.cfg\n"}, [51]),
        ({"etc/default/keepalived": "if true; then DAEMON_ARGS=-f/opt/ka.cfg; fi\n"}, [51]),
        ({"etc/default/keepalived": "DAEMON_ARGS='-f /etc/not-there.conf'\n"}, [51]),
        ({UNIT: PACKAGED, "etc/sysconfig/keepalived": "KEEPALIVED_OPTIONS=-f/opt/ka.cfg\n"}, [51]),
        ({UNIT: PACKAGED, "etc/default/keepalived": "DAEMON_ARGS=-f /opt/ka.cfg\n"}, [71]),
        (
            {
                UNIT: PACKAGED,
                DROP_IN: "[Service]\r\nExecStart=\r\nExecStart=/opt/keepalived -n \\\r\n -f /opt/ka.cfg\r\n",
            },
            [71],
        ),
        ({DROP_IN: "[Service]\nExecStart=\nExecStart=/usr/bin/nice keepalived -n -f '/opt/ka.cfg'\n"}, [71]),
        ({DROP_IN: "[Service]\nEnvironment=DAEMON_ARGS=-f/opt/ka.cfg\n"}, [71]),
        ({DROP_IN: "[Service]\nEnvironmentFile=/opt/env\n", "opt/env": "KEEPALIVED_OPTIONS=-f/opt/ka.cfg\n"}, [71]),
        ({UNIT: PACKAGED, DROP_IN: "[Service]\nExecStart=\n"}, [51]),
        ({UNIT: PACKAGED, f"{ETC}/keepalived.service": "-> /dev/null"}, [51]),
        ({"etc/conf.d/keepalived": "cfgfile=/opt/ka.cfg\ncommand_args='-D'\n"}, [71]),
        ({"etc/conf.d/keepalived": "command_args='-D'\nKEEPALIVED_OPTS='-f /opt/ka.cfg'\n"}, [71]),
        ({"etc/conf.d/keepalived": "#cfgfile=/opt/ka.cfg\n"}, [51]),
        (
            {
                UNIT: PACKAGED,
                DROP_IN: "[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -f /opt/ka.cfg $DAEMON_ARGS\n",
            },
            [71],
        ),
        ({"etc/default/keepalived": "DAEMON_ARGS='-C'\n"}, []),
        ({"etc/default/keepalived": "DAEMON_ARGS='-CP'\n"}, [51]),
        ({"etc/default/keepalived": "DAEMON_ARGS='--check --all'\n"}, [51]),
    ],
)
def test_the_file_that_is_loaded(tmp_path: Path, files: dict[str, str], ids: list[int]) -> None:
    own = {path: text for path, text in CONFIGURATIONS.items() if path != OTHER or "lb.conf" in str(files)}
    net = load([str(tree(tmp_path / "lb1", {**own, **files}))])
    assert [r.id.value for r in net.virtual_routers if r.id is not None] == ids
    left_out = [n for n in net.not_checked if "keepalived is started with" in n]
    assert bool(left_out) is (ids != [51])
    assert not [n for n in net.not_checked if "does not read" in n]
    absent = [f.span.text for f in net.findings if f.name == "host-without-active-file"]
    assert absent == (["-f /etc/not-there.conf"] if "not-there" in str(files) else [])


@pytest.mark.parametrize("stated", [None, "b"])
def test_the_id_that_it_is_started_with(tmp_path: Path, stated: str | None) -> None:
    lines = "".join(f"@{'a' if n == 51 else '^a'} $ID={n}\n" for n in (51, 52)) + instance(53).replace(
        "id 53", "id $ID"
    )
    root = tree(tmp_path / "lb1", {MAIN: lines, "etc/default/keepalived": "DAEMON_ARGS='-D -i a'\n"})
    settings = Settings(given=HostSettings(None, stated)) if stated else None
    (router,) = load([str(root)], settings=settings).virtual_routers
    assert router.id is not None
    assert router.id.value == (52 if stated else 51)


@pytest.mark.parametrize(
    ("line", "forks"),
    [("-D", True), ("-Dn", False), ("--dont-fork", False), ("--dont-f", False), ("-p n", True), ("$MORE", None)],
)
def test_whether_it_goes_to_the_background(tmp_path: Path, line: str, forks: bool | None) -> None:
    unit = {UNIT: f"[Service]\nExecStart=/usr/sbin/keepalived {line}\n"}
    (host,) = load([str(tree(tmp_path / "lb1", {MAIN: instance(51), **unit}))]).hosts
    assert [s.forks for s in started(host)] == [forks]


def test_options_take_linear_work() -> None:
    span = Source("x", "").span()
    words = [Value("-" + "D" * 10**5, "", span), *(Value("-p", "", span) for _ in range(10**5))]
    assert sum(1 for _ in _options(words)) == 10**5 + 10**5 // 2
