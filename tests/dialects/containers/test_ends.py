"""Containers whose first process goes to the background, and so ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load

UCARP = "ucarp -i ens1 -s 192.0.2.11 -v 7 -p tR4-mint -a 192.0.2.10 -u /up -d /down -z"
EXEC = ", ".join(f'"{w}"' for w in UCARP.split())


def ends(folder: Path, text: str, script: str = "") -> bool:
    if script:
        (folder / "run.sh").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    name = "Dockerfile" if text.startswith("FROM") else "compose.yaml"
    (folder / name).write_text(text, encoding="utf-8")
    return "CL300" in [f.code for f in check(load([str(folder)])).findings]


@pytest.mark.parametrize(
    "command",
    [
        f"ENTRYPOINT [{EXEC}]", f"ENTRYPOINT {UCARP}", f"CMD exec {UCARP}", f'CMD ["/sbin/tini", "--", {EXEC}]',
        "CMD keepalived -n -l", "CMD keepalived -nlD", "CMD keepalived -ln", "CMD keepalived --dont-fork", "CMD keepalived --dont-f",
        "CMD keepalived -t", "CMD keepalived --config-test", "CMD keepalived $OPTIONS", "CMD keepalived -l; sleep infinity",
        "CMD keepalived -l && tail -f /dev/null", "CMD keepalived -l & wait", "ENTRYPOINT [\"/init\", \"keepalived\"]",
        f"CMD {UCARP} -B; exec nginx", "CMD nginx", "CMD [\"supervisord\", \"-c\", \"keepalived\"]",
    ],
)  # fmt: skip
def test_what_stays_is_not_reported(tmp_path: Path, command: str) -> None:
    assert not ends(tmp_path, f"FROM alpine\nENV X=keepalived\n{command}\n")


@pytest.mark.parametrize(
    "command",
    [
        f'ENTRYPOINT [{EXEC}, "-B"]', f"ENTRYPOINT {UCARP} -B", f"CMD exec {UCARP} --daemonize", f'CMD ["tini", "--", {EXEC}, "-B"]',
        "CMD keepalived", "CMD keepalived -l", "CMD exec /usr/sbin/keepalived -D -d", 'ENTRYPOINT ["keepalived"]\nCMD ["-lD"]',
        'ENTRYPOINT ["keepalived", "-l", "-f", "/etc/ka.conf"]', "CMD mkdir -p /run/ka; keepalived --log-console",
    ],
)  # fmt: skip
def test_what_goes_to_the_background_ends_the_container(tmp_path: Path, command: str) -> None:
    assert ends(tmp_path, f"FROM alpine\n{command}\n")


@pytest.mark.parametrize("script", ["exec keepalived -l", "mkdir -p /run\nkeepalived", f"exec {UCARP} -B"])
def test_a_script_that_ends_so(tmp_path: Path, script: str) -> None:
    assert ends(tmp_path, 'FROM alpine\nCOPY run.sh /keepalived.sh\nENTRYPOINT ["/keepalived.sh"]\n', script)


@pytest.mark.parametrize(
    "script", ["exec keepalived -ln", "keepalived\nexec nginx", "keepalived\nwait", f"exec {UCARP}"]
)
def test_a_script_that_goes_on(tmp_path: Path, script: str) -> None:
    assert not ends(tmp_path, 'FROM alpine\nCOPY run.sh /keepalived.sh\nENTRYPOINT ["/keepalived.sh"]\n', script)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("image: example/keepalived\n    network_mode: host\n    command: keepalived -l", False),
        ("image: example/keepalived\n    network_mode: bridge\n    entrypoint: keepalived -l", False),
        ("image: example/keepalived\n    network_mode: host\n    entrypoint: keepalived -l", True),
        ("image: docker.io/library/debian:12\n    network_mode: host\n    command: keepalived -l", True),
    ],
)
def test_the_entrypoint_of_an_image_that_is_not_known_may_change_that(
    tmp_path: Path, lines: str, expected: bool
) -> None:
    assert ends(tmp_path, f"services:\n  vip:\n    {lines}\n") is expected


def test_a_base_that_is_not_known_may_have_an_entrypoint(tmp_path: Path) -> None:
    assert not ends(tmp_path, "FROM example/base\nCMD keepalived -l\n")


@pytest.mark.parametrize("install", ["RUN apk add ucarp", "RUN set -e; \\\n    apk add --no-cache bash ucarp"])
@pytest.mark.parametrize("base", ["alpine:3.20", "registry.example/base"])
def test_a_start_script_is_read_whatever_the_base_is_called(tmp_path: Path, install: str, base: str) -> None:
    (tmp_path / "run.sh").write_text(f"#!/bin/sh\nset -e\nexec {UCARP}\n", encoding="utf-8")
    text = f'FROM {base}\n{install}\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n'
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    (router,) = load([str(tmp_path)]).virtual_routers
    assert router.id is not None
    assert router.id.value == 7
    (tmp_path / "run.sh").write_text(f"#!/bin/sh\nset -e\n{UCARP}\n", encoding="utf-8")
    assert "CL343" in [f.code for f in check(load([str(tmp_path)])).findings]


def test_an_image_that_only_has_the_package_is_no_node(tmp_path: Path) -> None:
    text = 'FROM alpine\nRUN apk add keepalived ucarp nginx\nCMD ["nginx"]\n'
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    net = load([str(tmp_path)])
    assert net.virtual_routers == ()
    assert check(net).findings == ()
