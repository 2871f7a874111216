"""A keepalived that loads another file than keepalived.conf, or runs in another network namespace."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net

CONFIGURATION = """vrrp_instance WEB {
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""
UNIT = (
    "[Service]\nType=notify\nEnvironmentFile=-/etc/default/keepalived\nExecStart=/usr/sbin/keepalived -n $DAEMON_ARGS\n"
)
OTHER = {
    "keepalived/keepalived.conf": CONFIGURATION,
    "ka/main.conf": CONFIGURATION.replace("51", "52"),
    "systemd/system/keepalived.service": UNIT,
}
DROP_IN = "systemd/system/keepalived.service.d/own.conf"


def loaded(folder: Path, files: dict[str, str]) -> Net:
    for path, text in files.items():
        own = folder / "n1/etc" / path
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(text)
    return load([str(folder / "n1")])


def ids(net: Net) -> list[int | None]:
    return [r.id.value for r in net.virtual_routers if r.id is not None]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 51),
        ({"default/keepalived": 'DAEMON_ARGS="-D"\n'}, 51),
        ({DROP_IN: '[Service]\nEnvironment="DAEMON_ARGS=-D"\n'}, 51),
        ({"default/keepalived": 'DAEMON_ARGS="-f /etc/ka/main.conf"\n'}, 52),
        ({DROP_IN: '[Service]\nEnvironment="DAEMON_ARGS=-f /etc/ka/main.conf"\n'}, 52),  # the file is not there
        ({DROP_IN: "[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -n -f /etc/ka/main.conf\n"}, 52),
        # a file counts more than Environment=
        (
            {
                "default/keepalived": 'DAEMON_ARGS="-D"\n',
                DROP_IN: '[Service]\nEnvironment="DAEMON_ARGS=-f /etc/ka/main.conf"\n',
            },
            51,
        ),
    ],
)
def test_the_file_that_is_loaded_counts_as_read(tmp_path: Path, files: dict[str, str], expected: int) -> None:
    net = loaded(tmp_path, OTHER | files)
    assert ids(net) == [expected]
    assert net.files == sum(f.state == "read" for f in net.listed)
    assert [f.path.rpartition("/etc/")[2] for f in net.listed if f.state == "read" and f.path.endswith(".conf")][
        :1
    ] == ["ka/main.conf" if expected == 52 else "keepalived/keepalived.conf"]


INTERFACES = {"network/interfaces": "auto eth9\niface eth9 inet static\n  address 198.51.100.1/24\n"}


def missing(net: Net) -> list[str]:
    return [f.code for f in check(net).findings if f.code == "CL384"]


@pytest.mark.parametrize(
    "files",
    [
        {"keepalived/keepalived.conf": f"net_namespace blue\n{CONFIGURATION}"},
        {"default/keepalived": "DAEMON_ARGS='-s blue'\n"},
        {"default/keepalived": "DAEMON_ARGS='-D --namespace=blue'\n"},
        {DROP_IN: "[Service]\nNetworkNamespacePath=/run/netns/blue\n"},
        {DROP_IN: "[Service]\nPrivateNetwork=yes\n"},
        {DROP_IN: "[Service]\nExecStart=\nExecStart=/sbin/ip netns exec blue /usr/sbin/keepalived -n\n"},
    ],
)
def test_the_interfaces_of_another_namespace_are_not_those_of_the_host(tmp_path: Path, files: dict[str, str]) -> None:
    assert missing(loaded(tmp_path, OTHER | INTERFACES | files)) == []


@pytest.mark.parametrize(
    "files",
    [{}, {"default/keepalived": 'DAEMON_ARGS="-D -S 3"\n'}, {DROP_IN: "[Service]\nPrivateNetwork=no\nNice=-5\n"}],
)
def test_those_of_its_own_are(tmp_path: Path, files: dict[str, str]) -> None:
    assert missing(loaded(tmp_path, OTHER | INTERFACES | files)) == ["CL384"]
