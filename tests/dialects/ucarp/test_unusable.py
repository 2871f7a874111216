"""Units whose ucarp cannot run, or runs beside the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net

LINE = "-i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10 -u /up -d /down -z -n"
UCARP = f"ExecStart=/usr/sbin/ucarp {LINE}\n"
INSTALL = "\n[Install]\nWantedBy=multi-user.target\n"


def loaded(folder: Path, text: str, variables: str | None = None, file: str = "ucarp.service") -> Net:
    unit = folder / "n1/etc/systemd/system" / file
    unit.parent.mkdir(parents=True)
    unit.write_text(text)
    if variables is not None:
        (folder / "n1/etc/default").mkdir()
        (folder / "n1/etc/default/vip").write_text(variables)
    return load([str(folder / "n1")])


def service(lines: str, section: str = "Service") -> str:
    return f"[Unit]\nDescription=vip\n\n[{section}]\nRestart=always\n{lines}{INSTALL}"


def found(net: Net) -> list[tuple[str, str]]:
    """The findings about the command line: the code, and the text of the place."""
    codes = ("CL203", "CL266", "CL339", "CL348", "CL349", "CL396")
    return [(f.code, f.span.text) for f in check(net).findings if f.code in codes]


@pytest.mark.parametrize(
    ("lines", "variables"),
    [
        (UCARP, None),
        ("EnvironmentFile=/etc/default/vip\nExecStart=/usr/sbin/ucarp $OPTS\n", f"OPTS={LINE}\n"),
        ("EnvironmentFile=/etc/default/vip\nExecStart=/usr/sbin/ucarp $OPTS\n", f'OPTS="{LINE}"\n'),
        (f'Environment="OPTS={LINE}"\nExecStart=/usr/sbin/ucarp "$OPTS"\n', None),  # split all the same
        (f"Environment=SKEW=-k50\nExecStart=/usr/sbin/ucarp {LINE} ${{SKEW}}\n", None),
        (f'Environment="P=-a b"\nExecStart=/usr/sbin/ucarp {LINE} -x ${{P}}\n', None),
        (f"Environment=\"OPTS={LINE}\"\nExecStart=/bin/sh -c 'exec ucarp ${{OPTS}}'\n", None),  # a shell splits it
        ("EnvironmentFile=-/etc/default/vip\nExecStart=/usr/sbin/ucarp $OPTS\n", None),
        ("ExecStart=/usr/sbin/ucarp $OPTS -B\nType=forking\n", None),
        ("ExecStart=/usr/sbin/haproxy -Ws\n", None),
        (f"X-Note=a\n{UCARP}[X-Vendor]\nExecStart=/usr/sbin/ucarp\n", None),
    ],
)
def test_a_command_line_that_may_run_is_quiet(tmp_path: Path, lines: str, variables: str | None) -> None:
    assert found(loaded(tmp_path, service(lines), variables)) == []


@pytest.mark.parametrize(
    ("lines", "variables", "place"),
    [
        ("EnvironmentFile=/etc/default/vip\nExecStart=/usr/sbin/ucarp ${OPTS}\n", f"OPTS={LINE}\n", "${OPTS}"),
        (f'Environment="OPTS={LINE}"\nExecStart=/usr/sbin/ucarp ${{OPTS}} -B\nType=forking\n', None, "${OPTS}"),
        (f'Environment="OPTS={LINE}" A=-P\nExecStart=/usr/bin/nice ucarp ${{A}} ${{OPTS}}\n', None, "${OPTS}"),
        ('Environment="A=-k 5"\nExecStart=/usr/sbin/ucarp -v 7 ${A}\n', None, "${A}"),
        ("ExecStart=/usr/sbin/ucarp\n", None, "/usr/sbin/ucarp"),
        ("ExecStart=-/usr/sbin/ucarp -i eth0\n", None, "/usr/sbin/ucarp"),
        ("EnvironmentFile=/etc/default/vip\nExecStart=/usr/sbin/ucarp $OPTS\n", "OPTS=\n", "/usr/sbin/ucarp"),
    ],
)
def test_a_command_line_that_cannot_run(tmp_path: Path, lines: str, variables: str | None, place: str) -> None:
    assert found(loaded(tmp_path, service(lines), variables)) == [("CL339", place)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (service(UCARP, "Services"), "did you mean [Service]?"),
        (service(UCARP, "service"), "did you mean [Service]?"),
        (service(UCARP, "Daemon"), "systemd does not know [Daemon], "),
        (f"[Unit]\n{UCARP}\n[Service]\nRestart=always\n{INSTALL}", "[Unit] has no ExecStart="),
    ],
)
def test_a_command_in_another_section_does_not_count(tmp_path: Path, text: str, expected: str) -> None:
    net = loaded(tmp_path, text)
    assert found(net) == [("CL349", "ExecStart")]
    assert any(expected in f.message for f in check(net).findings)


@pytest.mark.parametrize("key", ["ExecStartPre", "ExecStartPost", "ExecStop", "ExecReload"])
def test_a_ucarp_beside_the_service_is_named(tmp_path: Path, key: str) -> None:
    net = loaded(tmp_path, service(f"ExecStart=/usr/sbin/haproxy -Ws\n{key}=/usr/sbin/ucarp {LINE} -B\n"))
    assert [f"{key}= starts this ucarp beside the service of ucarp.service" in line for line in net.not_checked] == [
        True
    ]


@pytest.mark.parametrize("command", ["/bin/systemctl restart ucarp", "/usr/bin/pkill -x ucarp", "/bin/true ucarp"])
def test_what_only_names_a_ucarp_starts_none(tmp_path: Path, command: str) -> None:
    net = loaded(tmp_path, service(f"{UCARP}ExecStop={command}\nExecStartPre=-{command}\n"))
    assert not any("beside the service" in line for line in net.not_checked)


def test_unknown_options_are_said_to_be_unknown(tmp_path: Path) -> None:
    net = loaded(tmp_path, service("EnvironmentFile=-/etc/default/vip\nExecStart=/usr/sbin/ucarp $OPTS\n"))
    assert [line.rpartition(": ")[2] for line in net.not_checked] == [
        "the options of this ucarp are not known, so it is not checked"
    ]


VARIABLE = (
    "EnvironmentFile=/etc/default/vip\nExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.11 -v ${VHID} -p x -a 192.0.2.10\n"
)


def codes(net: Net, *asked: str) -> list[str]:
    return [f.code for f in check(net).findings if f.code in asked]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("VHID=7\n", []),
        ("# export VHID=7\nVHID=7\n", []),
        ("export VHID=6\nVHID=7\n", []),
        ("export LANG=C\nVHID=7\n", []),
        ("exportVHID=7\n", []),
        ("export VHID=7\n", ["CL191"]),
        ("export\tVHID=7\n", ["CL191"]),
        ("LANG=C\n  export VHID='7'\n", ["CL191"]),
    ],
)
def test_export_in_a_file_of_variables(tmp_path: Path, variables: str, expected: list[str]) -> None:
    assert codes(loaded(tmp_path, service(VARIABLE), variables), "CL191") == expected


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ("vip", []),
        ("ssh", []),
        ("ucarp-other", []),
        ("vipp", ["CL349"]),
        ("vpi", ["CL349"]),
        ("VIP", ["CL349"]),
        ("vip.example", ["CL349"]),
        ("vip.rpmsave", ["CL349"]),
    ],
)
def test_a_file_of_variables_that_is_not_there(tmp_path: Path, there: str, expected: list[str]) -> None:
    folder = tmp_path / "n1/etc/default"
    folder.mkdir(parents=True)
    (folder / there).write_text("VHID=7\n")
    assert codes(loaded(tmp_path, service(VARIABLE)), "CL349") == expected


def test_a_file_of_variables_that_may_be_absent(tmp_path: Path) -> None:
    folder = tmp_path / "n1/etc/default"
    folder.mkdir(parents=True)
    (folder / "vipp").write_text("VHID=7\n")
    assert codes(loaded(tmp_path, service(VARIABLE.replace("=/etc/def", "=-/etc/def"))), "CL349") == []
