"""The tables of commands and steps: each service has a way to be run, each system its commands, and each command is shell."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from inspect import getsource
from string import Formatter

import pytest

from carplint.conversion.plan import changes, facts, order, services
from carplint.conversion.plan.steps import Fact, filled, made, table
from carplint.text.phrase import Phrase

FIELDS = set(
    "way unit service template up down free device file files announced restore lines package group peer end save".split()
)
COMMANDS = table("commands")
STEPS = {name: parts for name, parts in table("steps").items() if "title" in parts}
CHANGES = {name: parts for name, parts in table("steps").items() if name in ("service", "release")}


def texts(table: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """All texts of a table."""
    return (text for parts in table.values() for own in parts.values() for text in own)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_each_service_is_run_by_something_that_is_in_the_table() -> None:
    for name, service in services.SERVICES.items():
        assert service.service or service.runner, name
        assert not service.runner or service.runner in COMMANDS, name


@pytest.mark.parametrize("family", ["unknown", "redhat", "debian", "gentoo"])
def test_each_family_of_systems_has_its_packages(family: str) -> None:
    found = COMMANDS[family]
    assert found.keys() == {"install", "remove", "installed", "back", "save"}
    assert all(len(own) == 1 and own[0] for own in found.values())


@pytest.mark.parametrize("init", ["", "systemd", "sysv", "openrc", "systemd or sysv"])
def test_each_way_to_run_services_starts_and_stops_a_unit(init: str) -> None:
    running = [(init, {"unit": "keepalived", "service": "keepalived"})]
    found = [services.commands(way, running) for way in services.WAYS]
    assert all(len(own) == 1 and "keepalived" in own[0].text for own in found)


def test_every_command_names_known_things_and_is_shell() -> None:
    for text in texts(COMMANDS):
        assert names(text) <= FIELDS, text
        subprocess.run(["sh", "-n"], input=text.format_map(dict.fromkeys(FIELDS, "x")), text=True, check=True)


def test_every_command_of_a_step_is_shell() -> None:
    for name, step in STEPS.items():
        for text in (*step.get("command", ()), *step.get("undo", ())):
            script = text.format_map(dict.fromkeys(names(text), "x"))
            subprocess.run(["sh", "-n"], input=script, text=True, check=True)
        assert step.keys() <= {"title", "why", "command", "undo"}, name


def test_every_step_is_of_a_change_or_of_the_order() -> None:
    changes = [name for parts in CHANGES.values() for own in parts.values() for name in own[0].split()]
    assert {*changes, "others", "stop", "look", "see", "start"} == set(STEPS)


def test_a_change_is_told_whether_the_daemons_hear_each_other_or_not() -> None:
    told = {name: parts for name, parts in table("steps").items() if name.partition(" ")[0] in CHANGES and " " in name}
    assert told.keys() == {"service hear", "service cross", "service deaf", "release hear", "release deaf"}
    assert all(parts.keys() <= {"page", "reason"} and len(parts["reason"]) == 1 for parts in told.values())
    assert CHANGES.keys() == {"service", "release"}
    assert all(parts.keys() <= {"before", "meanwhile", "after"} for parts in CHANGES.values())
    assert all(len(own) == 1 for parts in CHANGES.values() for own in parts.values())


def test_every_name_in_a_step_is_a_fact_that_nodes_may_have() -> None:
    """A misspelt one would leave out what names it, without a word."""
    given = {f"{age}_{way}" for age in ("old", "new") for way in services.WAYS}
    given |= set(COMMANDS["unknown"]) | {"let", "shut", "keep"}
    for module in (facts, order, changes):
        given |= set(re.findall(r"""["](\w+)["](?=:| if )""", getsource(module)))
        given |= set(re.findall(r"""\b(\w+)=""", getsource(module)))
    for name, step in STEPS.items():
        assert {n for text in texts({name: step}) for n in names(text)} <= given, name


def test_a_command_is_given_once_for_each_item_that_has_what_it_names() -> None:
    restore = Phrase.kept("r a")
    items: list[Fact] = [
        {"file": "/a", "restore": restore},
        {"up": "eth0", "down": "eth0", "free": Phrase.kept("")},
        {"file": "/a", "restore": restore},
    ]
    found = {way: services.commands(way, [("ifupdown", item) for item in items]) for way in services.WAYS}
    assert [len(own) for own in found.values()] == [1, 0, 1, 1]
    assert found["enable"] == (restore,)


def test_a_text_with_braces_in_a_value_is_filled_once() -> None:
    assert filled(["vi {file}"], [{"file": "{unit}", "unit": "x"}]) == ("vi {unit}",)


def test_a_step_is_made_once_for_each_title_with_the_commands_of_its_own_items() -> None:
    rules = [{"which": w, "wall": w, "let": Phrase.kept(f"{w} let"), "shut": Phrase.kept(f"{w} shut")} for w in "ab"]
    one, two = made(["let-through"], "prepare", [{"host": "lb1"}, *rules])
    assert (one.action, one.commands) == ("Let protocol 112 pass the firewall, if that is a", (Phrase.kept("a let"),))
    assert two.undo == (Phrase.kept("b shut"),)
    assert not made(["let-through"], "prepare", [{"host": "lb1"}])


def test_a_title_is_the_first_of_several_whose_facts_are_there() -> None:
    facts = {"host": "lb1", "package": "keepalived", "version": "2.2.7"}
    assert [s.action for s in made(["update"], "roll", [facts])] == ["Install keepalived 2.2.7"]
    (step,) = made(["update"], "roll", [{**facts, "system": "Debian", "other": "2.0.10"}])
    assert step.action.endswith("The packages of Debian have 2.0.10, so it must come from elsewhere")
    assert "# install keepalived 2.2.7 from there" in [c.text for c in step.commands]
    assert not made(["install"], "prepare", [facts])
