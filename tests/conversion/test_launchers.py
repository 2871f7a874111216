"""What starts keepalived besides its configuration is accounted for, as the rest of a source."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.conversion.ledger import LEDGER
from carplint.dialects.keepalived.launcher import _LONG, _WITH_VALUE
from carplint.inputs.load import load
from tests.conversion.plan.test_plan import instance, tree
from tests.oracles import needs

UNIT = "etc/systemd/system/keepalived.service"
DROP_IN = f"{UNIT}.d/a.conf"


def said(folder: Path, files: dict[str, str], more: str = "", target: str = "ucarp", config_id: str = "") -> list[str]:
    """What is said of some files of a host, its places and words."""
    conf = {"etc/keepalived/keepalived.conf": f"{more}{instance(51, 50, 150)}"}
    net = load([str(tree(folder / "lb1", {**conf, **files}))])
    net = net._replace(hosts=tuple(h._replace(config_id=config_id or None) for h in net.hosts))
    found = convert(net, target, Choices(allow_errors=True)).report.findings
    own = (f for f in found if not f.span.source.path.endswith("keepalived.conf"))
    return [f"{f.severity} {f.span.text}: {f.message}" for f in own]


@pytest.mark.parametrize("target", ["ucarp", "carp", "interfaces"])
@pytest.mark.parametrize(
    ("name", "variable"),
    [("default", "DAEMON_ARGS"), ("sysconfig", "KEEPALIVED_OPTIONS"), ("conf.d", "KEEPALIVED_OPTS")],
)
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_options_in_variables_of_launchers(name: str, variable: str, quote: str, target: str, tmp_path: Path) -> None:
    words = "-DS3" if not quote else "-D -S 3 --dont-fork -lx -p/run/k.pid --vrrp_pid=/run/v.pid -V"
    found = said(tmp_path, {f"etc/{name}/keepalived": f"# x\n{variable}={quote}{words}{quote}\n"}, target=target)
    assert [m.partition(":")[0] for m in found] == (["info -lx", "error -V"] if quote else [])


@pytest.mark.parametrize(
    "option",
    ["-f /etc/keepalived/other.conf", "-f/etc/keepalived/other.conf", "--use-file=/etc/keepalived/other.conf"],
)
@pytest.mark.parametrize("place", [UNIT, DROP_IN, "etc/default/keepalived"])
def test_another_file_that_runs_is_said(option: str, place: str, tmp_path: Path) -> None:
    line = (
        f'DAEMON_ARGS="{option}"'
        if "default" in place
        else f"[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -n {option}"
    )
    (found,) = said(tmp_path, {place: f"{line}\n"})
    assert found.startswith(f"error {option}: keepalived runs with {option} here: that file decides")
    own = line.replace("other.conf", "keepalived.conf")
    assert said(tmp_path / "own", {place: f"{own}\n"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "ExecStart=/usr/sbin/keepalived -n \\\n  {}",
        "ExecStart=/usr/sbin/keepalived -n -Mcore {}",
        "ExecStart=/usr/sbin/keepalived -n -M {}",
        'Environment="DAEMON_ARGS=-D {}"',
        "Environment='X=1' DAEMON_ARGS={}",
    ],
)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_ways_to_give_another_file(line: str, quote: str, tmp_path: Path) -> None:
    for option in ("-f{0}{1}{0}", "--use-f={0}{1}{0}"):
        own, other = (f"/etc/keepalived/{name}.conf" for name in ("keepalived", "other"))
        if quote and "Environment" in line:
            return  # quotes within quotes
        found = said(tmp_path / "other", {DROP_IN: f"[Service]\n{line.format(option.format(quote, other))}\n"})
        assert ["that file decides" in text for text in found] == [True], found
        assert said(tmp_path / "own", {DROP_IN: f"[Service]\n{line.format(option.format(quote, own))}\n"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "DAEMON_ARGS=-D {}",  # systemd has it to the end of the line
        'DAEMON_ARGS="-D" {}',
        'DAEMON_ARGS = "{}"',
        'DAEMON_ARGS+=" {}"',
        'DAEMON_ARGS="-D"; DAEMON_ARGS="{}"',
        '[ -z "$X" ] && DAEMON_ARGS="{}"',
        'if true; then export DAEMON_ARGS="{}"; fi',
        ': ${{DAEMON_ARGS:="{}"}}',
    ],
)
def test_ways_to_set_a_variable_of_a_launcher(line: str, tmp_path: Path) -> None:
    for name, times in (("other", 1), ("keepalived", 0)):
        found = said(tmp_path / name, {"etc/default/keepalived": f"{line.format(f'-f /etc/keepalived/{name}.conf')}\n"})
        assert len([text for text in found if "that file decides" in text]) == times, found
    assert said(tmp_path / "comment", {"etc/default/keepalived": f"# {line.format('-f /etc/other.conf')}\n"}) == []


@pytest.mark.parametrize(
    "line",
    [
        "ExecStart = /usr/sbin/keepalived -n {}",
        "ExecStart=@/usr/sbin/keepalived keepalived -n {}",
        "ExecStart=/usr/sbin/keepalived -n \\\n# -f /etc/no.conf\n  ; nor this\n  {}",
        'Environment = "DAEMON_ARGS=-D {}"',
    ],
)
def test_ways_to_write_a_setting_of_a_unit(line: str, tmp_path: Path) -> None:
    for name, times in (("other", 1), ("keepalived", 0)):
        found = said(tmp_path / name, {DROP_IN: f"[Service]\n{line.format(f'-f /etc/keepalived/{name}.conf')}\n"})
        assert ["that file decides" in text for text in found] == [True] * times, found


def test_a_variable_that_is_exported_and_ends_at_its_quote(tmp_path: Path) -> None:
    text = 'export DAEMON_ARGS="-D \\\n -x" # -f /etc/other.conf\n'
    found = said(tmp_path, {"etc/default/keepalived": text})
    assert [m.partition(":")[0] for m in found] == ["info -x"]


@pytest.mark.parametrize(
    ("more", "stated", "times"),
    [
        ("", "", 0),
        ("@a linkbeat_use_polling\n", "", 0),
        ("@a linkbeat_use_polling\n", "a", 0),
        ("@a linkbeat_use_polling\n", "b", 1),
    ],
)
def test_the_id_of_a_configuration(more: str, stated: str, times: int, tmp_path: Path) -> None:
    """It matters where lines depend on it; it is the one that keepalived is started with, unless another one was given."""
    found = said(tmp_path, {"etc/default/keepalived": "DAEMON_ARGS='-i a'\n"}, more, config_id=stated)
    assert [m for m in found if "give --config-id with that id" in m] == found
    assert len(found) == times


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Nice=-10", None),
        ("ExecStart=/usr/sbin/keepalived --dont-fork $DAEMON_ARGS", None),
        ("ExecStart=/usr/sbin/keepalived ${KEEPALIVED_OPTIONS} -x", "info -x"),
        ("ExecStart=/usr/sbin/keepalived $MORE", "error $MORE"),
        ("ExecStart=/usr/local/bin/start", "error ExecStart"),
        ("EnvironmentFile=-/etc/default/keepalived", None),
        ("EnvironmentFile=/etc/more", "info EnvironmentFile"),
        ("ExecReload=/bin/kill -HUP $MAINPID", None),
        ("ExecStartPost=/usr/local/bin/tell", "error ExecStartPost"),
        ("OnFailure=tell.service", "error OnFailure"),
        ("IPAddressAllow=any", "info IPAddressAllow"),
        ("NetworkNamespacePath=/run/netns/lb", "error NetworkNamespacePath"),
        ("PrivateNetwork=yes", "error PrivateNetwork"),
        ("PrivateNetwork=no", None),
        ("ExecStart=/usr/sbin/keepalived -n -f /etc/keepalived//keepalived.conf\r", None),
        ("ExecStart=/usr/sbin/keepalived --config-test", "error ExecStart"),
        ("ExecStart=/usr/local/bin/start\nExecStart=\nExecStart=/usr/sbin/keepalived -n", None),
        ("Environment=DAEMON_ARGS=-x\nEnvironment=\n", None),
    ],
)
@pytest.mark.parametrize("place", [UNIT, DROP_IN])
def test_settings_of_its_unit(line: str, what: str | None, place: str, tmp_path: Path) -> None:
    found = said(tmp_path, {place: f"[Service]\n{line}\n"})
    assert [m.partition(":")[0] for m in found] == ([what] if what else [])


def test_another_variable_is_said(tmp_path: Path) -> None:
    (found,) = said(tmp_path, {"etc/sysconfig/keepalived": "TOKENS=1\nKEEPALIVED_OPTIONS=-D\n"})
    assert found.startswith("info TOKENS: TOKENS is lost")


@needs("keepalived")
def test_every_option_of_the_daemon_has_its_row() -> None:
    """Also which of them have a value, by the daemon's own help."""
    text = subprocess.run(["keepalived", "--help"], capture_output=True, text=True).stderr
    rows = re.findall(r"(?m)^  -(\w), --([\w-]+)(=|\[=| id)?", text)
    assert len(rows) > 30
    rows = [row for row in rows if row[0] not in "Ttvh"]  # it ends with these
    assert {short for short, *_ in rows} <= LEDGER["options of keepalived"].keys()
    assert {short for short, _, value in rows if value in ("=", " id")} == {*_WITH_VALUE, "M"}
    words = ["keepalived", "-t", "-f", "/nonexistent", "-M", "core"]  # its value is in the same word
    assert "Unexpected argument(s): core" in subprocess.run(words, capture_output=True, text=True).stdout
    assert {long: short for short, long, value in rows if long in _LONG} == {
        k: v for k, v in _LONG.items() if k != "use-conf"
    }
    irrelevant = {short for short, fate in LEDGER["options of keepalived"].items() if fate == "process"}
    assert {short for short, long, value in rows if long not in _LONG} <= irrelevant | {"I"}


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        ("etc/default/keepalived", 'DAEMON_ARGS="-D -f /etc/keepalived/other.conf"\n', "-f /etc/keepalived/other.conf"),
        ("etc/default/keepalived", 'DAEMON_ARGS="-D -f /etc/keepalived/keepalived.conf -x"\n', ""),
        (DROP_IN, "[Service]\nNice=5\nExecStart=\nExecStart=/usr/sbin/keepalived -n -C\n", "-C"),
        (DROP_IN, "[Service]\nExecStart=\nExecStart=/opt/start-keepalived\n", "ExecStart"),
        (DROP_IN, "[Service]\nExecStart=\nExecStart=/usr/sbin/keepalived -n -P\n", ""),
        (DROP_IN, "[Service]\nNetworkNamespacePath=/run/netns/lb\n", "NetworkNamespacePath"),
        (DROP_IN, "[Service]\nPrivateNetwork=false\n", ""),
        ("etc/default/keepalived", "DAEMON_ARGS='-f /etc/other.conf'\nDAEMON_ARGS=-D\n", ""),
    ],
)
def test_what_would_start_the_new_keepalived_otherwise(path: str, text: str, what: str, tmp_path: Path) -> None:
    tree(tmp_path / "lb1", {"etc/rc.local": "ucarp -i eth0 -s 192.0.2.11 -v 51 -p rosso -a 192.0.2.50\n", path: text})
    report = convert(load([str(tmp_path)]), "keepalived").report
    found = [f for f in report.findings if f.span.source.path.endswith(path)]
    assert [(f.severity, f.span.text) for f in found] == ([("error", what)] if what else [])
