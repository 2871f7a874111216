"""The tables of commands: each service has a way to be run, each system its commands, and each command is shell."""

from __future__ import annotations

import subprocess
from string import Formatter

import pytest

from carplint.conversion.plan import commands as tables
from carplint.model.system import System

FIELDS = {"unit", "service", "template", "up", "down", "file", "restore", "lines", "package", "address", "save", "side"}


def test_each_service_is_run_by_something_that_is_in_the_table() -> None:
    for name, service in tables.SERVICES.items():
        assert service.service or service.runner, name
        assert not service.runner or service.runner in tables._RUNNERS, name


@pytest.mark.parametrize("family", ["", "redhat", "debian", "gentoo"])
def test_each_family_of_systems_has_its_packages(family: str) -> None:
    assert all(tables.distribution(System(family=family)))


@pytest.mark.parametrize("init", ["", "systemd", "sysv", "openrc", "redhat"])
def test_each_way_to_run_services_starts_and_stops_a_unit(init: str) -> None:
    found = tables.run(init, [{"unit": "keepalived", "service": "keepalived"}])
    assert all(len(way) == 1 and "keepalived" in way[0] for way in found)


def test_every_command_names_known_things_and_is_shell() -> None:
    texts = [t for row in tables._RUNNERS.values() for (t,) in row]
    texts += [t for row in (*tables._DISTRIBUTIONS.values(), *tables._FIREWALLS) for t in row]
    for text in texts:
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= FIELDS, text
        subprocess.run(["sh", "-n"], input=text.format_map(dict.fromkeys(FIELDS, "x")), text=True, check=True)


def test_a_command_is_given_once_for_each_item_that_has_what_it_names() -> None:
    items = [{"file": "/a", "restore": "r a"}, {"up": "eth0", "down": "eth0"}, {"file": "/a", "restore": "r a"}]
    found = tables.run("ifupdown", items)
    assert [len(way) for way in found] == [1, 1, 1, 1]
    assert found.enable == ("r a",)
