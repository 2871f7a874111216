"""Addresses that the programs of a node's network refuse, and what only looks odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.inputs.load import load

NETPLAN = (
    "etc/netplan/50.yaml",
    "network:\n  ethernets:\n    eth0:\n      addresses: [{0}]\n      routes: [{{to: default, via: {1}}}]\n",
)
NETWORKD = ("etc/systemd/network/10.network", "[Match]\nName=eth0\n[Network]\nAddress={0}\nGateway={1}\n")
KEYFILE = (
    "etc/NetworkManager/system-connections/e.nmconnection",
    "[connection]\nid=e\ninterface-name=eth0\n[ipv4]\nmethod=manual\naddress1={0},{1}\n",
)
PLACES = {"netplan": NETPLAN, "networkd": NETWORKD, "networkmanager": KEYFILE}


def said(folder: Path, place: tuple[str, str], address: str, gateway: str) -> list[str]:
    """What is found about a file with an address and a gateway."""
    path = folder / place[0]
    path.parent.mkdir(parents=True)
    path.write_text(place[1].format(address, gateway))
    return [f.message.partition(":")[0] for f in load([str(folder)]).findings]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("address", "gateway", "bad"),
    [
        ("192.0.2.300/24", "192.0.2.1", "192.0.2.300/24"),
        ("192.0.2.11/33", "192.0.2.1", "192.0.2.11/33"),
        ("192.0.2/24", "192.0.2.1", "192.0.2/24"),
        ("192.0.2.1l/24", "192.0.2.1", "192.0.2.1l/24"),
        ("192.0.2.11/24", "192.0.2.256", "192.0.2.256"),
    ],
)
def test_what_is_no_address(place: str, address: str, gateway: str, bad: str, tmp_path: Path) -> None:
    assert said(tmp_path, PLACES[place], address, gateway) == [f"{bad} is not an address"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("address", "gateway"),
    [
        ("192.0.2.11/24", "192.0.2.1"),
        ("192.0.2.11/32", "192.0.2.1"),
        ("'${ADDRESS}/24'", "192.0.2.1"),
        ("'@ADDRESS@'", "'x.x.x.x'"),
        ("'YOUR_IP/24'", "'<gateway>'"),
    ],
)
def test_what_may_be_one(place: str, address: str, gateway: str, tmp_path: Path) -> None:
    quote = "'" if place == "netplan" else ""
    address, gateway = address.replace("'", quote), gateway.replace("'", quote)
    assert said(tmp_path, PLACES[place], address, gateway) == []


@pytest.mark.parametrize(
    ("place", "message"), [("netplan", ["192.0.2.11 has no prefix length"]), ("networkd", []), ("networkmanager", [])]
)
def test_an_address_without_a_prefix_length(place: str, message: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, PLACES[place], "192.0.2.11", "192.0.2.1") == message


def test_one_finding_for_an_address_of_several_interfaces(tmp_path: Path) -> None:
    place = (NETWORKD[0], NETWORKD[1].replace("Name=eth0", "Name=eth0 eth1"))
    assert len(said(tmp_path, place, "192.0.2.300/24", "192.0.2.1")) == 1


@pytest.mark.parametrize(
    ("kind", "file", "drop_in", "network"),
    [
        ("netdev", "[NetDev]\nKind=bond\n", "[NetDev]\nName=bond0\n", "[Match]\nName=bond0\n"),
        ("link", "[Match]\nMACAddress=02:00:00:00:00:01\n[Link]\nName=wan\n", "[Link]\nName=bond0\n", "[Match]\nMACAddress=02:00:00:00:00:01\n"),
    ],
)  # fmt: skip
def test_drop_ins_of_the_files_beside(kind: str, file: str, drop_in: str, network: str, tmp_path: Path) -> None:
    folder = tmp_path / "etc/systemd/network"
    (folder / f"1.{kind}.d").mkdir(parents=True)
    (folder / f"1.{kind}").write_text(file)
    (folder / f"1.{kind}.d/x.conf").write_text(drop_in)
    (folder / "2.network").write_text(f"{network}[Network]\nAddress=192.0.2.1/24\n")
    (host,) = load([str(tmp_path)]).hosts
    (interface,) = host.interfaces
    assert interface.name == "bond0"
    assert kind == "link" or "NetDev.Kind" in [s.key.value for s in interface.settings]
