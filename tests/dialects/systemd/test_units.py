"""Units are read as systemd reads them: held against systemd-analyze verify, which tells the files and words that it takes."""

from __future__ import annotations

import cProfile
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.dialects.systemd import environment, syntax, words
from carplint.dialects.systemd.unit import Unit
from carplint.dialects.systemd.units import named
from carplint.inputs.load import load
from carplint.text.source import Source
from tests.oracles import needs

ETC, RUN, LIB, OLD = "etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"
TARGETS = ("basic", "sysinit", "shutdown", "multi-user", "network")
GENERATOR = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator"


def tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write files and, where the text is `-> TARGET`, links; an interface file makes the folder a host."""
    for name, text in {"etc/network/interfaces": "auto lo\niface lo inet loopback\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text, encoding="utf-8", newline="")
    return root


def found(root: Path, name: str) -> tuple[Unit, ...]:
    (host,) = load([str(root)]).hosts
    return named(host, name, host.documents[0].source)


def verify(root: Path, name: str) -> str:
    """What systemd says of a unit, with the units that each service needs."""
    for target in TARGETS:
        tree(root, {f"{LIB}/{target}.target": "[Unit]\nDescription=t\n"})
    command = ["systemd-analyze", "verify", f"--root={root}", name]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def service(text: str) -> str:
    return f"[Unit]\nDescription=d\n[Service]\n{text}\n"


def odd(name: str) -> str:
    """A file with a key that systemd names as unknown."""
    return f"[Service]\nOdd{name}=1\n"


DROP_INS: dict[str, str] = {
    f"{ETC}/foo-bar-@1.service.d/1.conf": "PrefixInstance",
    f"{ETC}/foo-bar-@.service.d/2.conf": "PrefixTemplate",
    f"{ETC}/foo-bar-.service.d/3.conf": "Prefix",
    f"{ETC}/foo-.service.d/4.conf": "Short",
    f"{ETC}/foo-@1.service.d/5.conf": "ShortInstance",
    f"{ETC}/foo-@.service.d/5a.conf": "ShortTemplate",
    f"{ETC}/service.d/6.conf": "Top",
    f"{ETC}/foo-bar-baz@1.service.d/7.conf": "Instance",
    f"{ETC}/foo-bar-baz@.service.d/8.conf": "Template",
    f"{ETC}/foo-bar-baz.service.d/8a.conf": "NotOfThisUnit",
    f"{ETC}/foo-bar-baz@2.service.d/8b.conf": "OfAnotherInstance",
    f"{ETC}/foo-bar-baz@1.service.d/8c.txt": "NotAConf",
    f"{ETC}/service.d/s.conf": "HiddenByAnyOther",
    f"{LIB}/foo-bar-baz@1.service.d/s.conf": "HidesTop",
    f"{ETC}/foo-bar-baz@.service.d/t.conf": "EtcBeforeRun",
    f"{RUN}/foo-bar-baz@1.service.d/t.conf": "RunAfterEtc",
    f"{ETC}/foo-bar-@.service.d/u.conf": "PrefixInEtc",
    f"{RUN}/foo-bar-baz@.service.d/u.conf": "TemplateInRun",
    f"usr/local/{LIB.removeprefix('usr/')}/foo-bar-baz@1.service.d/v.conf": "Local",
    f"{OLD}/foo-bar-baz@1.service.d/w.conf": "Old",
    f"{ETC}.control/foo-bar-baz@1.service.d/x.conf": "Control",
    f"{LIB}/foo-bar-baz@1.service.d/y.conf": "MaskedByALink",
    f"{LIB}/foo-bar-baz@1.service.d/z.conf": "MaskedByAnEmptyFile",
}


@needs("systemd-analyze")
def test_drop_ins_are_those_of_systemd_in_its_order(tmp_path: Path) -> None:
    files = {path: odd(name) for path, name in DROP_INS.items()}
    files[f"{ETC}/foo-bar-baz@1.service.d/y.conf"] = "-> /dev/null"
    files[f"{ETC}/foo-bar-baz@1.service.d/z.conf"] = ""
    files[f"{ETC}/foo-bar-baz@.service"] = service(f"ExecStart=/nx/a\n{odd('Own')}")
    files[f"{LIB}/foo-bar-baz@.service"] = odd("Hidden")
    root = tree(
        tmp_path, {**files, f"{ETC}/multi-user.target.wants/foo-bar-baz@1.service": "-> /x/foo-bar-baz@.service"}
    )
    told = re.findall(r"Unknown key '(Odd\w+)'", verify(root, "foo-bar-baz@1.service"))
    (unit,) = found(root, "foo-bar-baz@.service")
    own = [a.key.written for a in unit.assignments if a.key.written.startswith("Odd")]
    assert own == told
    assert len(own) == 16


@needs("systemd-analyze")
@pytest.mark.parametrize(
    ("files", "there"),
    [
        ({f"{ETC}/a.service": "-> /dev/null", f"{LIB}/a.service": service("ExecStart=/nx/a")}, "masked"),
        ({f"{ETC}/a.service": "", f"{LIB}/a.service": service("ExecStart=/nx/a")}, "masked"),
        ({f"{RUN}/a.service": "-> /dev/null", f"{ETC}/a.service": service("ExecStart=/nx/a")}, "read"),
        ({f"{OLD}/a.service": service("ExecStart=/nx/a")}, "read"),
        ({f"{ETC}/a.service.d/x.conf": service("ExecStart=/nx/a")}, "absent"),
        (
            {
                f"{ETC}/a.service": "-> /usr/lib/systemd/system/a.service",
                f"{LIB}/a.service": service("ExecStart=/nx/a"),
            },
            "read",
        ),
        ({f"{ETC}/a.service": "-> a.service"}, "broken"),
        ({f"{ETC}/a.service": "-> b.service", f"{ETC}/b.service": "-> a.service"}, "broken"),
    ],
)
def test_which_file_is_a_unit(tmp_path: Path, files: dict[str, str], there: str) -> None:
    root = tree(tmp_path, files)
    told = verify(root, "a.service")
    own = found(root, "a.service")
    assert ("Command /nx/a is not executable" in told) is (there == "read")
    assert ("is masked" in told) is (there == "masked")
    assert [u.masked for u in own] == {"masked": [True], "read": [False], "broken": [False], "absent": []}[there]
    assert [bool(u.files) for u in own] == ([] if there == "absent" else [there == "read"])
    assert [bool(u.unread) for u in own] == ([] if there == "absent" else [there == "broken"])


COMMANDS = [
    r"ExecStart=/nx/a\sb\x41\102\u0043\U00000044",
    'ExecStart=/nx/"a b"c',
    "ExecStart=/nx/a'b c'd",
    """ExecStart="/nx/a"'b c' d""",
    'ExecStart="/nx/a \\\n   b"',
    "ExecStart=/nx/a\\\n/b",
    "ExecStart=/nx/a\\\n# c\\\n;d\n/b",
    "ExecStart = /nx/a \\\n\nExecStart=\nExecStart=/nx/b",
    "ExecStart=/nx/a\rOdd=1\r",
    "ExecStart=@:/nx/c d",
    "ExecStart=!!/nx/d",
    "ExecStart=+/nx/d",
    "ExecStart=/nx/a \\; /nx/b",
    "ExecStart=/nx/%p.%N.%n.%i.%j%%",
    "ExecStart=/nx/%P.%J%I",
    "ExecStart=/nx/$X.${Y}",
    "ExecStart=/nx/é",
    "[Service]\nExecStart=/nx/z\n[Unit]\nExecStart=/nx/y",
    "[ Service ]\nExecStart=/nx/y\n[Service]\nExecStart=/nx/z",
    "execstart=/nx/y\nExec Start=/nx/y\n=/nx/y\nExecStart\nExecStart=/nx/z",
    "# ExecStart=/nx/y \\\nExecStart=/nx/z",
    "  ExecStart=/nx/z  ",
]


@needs("systemd-analyze")
@pytest.mark.parametrize("name", ["t.service", "a-b@c-d.service"])
@pytest.mark.parametrize("text", COMMANDS)
def test_the_program_is_the_one_that_systemd_takes(tmp_path: Path, text: str, name: str) -> None:
    root = tree(tmp_path, {f"{ETC}/{name}": service(text)})
    told = re.findall(r"Command (.*) is not executable", verify(root, name))
    (unit,) = found(root, name)
    programs = [c.words[0].value for c in unit.commands if not c.ignored]
    assert [re.sub("/+", "/", p or "?") for p in programs] == told
    assert len(told) == 1


@needs("systemd-analyze")
@pytest.mark.parametrize("text", ['ExecStart=/nx/q "a b', "ExecStart=/nx/q 'a", 'ExecStart=/nx/q a"b'])
def test_a_quote_that_is_not_closed_takes_the_line_away(tmp_path: Path, text: str) -> None:
    root = tree(tmp_path, {f"{ETC}/t.service": service(f"{text}\nExecStart=/nx/r")})
    assert "Unbalanced quoting, ignoring" in verify(root, "t.service")
    (unit,) = found(root, "t.service")
    assert [bool(c.ignored) for c in unit.commands] == [True, False]


@needs("systemd-analyze")
def test_a_header_that_is_none_ends_a_file(tmp_path: Path) -> None:
    text = service("ExecStart=/nx/a\n[Service] # x\nExecStart=/nx/b")
    root = tree(tmp_path, {f"{ETC}/t.service": text})
    assert "t.service:5: Invalid section header '[Service] # x'" in verify(root, "t.service")
    (unit,) = found(root, "t.service")
    assert unit.broken is not None
    assert unit.broken.text == "[Service] # x"
    assert [c.words[0].value for c in unit.commands] == ["/nx/a"]


@needs("systemd-analyze")
@pytest.mark.parametrize(
    "text",
    ["A=1 \"B=2 3\" C=\"4 5\" 6 '7'=8 D='a'b", '"x" ""', "A=1\\\n B=2 # c", "1=2 A-B=3 _=4 é=5", "A='=' =B"],
)
def test_assignments_of_a_unit_are_those_that_systemd_takes(tmp_path: Path, text: str) -> None:
    root = tree(tmp_path, {f"{ETC}/t.service": service(f"ExecStart=/nx/a\nEnvironment={text}")})
    refused = re.findall(r"Invalid environment assignment, ignoring: (.*)", verify(root, "t.service"))
    (unit,) = found(root, "t.service")
    taken = [f"{name}={value.value}" for name, value in unit.variables.values.items()]
    every = {"A=1", "B=2 3", "C=4 5", "D=ab", "B=2", "_=4", "A=="}
    assert set(taken) <= every
    assert not {*taken} & {*refused}
    words = re.findall(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""", text.replace("\\\n", " "))
    assert len(taken) + len(refused) == len(words)


FILES = [
    'A=1\nB=\'x y\' \nC="x\\"y\\q\\\\z" "w"\n',
    "A = 1 \n  B=2\n\n;A=3\n#A=4\n",
    "A=a b  # c\nB=\\ x\\\ny\\ \n",
    "A='a\nb'\nB=2",
    "A=\"a\\\nb\"c d\nB='x\\'y\n",
    "export A=1\nB=2",
    'A=x"y z"\n',
    "A\n=3\nB=4",
    "A=1;B=2\n",
    'A="x\\',
    "A=\\\t \nB=x\\\\ \nC=x \\  \n",
    "A='unclosed\nB=1\n",
    "A=1\r\nB='2'\r\n",
    "A=1\nA=2\nB=a\\\\b\\nc\n",
]


@needs(GENERATOR)
@pytest.mark.parametrize("text", FILES)
def test_a_file_of_variables_is_read_as_systemd_reads_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "environment.d").mkdir()
    (tmp_path / "environment.d" / "a.conf").write_text(text, encoding="utf-8", newline="")
    told = subprocess.run(
        [GENERATOR],
        env={"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    own = {n: v.value for n, v in environment.assignments(Source("e", text)) if environment.NAME.fullmatch(n)}
    theirs = {n: v for n, v in environment.assignments(Source("t", told)) if environment.NAME.fullmatch(n)}
    assert own == {
        n: (v.value or "").replace("\\n", "\n").replace("\\t", "\t") if '"' in v.span.text else v.value
        for n, v in theirs.items()
        if n in "ABC"
    }


def command(root: Path, name: str = "ucarp.service") -> list[str | None]:
    (unit,) = found(root, name)
    (line,) = unit.commands
    return [w.value for w in line.words[1:]]


def test_variables_of_files_count_more_and_later_ones_most(tmp_path: Path) -> None:
    text = "Environment=A=1 B=1\nEnvironmentFile=-/etc/default/%p\nEnvironmentFile=/opt/*.env\nExecStart=/sbin/ucarp $A ${B}"
    files = {f"{ETC}/ucarp.service": service(text), "etc/default/ucarp": "A=2\nB=2\n", "opt/x.env": "B='3 4'\n"}
    assert command(tree(tmp_path / "a", files)) == ["2", "3 4"]
    files[f"{ETC}/ucarp.service.d/a.conf"] = "[Service]\nEnvironmentFile=\nEnvironment=C=1\n"
    assert command(tree(tmp_path / "b", files)) == ["1", "1"]
    files[f"{ETC}/ucarp.service.d/b.conf"] = "[Service]\nUnsetEnvironment=A B=7 C\n"
    assert command(tree(tmp_path / "c", files)) == ["1"]
    del files["opt/x.env"]
    files[f"{ETC}/ucarp.service.d/a.conf"] = "[Service]\nEnvironment=B=5"
    files[f"{ETC}/ucarp.service.d/b.conf"] = "[Unit]\n"
    assert command(tree(tmp_path / "d", files)) == [None, None]


@pytest.mark.parametrize(
    ("links", "instances"),
    [
        ([], [None]),
        ([f"{ETC}/multi-user.target.wants/u@7.service"], ["7"]),
        ([f"{ETC}/multi-user.target.wants/u@7.service", f"{LIB}/x.service.requires/u@b-c.service"], ["7", "b-c"]),
        ([f"{ETC}/multi-user.target.wants/u@.service"], [None]),
        ([f"{ETC}/multi-user.target.wants/u@7.service", f"{ETC}/network.target.wants/u@7.service"], ["7"]),
        ([f"{ETC}/u@8.service"], ["8"]),
        (["opt/multi-user.target.wants/u@7.service"], [None]),
    ],
)
def test_links_say_which_instances_run(tmp_path: Path, links: list[str], instances: list[str | None]) -> None:
    files = {f"{ETC}/u@.service": service("ExecStart=/sbin/ucarp -v %i %I")}
    root = tree(tmp_path, {**files, **dict.fromkeys(links, "-> /etc/systemd/system/u@.service")})
    assert [u.instance for u in found(root, "u@.service")] == instances
    (words, *_) = [c.words for u in found(root, "u@.service") for c in u.commands]
    assert words[2].value == instances[0]


LINE = "/usr/sbin/ucarp -z -i eth0 -s 192.0.2.1 -v {} -p rosso -a 192.0.2.9"


@pytest.mark.parametrize(
    ("files", "ids", "words"),
    [
        ({f"{ETC}/u.service": service(f"ExecStart={LINE.format(1)}")}, [1], ""),
        (
            {f"{LIB}/u.service": service(f"ExecStart={LINE.format(1)}"), f"{ETC}/u.service": "-> /dev/null"},
            [],
            "is masked",
        ),
        ({f"{ETC}/u.service": service(f"ExecStart={LINE.format(1)}\nExecStart=\n")}, [], ""),
        (
            {p: service(f"ExecStart={LINE.format(n)}") for n, p in ((1, f"{LIB}/u.service"), (2, f"{ETC}/u.service"))},
            [2],
            "hides it",
        ),
        ({f"{ETC}/u@.service": service(f"ExecStart={LINE.format('%i')}")}, [None], "no link in *.wants/"),
        (
            {
                f"{ETC}/u@.service": service(f"ExecStart={LINE.format('%i')}"),
                **{f"{ETC}/x.target.wants/u@{n}.service": "-> ../u@.service" for n in (1, 2, 3)},
                f"{ETC}/u@3.service": "-> /dev/null",
            },
            [1, 2],
            "u@3.service is masked",
        ),
        (
            {f"{ETC}/u.service": service(f"ExecStart={LINE.format(1)}"), f"{ETC}/u.service.d/a.conf": "-> a.conf"},
            [1],
            "a.conf: cannot be read",
        ),
        (
            {f"{ETC}/u.service": service(f"ExecStart={LINE.format(1)}"), f"{ETC}/u.service.d/a.conf": "-> /lib/a.conf"},
            [1],
            "a.conf: ",
        ),
        (
            {f"{ETC}/u.service": service(f"ExecStart={LINE.format(1)}"), f"{ETC}/u.service.d/a.conf/x": ""},
            [1],
            "a.conf: a directory",
        ),
        ({f"{ETC}/u.service": service(f"ExecStart=/usr/bin/nice -n 5 {LINE.format(1)}")}, [1], ""),
        ({f"{ETC}/u.service": service(f'ExecStart=/bin/sh -c "exec {LINE.format(1)}"')}, [1], ""),
        ({f"{ETC}/u.service": service(f'ExecStart=/bin/sh -c "test -e /x && {LINE.format(1)}"')}, [], "may or may not"),
    ],
)
def test_what_is_read_of_units_and_what_is_not(
    tmp_path: Path, files: dict[str, str], ids: list[int | None], words: str
) -> None:
    net = load([str(tree(tmp_path, files))])
    assert [r.id.value if r.id is not None else None for r in net.virtual_routers] == ids
    told = [n for n in net.not_checked if "peers of" not in n]
    assert len(told) == bool(words)
    assert words in "".join(told)
    assert net.findings == ()


def test_a_variable_has_its_place_in_the_file_that_sets_it(tmp_path: Path) -> None:
    line = LINE.format("${ID}")
    files = {f"{ETC}/u.service": service(f"EnvironmentFile=/opt/e\nExecStart={line}"), "opt/e": "ID='7'\n"}
    (router,) = load([str(tree(tmp_path, files))]).virtual_routers
    assert router.id is not None
    assert (router.id.value, router.id.span.source.path.rpartition("/")[2], router.id.span.text) == (7, "e", "'7'")


def test_a_hundred_thousand_lines_take_linear_work(tmp_path: Path) -> None:
    """Each line, word and assignment is looked at once: twice the lines are twice the calls of str and re."""
    calls = []
    for times in (1000, 2000):
        text = (
            "[Service]\n" + 'Environment=A="1" \\\n# c\n B=\'2\' $ "\n' * times + "ExecStart=/a " + "\\\n 'b' " * times
        )
        unit = Unit("u.service", (Source("u.service", text),))
        assert len(unit.assignments) == times + 1
        ((line),) = unit.commands
        calls.append((len(line.words), len(unit.variables.values), sum(len(a.masked) for a in unit.assignments)))
    assert calls[1][0] == 2 * calls[0][0] - 1
    assert calls[1][2] < 2.01 * calls[0][2]
    assert [len(list(words.split(Source("", t), 0, t))) for t in ("a" * 10**6, '"' * 10**6 + '"', "' " * 10**5)] == [
        1,
        2,
        50000,
    ]
    assert len(syntax.read(Source("", "[S]\n" + "a=\\\n" * 10**5)).assignments) == 1


def test_twice_the_units_and_instances_take_twice_the_calls(tmp_path: Path) -> None:
    """Links, drop-ins and names of other units are looked for once for a host."""
    calls = []
    for times in (60, 120):
        files = {f"{ETC}/u{n}.service": service(f"ExecStart={LINE.format(n)}") for n in range(times)}
        files[f"{ETC}/t@.service"] = service(f"ExecStart={LINE.format('%i')}")
        files |= {f"{ETC}/m.target.wants/t@{n}.service": "-> ../t@.service" for n in range(times)}
        root = tree(tmp_path / str(times), files)
        with cProfile.Profile() as profile:
            check(load([str(root)]))
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[1] < 2.2 * calls[0]
