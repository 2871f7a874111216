"""One long value and many uses of it: what comes of them is bounded by the size of the files, not by the product."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from carplint.inputs.load import load
from carplint.text import reading
from tests.inputs.test_foreign import put
from tests.work import calls

LINE = "/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 1 -a 192.0.2.9 -p x"
UNITS = "h/etc/systemd/system"


def _unit(*lines: str) -> str:
    return "\n".join(("[Service]", *lines, ""))


def _variables(number: int) -> str:
    return "".join(f"A{k}=b\n" for k in range(number))


def _spellings(number: int) -> Iterator[str]:
    """Yield so many ways to write no folder."""
    return (f"{k:b}".replace("0", "./").replace("1", ".//") for k in range(1, number))


def _quadlet(*lines: str) -> str:
    return "\n".join(("[Container]", "Image=x/y", "Network=host", f"Exec={LINE}", *lines, ""))


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
    "a file of variables of many units": lambda n: {
        **{f"{UNITS}/u{k}.service": _unit("EnvironmentFile=/etc/own", f"ExecStart={LINE}") for k in range(n // 20)},
        "h/etc/own": _variables(n),
    },
    "a file of variables by many names": lambda n: {
        f"{UNITS}/u.service": _unit(
            *[f"EnvironmentFile=/etc/{path}own" for path in _spellings(n // 10)], f"ExecStart={LINE}"
        ),
        "h/etc/own": _variables(n),
    },
    "a file of variables of a template": lambda n: {
        f"{UNITS}/u@.service": _unit("EnvironmentFile=/etc/own", f"ExecStart={LINE}"),
        **{f"{UNITS}/multi-user.target.wants/u@{k}.service": "" for k in range(1, n // 20)},
        "h/etc/own": _variables(n),
    },
    "a drop-in of all units": lambda n: {
        f"{UNITS}/service.d/x.conf": _unit(*[f"Environment=A{k}=b" for k in range(n)]),
        **{f"{UNITS}/u{k}.service": _unit(f"ExecStart={LINE}") for k in range(n // 20)},
    },
    "a file that all vip files have": lambda n: {
        "h/etc/ucarp/vip-common.conf": f"PASSWORD=x\nBIND_INTERFACE=e0\nA='{'b ' * n}'\nOPTIONS=\"-x $A\"\n"
        + _variables(n),
        **{f"h/etc/ucarp/vip-{k:03}.conf": f"ID={k}\nVIP_ADDRESS=192.0.2.9\n" for k in range(1, n // 20)},
    },
    "a variable within words": lambda n: {
        "h/etc/rc.local": f"#!/bin/sh\nA={'a' * 20 * n}\n{LINE} {'x$A ' * (5 * n)}\n"
    },
    "a variable that is exported within others": lambda n: {
        "h/etc/sysconfig/carp/vip-001.conf": f"A='{'a' * 20 * n} b'\n" + "export B=x$A\n" * n
    },
    "files of variables of a service": lambda n: {
        "h/compose.yaml": f"services:\n  a:\n    network_mode: host\n    command: {LINE}\n    env_file:\n"
        + "".join(f"    - ./{path}own\n" for path in _spellings(n // 10)),
        "h/own": _variables(n),
    },
    "a Dockerfile of many services": lambda n: {
        "h/compose.yaml": "services:\n"
        + "".join(f"  s{k}: {{network_mode: host, build: .}}\n" for k in range(n // 20)),
        "h/Dockerfile": "FROM x\n" + "".join(f"ENV A{k}=b\n" for k in range(n)) + f"CMD {LINE}\n",
    },
    "files beside a compose file of many Dockerfiles": lambda n: {
        "h/compose.yaml": "services:\n"
        + "".join(f"  s{k}: {{image: b}}\n" for k in range(n // 4))
        + "  z:\n    build: ./z\n",
        "h/compose.override.yaml": "services:\n" + "".join(f"  s{k}: {{image: b}}\n" for k in range(n // 4)),
        "h/.env": _variables(n),
        **{f"h/d{k}/Dockerfile": f"FROM x\nCMD {LINE}\n" for k in range(n // 20)},
    },
    "a file of variables of many quadlets": lambda n: {
        **{f"h/etc/containers/systemd/u{k}.container": _quadlet("EnvironmentFile=/etc/own") for k in range(n // 20)},
        "h/etc/own": _variables(n),
    },
    "a file of variables by many names of a quadlet": lambda n: {
        "h/etc/containers/systemd/u.container": _quadlet(
            *[f"EnvironmentFile=/etc/{path}own" for path in _spellings(n // 10)]
        ),
        "h/etc/own": _variables(n),
    },
    "a file of variables by many names of a run": lambda n: {
        "h/etc/rc.local": f"#!/bin/sh\ndocker run --net=host {' '.join(f'--env-file /etc/{p}own' for p in _spellings(n // 10))}"
        f" x/y {LINE}\n",
        "h/etc/own": _variables(n),
    },
    "files of keepalived and volumes": lambda n: {
        "h/etc/rc.local": f"#!/bin/sh\ndocker run --net=host {'-v /a:/b ' * n} x/keepalived\n",
        **{f"h/etc/keepalived/conf.d/{k}.conf": f"vrrp_instance A{k} {{\n}}\n" for k in range(n // 20)},
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


def _pod(containers: str, data: str = "  a: b\n", name: str = "p") -> dict[str, str]:
    return {
        "h/pod.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n{data}---\napiVersion: v1\nkind: Pod\n"
        f"metadata: {{name: &n {name}}}\nspec:\n  hostNetwork: true\n  containers:\n{containers}"
    }


WORDS = "command: [ucarp, -i, eth0, -v, '1', -a, 192.0.2.9, -p, x]"
HELD: dict[str, Callable[[int], dict[str, str]]] = {
    "a prefix of variables": lambda n: _pod(
        f"  - name: c\n    envFrom: [{{prefix: {'x' * 4 * n}, configMapRef: {{name: m}}}}]\n    {WORDS}\n",
        "".join(f"  a{k}: b\n" for k in range(n // 2)),
    ),
    "a key of a config map": lambda n: _pod(
        f"  - name: c\n    {WORDS}\n    env:\n"
        + "    - {name: A, valueFrom: {configMapKeyRef: {name: m, key: a}}}\n" * (n // 10),
        f"  a: {'x' * 10 * n}\n",
    ),
    "the name of a pod": lambda n: _pod("  - {name: *n, image: ucarp}\n" * (n // 8), name="x" * 8 * n),
    "the target of a copy": lambda n: {"h/Dockerfile": f"FROM x\nCOPY {'a ' * 2 * n} /{'x' * 4000}/\nCMD {LINE}\n"},
}


@pytest.mark.parametrize("kind", HELD)
def test_twice_the_size_takes_at_most_about_twice_the_memory(kind: str, tmp_path: Path) -> None:
    peaks = []
    for number in (50, 1000, 2000):
        put(tmp_path / str(number), HELD[kind](number))
        gc.collect()
        tracemalloc.start()
        _read(tmp_path / str(number))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] <= 2.3 * peaks[1], peaks


def test_what_ends_is_said_once(tmp_path: Path) -> None:
    put(tmp_path, KINDS["a file of variables of many units"](2000))
    said = [line for line in load([str(tmp_path)]).not_checked if line.startswith(reading.ROOM_ENDED)]
    assert len(said) == 1


def test_all_nodes_of_an_interface_have_room(tmp_path: Path) -> None:
    """By one template with a file of usual options: nobody has more of them."""
    options = "OPTIONS='-z -n -k 50 --deadratio=3 --shutdown --facility=daemon --neutral'\n"
    line = f"{LINE.replace('-v 1', '-v %i')} -u /etc/ucarp/vip-up.sh -d /etc/ucarp/vip-down.sh $OPTIONS"
    files = {f"{UNITS}/ucarp@.service": _unit("EnvironmentFile=/etc/own", f"ExecStart={line}"), "h/etc/own": options}
    put(tmp_path, {**files, **{f"{UNITS}/multi-user.target.wants/ucarp@{k}.service": "" for k in range(1, 256)}})
    net = load([str(tmp_path)])
    assert len(net.virtual_routers) == 255
    assert not any(reading.ROOM_ENDED in line for line in net.not_checked)
