"""Dockerfiles: instructions as docker cuts them, the first process of an image, and what is said of what it starts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from carplint import check, load
from carplint.dialects.containers import image
from carplint.dialects.containers.instructions import instructions
from carplint.model import Net
from carplint.text.reading import Budget
from carplint.text.source import Source
from tests.work import calls

ROUTER = "-i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10"
LIST = ", ".join(f'"{w}"' for w in ROUTER.split())


def net(folder: Path, text: str, host: str = "n1", name: str = "Dockerfile", **others: str) -> Net:
    top = folder / host
    for path, content in {name: text, **others}.items():
        file = top / path.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return load([str(top)])


def first_process(text: str, target: str = "") -> list[str | None]:
    found = image.read(Source("Dockerfile", text), Budget(), target)
    assert found is not None
    return [w.value for w in image.words_of(found)]


CUT = {
    "a line": ("CMD a b\n", [("CMD", "a b")]),
    "joined lines": ("RUN a \\\n  b\\ \n c\nCMD d", [("RUN", "a   b c"), ("CMD", "d")]),
    "comments and blanks between joined lines": ("CMD a \\\n# no\n\n   # no\n b\n", [("CMD", "a  b")]),
    "two backslashes do not join": ("CMD a \\\\\nCMD b\n", [("CMD", "a \\\\"), ("CMD", "b")]),
    "another escape": ("# escape=`\nCMD a `\n b\n", [("CMD", "a  b")]),
    "a directive behind a comment": ("# x\n# escape=`\nCMD a `\nCMD b\n", [("CMD", "a `"), ("CMD", "b")]),
    "several directives": ("# syntax=docker/dockerfile:1\n#escape = `\nCMD a `\n b\n", [("CMD", "a  b")]),
    "small letters": ("from x\ncmd y\n", [("FROM", "x"), ("CMD", "y")]),
    "a here-document": ("COPY <<E /x\nCMD no\nE\nCMD a\n", [("COPY", "<<E /x"), ("CMD", "a")]),
    "two of them": ("COPY <<A <<-B /x/\nCMD 1\nA\nCMD 2\n\tB\nCMD a\n", [("COPY", "<<A <<-B /x/"), ("CMD", "a")]),
    "none behind CMD": ("CMD cat <<E\nCMD a\n", [("CMD", "cat <<E"), ("CMD", "a")]),
    "one without an end": ("RUN <<E\nCMD a\n", [("RUN", "<<E")]),
    "the lines of Windows": ("CMD a \\\r\n b\r\nCMD c\r\n", [("CMD", "a  b"), ("CMD", "c")]),
    "joined at the end": ("CMD a \\", [("CMD", "a ")]),
    "no instruction": ("FROM\n=\n\n", [("FROM", "")]),
}
PROCESSES = {
    "ENTRYPOINT and CMD": ('FROM x\nENTRYPOINT ["a"]\nCMD ["b", "c"]\n', ["a", "b", "c"]),
    "CMD first": ('FROM x\nCMD ["b"]\nENTRYPOINT ["a"]\n', ["a", "b"]),
    "the last of each": ('FROM x\nCMD ["1"]\nCMD ["2"]\n', ["2"]),
    "shell form": ("FROM x\nCMD a b\n", ["/bin/sh", "-c", "a b"]),
    "an ENTRYPOINT in shell form takes no CMD": ('FROM x\nENTRYPOINT a\nCMD ["b"]\n', ["/bin/sh", "-c", "a"]),
    "single quotes are shell form": ("FROM x\nCMD ['a']\n", ["/bin/sh", "-c", "['a']"]),
    "SHELL": ('FROM x\nSHELL ["/bin/bash", "-ec"]\nCMD a\n', ["/bin/bash", "-ec", "a"]),
    "the last stage": ('FROM x AS one\nCMD ["1"]\nFROM y\nCMD ["2"]\n', ["2"]),
    "a stage of another": ('FROM x AS One\nENTRYPOINT ["a"]\nCMD ["b"]\nFROM one\n', ["a", "b"]),
    "a new ENTRYPOINT forgets the old CMD": ('FROM x AS one\nCMD ["b"]\nFROM one\nENTRYPOINT ["a"]\n', ["a"]),
    "escaped in a list": ('FROM x\nCMD ["a\\"b", "c"]\n', ['a"b', "c"]),
    "nothing": ("FROM x\n", []),
}
NODES = {
    "exec form": f'FROM alpine\nENTRYPOINT ["ucarp", {LIST}]\n',
    "CMD as the arguments": f'FROM alpine\nENTRYPOINT ["tini", "--", "/usr/sbin/ucarp"]\nCMD [{LIST}]\n',
    "shell form": f"FROM alpine\nCMD exec ucarp \\\n  {ROUTER}\n",
    "variables": "FROM alpine\nARG VIP=192.0.2.10\nENV ID=7 VIP=$VIP\n"
    "CMD ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a ${VIP}\n",
    "ENV in its old form": "FROM alpine\nENV ID 7\nCMD ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a 192.0.2.10\n",
    "variables of the stage before": "FROM alpine AS a\nENV ID=7\nFROM a\n"
    "CMD ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a 192.0.2.10\n",
    "a list over lines": 'FROM alpine\nCMD ["ucarp", \\\n' + LIST.replace(", ", ", \\\n  ") + "]\n",
}
NAMES = [
    "Dockerfile",
    "Containerfile",
    "Dockerfile.vip",
    "vip.dockerfile",
    "ha.Containerfile",
    "dockerfile",
    "Dockerfile-vip",
]
OTHERS = {
    "no options": ('FROM alpine\nENTRYPOINT ["ucarp"]\n', "options are not known"),
    "two of them": (f"FROM alpine\nCMD ucarp {ROUTER} & ucarp {ROUTER}\n", "not certain"),
    "another image": ("FROM example/keepalived:1\nENV VIP=192.0.2.10\n", "what its image makes"),
    "a file from elsewhere": ("FROM x AS b\nFROM y\nCOPY --from=b /k.conf /etc/keepalived/keepalived.conf\n"
                              'CMD ["keepalived", "-n"]\n', "file of its own, /etc/keepalived/keepalived.conf"),
    "another file": ('FROM y\nCMD ["keepalived", "-n", "-f", "/opt/ha.conf"]\n', "file of its own, /opt/ha.conf"),
}  # fmt: skip
SCRIPT = "#!/bin/sh\nset -e\n{}\n"
SCRIPTS = {
    "keepalived -D\ntail -f /dev/null": True,
    "/usr/sbin/keepalived -n -l &\nwait": True,
    "service keepalived start\nwhile true; do sleep 9; done": True,
    "exec keepalived -n": False,
    "cp keepalived /x\nsleep 9": False,
    "trap 'kill 1' TERM\nkeepalived\nsleep infinity": False,
    "keepalived -n": True,
    "/usr/sbin/keepalived -P -nlD -f /etc/keepalived/keepalived.conf": True,
    "ucarp -i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10 -z": True,
    "ucarp -i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10 -B": False,
    "keepalived -l -D": False,
    'keepalived "$@"': False,
    "keepalived -n &\nnginx": False,
    "cat <<E\nkeepalived\nE\nsleep 9": False,
    'exec "$@"': False,
}


@pytest.mark.parametrize("kind", CUT)
def test_instructions_are_cut_as_docker_cuts_them(kind: str) -> None:
    text, expected = CUT[kind]
    found = list(instructions(Source("Dockerfile", text)))
    assert [(i.name, i.text) for i in found] == expected
    for instruction in found:
        for word in instruction.text.split():
            at = instruction.text.index(word)
            assert instruction.place(at, at + len(word)).text == word


@pytest.mark.parametrize("kind", PROCESSES)
def test_the_first_process(kind: str) -> None:
    text, expected = PROCESSES[kind]
    assert first_process(text) == expected


def test_a_stage_can_be_asked_for() -> None:
    text = 'FROM x AS one\nCMD ["1"]\nFROM y AS two\nCMD ["2"]\n'
    assert [first_process(text, t) for t in ("one", "TWO", "0")] == [["1"], ["2"], ["1"]]
    assert image.read(Source("Dockerfile", text), Budget(), "three") is None


@pytest.mark.parametrize("kind", NODES)
def test_an_image_that_says_all_is_a_node(tmp_path: Path, kind: str) -> None:
    (router,) = net(tmp_path, NODES[kind]).virtual_routers
    assert router.id is not None
    assert (router.id.value, [str(a.address.value) for a in router.addresses]) == (7, ["192.0.2.10/32"])


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_dockerfiles(tmp_path: Path, name: str) -> None:
    assert len(net(tmp_path, NODES["exec form"], name=name).virtual_routers) == 1
    assert len(load([str(tmp_path / "n1" / name)]).virtual_routers) == 1


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_an_image_starts_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    found = net(tmp_path, text)
    assert found.virtual_routers == ()
    assert any(why in n for n in found.not_checked)


def test_a_build_argument_without_a_default_is_unknown(tmp_path: Path) -> None:
    text = "FROM alpine\nARG ID\nENV ID=$ID\nCMD ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a 192.0.2.10\n"
    found = net(tmp_path, text)
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.id.value is None
    assert check(found).findings == ()


@pytest.mark.parametrize("line", SCRIPTS)
def test_the_script_that_is_copied_is_looked_into(tmp_path: Path, line: str) -> None:
    text = 'FROM alpine\nCOPY run/*.sh keepalived.txt /\nCOPY run/ /opt\nENTRYPOINT ["/opt/start.sh"]\nCMD ["keepalived", "-n"]\n'
    found = check(net(tmp_path, text, run__start_sh="", **{"run__start.sh": SCRIPT.format(line)}))
    assert ("CL343" in [f.code for f in found.findings]) is SCRIPTS[line]


def test_a_script_goes_on_as_its_arguments(tmp_path: Path) -> None:
    text = f'FROM alpine\nCOPY go.sh /go.sh\nENTRYPOINT ["/go.sh"]\nCMD ["ucarp", {LIST}]\n'
    found = net(tmp_path, text, **{"go.sh": SCRIPT.format('exec "$@"')})
    assert len(found.virtual_routers) == 1
    assert str(tmp_path / "n1" / "go.sh") in [f.path for f in found.listed if f.state == "read"]


@pytest.mark.parametrize(
    ("line", "vhid"),
    [
        ("true", 7),
        ("ID=9", None),
        ('[ "$ID" ] || ID=8', None),
        (": ${ID:=8}", None),
        ("read ID < /x", None),
        ("VHID=3", 7),
    ],
)
def test_what_a_script_sets_itself_is_not_known(tmp_path: Path, line: str, vhid: int | None) -> None:
    text = 'FROM alpine\nENV ID=7\nCOPY ucarp.sh /\nENTRYPOINT ["/ucarp.sh"]\n'
    run = f"{line}\nexec ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a 192.0.2.10"
    (router,) = net(tmp_path, text, **{"ucarp.sh": SCRIPT.format(run)}).virtual_routers
    assert router.id is not None
    assert router.id.value == vhid


def test_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, NODES["exec form"], "n1")
    net(tmp_path, NODES["exec form"].replace('"7"', '"8"').replace("2.11", "2.12"), "n2")
    assert "CL403" in [f.code for f in check(load([str(tmp_path)])).findings]


def test_an_image_that_compose_builds_is_its_service_s(tmp_path: Path) -> None:
    compose = "services:\n  vip:\n    build: ucarp\n    network_mode: host\n    environment: {ID: 9}\n"
    dockerfile = NODES["variables"]
    found = net(tmp_path, dockerfile, name="ucarp/Dockerfile", **{"compose.yaml": compose})
    (router,) = found.virtual_routers
    assert router.id is not None
    assert (router.id.value, router.name.value) == (9, "vip")


def test_a_file_that_starts_none_of_them_makes_no_host(tmp_path: Path) -> None:
    assert net(tmp_path, 'FROM alpine\nRUN apk add keepalived\nCMD ["nginx"]\n').hosts == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FROM",
        "CMD",
        "ENV\nARG\nCOPY\nFROM x AS\nENV a\nCOPY a\nCMD []\nSHELL x\nWORKDIR\n",
        'FROM ${X:?}\nENTRYPOINT ["keepalived"',
        "FROM x\nCMD [" * 500,
        "FROM x\nCMD [[[" + "[" * 9000,
    ],
)
def test_odd_texts_are_read_without_a_fault(text: str) -> None:
    found = image.read(Source("Dockerfile", text), Budget())
    assert found is None or isinstance(image.words_of(found), tuple)


GROWING = {
    "instructions": "ENV A={n}\nCOPY f{n} /etc/f{n}\n",
    "stages": "FROM x AS s{n}\nENV A{n}=1\n",
    "joined lines": "RUN a \\\n",
    "words of a list": 'CMD ["ucarp", "-v", "{n}", \\\n "-a"]\n',
    "here-documents": "COPY <<E{n} /x\nCMD ucarp\nE{n}\n",
}


@pytest.mark.parametrize("kind", GROWING)
def test_twice_the_text_is_at_most_about_twice_the_work(tmp_path: Path, kind: str) -> None:
    def text(number: int) -> str:
        return "FROM x\n" + "".join(GROWING[kind].format(n=i) for i in range(number)) + f"\nCMD ucarp {ROUTER}\n"

    net(tmp_path, text(4), "warm")
    small, large = (calls(partial(net, tmp_path, text(n), f"h{n}")) for n in (100, 200))
    assert large <= 2.3 * small
