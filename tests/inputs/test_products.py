"""One long value and many uses of it: what comes of them is bounded by the size of the files, not by the product."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from carplint.inputs.load import load
from tests.inputs.test_foreign import put
from tests.work import calls

LINE = "/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 1 -a 192.0.2.9 -p x"
UNITS = "h/etc/systemd/system"


def _unit(*lines: str) -> str:
    return "\n".join(("[Service]", *lines, ""))


KINDS: dict[str, Callable[[int], dict[str, str]]] = {
    "a variable of a script": lambda n: {"h/etc/rc.local": f"#!/bin/sh\nA='{'a ' * n}'\n{LINE} {'$A ' * n}\n"},
    "a variable on many lines": lambda n: {
        "h/etc/rc.local": f"#!/bin/sh\nA='{'a ' * n}'\n" + f"{LINE} $A\n" * (n // 20)
    },
    "a variable in quotes": lambda n: {"h/etc/rc.local": f"#!/bin/sh\nA='{'a' * n}'\n{LINE} -x \"{'$A' * n}\"\n"},
    "a script in a script": lambda n: {
        "h/etc/rc.local": f"#!/bin/sh\nexport A='{'a ' * n}'\n" + f"sh -c '{LINE} $A $A $A'\n" * (n // 20)
    },
    "a variable of a unit": lambda n: {
        f"{UNITS}/u.service": _unit(f'Environment="A={"a " * n}"', f"ExecStart={LINE} {'$A ' * n}")
    },
    "a variable of many commands": lambda n: {
        f"{UNITS}/u.service": _unit(f'Environment="A={"a " * n}"', *[f"ExecStart={LINE} $A"] * (n // 20))
    },
    "a file of variables": lambda n: {
        f"{UNITS}/u.service": _unit(*["EnvironmentFile=/etc/own"] * n, f"ExecStart={LINE} $A1"),
        "h/etc/own": "".join(f"A{k}=1\n" for k in range(n)),
    },
    "a template": lambda n: {
        f"{UNITS}/u@.service": _unit(f"ExecStart={LINE.replace('-v 1', '-v %i')} {'-x a ' * (20 * n)}"),
        **{f"{UNITS}/multi-user.target.wants/u@{k}.service": "" for k in range(1, n // 10)},
    },
    "an alias of a compose file": lambda n: {
        "h/compose.yaml": f'x: &a "{LINE} {"a " * n}"\nservices:\n'
        + "".join(f"  s{k}: {{network_mode: host, command: *a}}\n" for k in range(n // 10))
    },
    "a variable of a container": lambda n: {
        "h/compose.yaml": f"services:\n  a:\n    network_mode: host\n    environment: {{A: '{'a ' * n}'}}\n"
        f"    command: [sh, -c, 'ucarp {'$$A ' * n}']\n"
    },
    "sets of NixOS": lambda n: {
        "h/etc/nixos/configuration.nix": f"{{ networking.ucarp.{'x' * n} = {{ {'a=1;' * n} }}; }}\n"
    },
}


def _read(top: Path) -> None:
    assert load([str(top)]).hosts is not None


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_size_is_at_most_about_twice_the_work(kind: str, tmp_path: Path) -> None:
    for number in (50, 1000, 2000):
        put(tmp_path / str(number), KINDS[kind](number))
    _read(tmp_path / "50")  # what is imported, compiled and made once
    small, large = (calls(partial(_read, tmp_path / str(number))) for number in (1000, 2000))
    assert large <= 2.3 * small
    assert small > 1000


def test_a_usual_length_is_known(tmp_path: Path) -> None:
    """What is bounded is the sum: a few long lines are read as they are."""
    put(tmp_path, {"h/etc/rc.local": f"#!/bin/sh\nA='{'-x a ' * 50}'\n" + f"{LINE} $A -k 7 &\n" * 5})
    routers = load([str(tmp_path)]).virtual_routers
    assert [r.advskew.value for r in routers if r.advskew is not None] == [7] * 5
