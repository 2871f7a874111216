"""The values of sysconfig files, held against dash and bash that source them.

The oracle runs in an empty folder, without an environment and without programs to call. A file that
comes from elsewhere is only sourced after its tree has shown that it holds nothing but assignments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.dialects.shell import values as shell
from carplint.text import reading
from carplint.text.parse import parse
from carplint.text.reading import from_bytes
from carplint.text.source import Source
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import needs, slow
from tests.trees import FIXTURES, files

SHELLS = {name: shutil.which(name) or name for name in ("dash", "bash")}
_CHECK = {"bash": f"{SHELLS['bash']} -n ./sourced || exit"}
"""dash ends by itself where it cannot read a file; bash goes on."""
_READ_BACK = """set -f
%s
. ./sourced >/dev/null
for name in %s; do
    eval "test \\"\\${$name+set}\\" && printf '%%s=%%s\\\\0' $name \\"\\$$name\\""
done
printf 'done\\0'
"""


def shell_variables(program: str, data: bytes, names: Iterable[str]) -> Mapping[str, bytes] | None:
    """The variables of a shell after it sourced a file; None where that ended the shell, or where the file
    is no program for it."""
    return _sourced(program, data, tuple(sorted(names)))


@lru_cache(maxsize=4)  # bash is asked for each file twice
def _sourced(program: str, data: bytes, names: Sequence[str]) -> Mapping[str, bytes] | None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sourced").write_bytes(data)
        script = _READ_BACK % (_CHECK.get(program, ""), " ".join(names))
        run = subprocess.run(
            [SHELLS[program], "-c", script],
            cwd=folder,
            env={"PATH": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
    fields = run.stdout.split(b"\0")
    if len(fields) < 2 or fields[-2] != b"done":
        return None
    return {name.decode(): value for name, _, value in (field.partition(b"=") for field in fields[:-2])}


class Compared(NamedTuple):
    """How many assigned values carplint knew, and how many it did not."""

    known: int = 0
    unknown: int = 0


def compare(data: bytes, programs: Iterable[str] = tuple(SHELLS)) -> Compared:
    """Hold carplint's view of a file against that of shells: what it says must be so in each of them; and what
    it says of bash alone must be so there."""
    if tuple(programs) != ("bash",):
        compare(data, ("bash",))
    source = from_bytes(data, "sourced")
    assert isinstance(source, Source)
    sourced = shell.run(source, parse(source.text, "sysconfig"), bash=tuple(programs) == ("bash",))
    names = {s.key.written for s in sourced.settings} | set("ABC")
    known = {}
    for name in names:
        value = sourced.environment.get(name, sourced.environment.get(""))
        if value is None or value.value is not None:
            known[name] = None if value is None or value.value is None else value.value.encode(source.encoding)
    for program in programs:
        theirs = shell_variables(program, data, names)
        if theirs is not None:
            assert {name: theirs.get(name) for name in known} == known, program
    values = [s.value.value for s in sourced.settings]
    return Compared(len(values) - values.count(None), values.count(None))


def harmless(data: bytes) -> bool:
    """Whether a file holds nothing but assignments that run no command."""
    source = from_bytes(data, "sourced")
    if not isinstance(source, Source):
        return False
    leaves = [leaf for leaf in parse(source.text, "sysconfig").leaves() if leaf.kind != "TRIVIA"]
    written = "".join(source.text[leaf.start : leaf.end] for leaf in leaves)
    return all(leaf.kind == "ASSIGNMENT" for leaf in leaves) and "$(" not in written and "`" not in written


def settings_of(text: str) -> list[tuple[str, str | None]]:
    """The assignments of a text with their values, None for an unknown one."""
    source = Source("sourced", text)
    return [(s.key.written, s.value.value) for s in shell.run(source, parse(text, "sysconfig")).settings]


KNOWN = [
    ("A=x", "x"),
    ("A=", ""),
    ("A=x#y", "x#y"),
    ("A=x # y", "x"),
    ("A=x;#y", "x"),
    ("A==x", "=x"),
    ("A=x\r\n", "x\r"),
    ("A='a b'", "a b"),
    ("A='a\\b'", "a\\b"),
    ("A='a\nb'", "a\nb"),
    ('A="a\nb"', "a\nb"),
    ('A="a\\"b\\\\c\\$d\\`e\\f"', 'a"b\\c$d`e\\f'),
    ('A="a\\\nb"', "ab"),
    ("A=a\\\nb", "ab"),
    ("A=a\\ b", "a b"),
    ("A=a'b c'\"d e\"f", "ab cd ef"),
    ("A='it'\\''s'", "it's"),
    ("A=$", "$"),
    ("A=a$", "a$"),
    ('A="$"', "$"),
    ("A=$é", "$é"),
    ("A=é", "é"),
    ("A=*", "*"),
    ("A={a,b}", "{a,b}"),
    ("A=a~", "a~"),
    ("A='~'", "~"),
    ("B=x A=$B", "x"),
    ("B=x; A=$B", "x"),
    ("B=x \\\n A=$B", "x"),
    ("B=x\nA=${B}y", "xy"),
    ("B=x\nA=$Bé", "xé"),
    ("B='a b'\nA=$B", "a b"),
    ("B=x\nA='$B'", "$B"),
    ("B=x\nA=\\$B", "$B"),
    ("export A=x", "x"),
    ("export A='a b' B=c", "a b"),
    ("B=x\nexport A=$B", "x"),
    ("B='a b'\nexport A=\"$B\"", "a b"),
    ("B=old\nexport B=new A=$B", "old"),
    ("export B=new; A=$B", "new"),
    ("A=x\nexport A", "x"),
    ("A=x\nexport A B # both", "x"),
    ("A=x\nA=y", "y"),
    ("A=x\nshell = y", "x"),
    ("A=x\nif true; then B=y; fi", "x"),
    ("if true; then B=y; fi\nA=x", "x"),
    ("if true\nthen\nB=y\nfi\nA=x", "x"),
    ("case x in\n  y) B=1 ;;\n  if) B=2 ;;\nesac\nA=x", "x"),
    ("for B in 1 2; do\n  echo fi\ndone\nA=x", "x"),
    ("{\nB=y\n}\nA=x", "x"),
    ("A=x\necho done", "x"),
    ("A=x\necho y >B 2>&1", "x"),
    ("B=x &&\nC=y\nA=x", "x"),
    ("B=x\nA=${B:-y}", "x"),
    ("B=\nA=${B:-y z}", "y z"),
    ("B=\nA=${B-y}", ""),
    ("B=x\nA=${B:+y}", "y"),
    ("B=\nA=${B:+y}", ""),
    ("B=\nA=${B+y}", "y"),
    ("B=x\nA=${B:=y}", "x"),
    ("B=\nA=${B=y}", ""),
    ("B=x\nA=${#B}", "1"),
    ("B= C='u v'\nA=\"-${B:-$C;$C}-\"", "-u v;u v-"),
    ("B= C='u v'\nA=${B:-$C}", "u v"),
    ("B=\nexport A=${B:-x}", "x"),
]
ONLY_BASH = [
    ("A=x\nA+=y", "xy"),
    ("A=x A+=y A+=z", "xyz"),
    ("A=x\nexport A+=y", "xy"),
    ("A=$'a b'", "a b"),
    ("A=x$'\\t\\n\\x41\\101\\e'\"y\"", "x\t\nAA\x1by"),
    ("A=$'\\q\\\\x'", "\\q\\x"),
    ("A=$'a\nb'c", "a\nbc"),
]
"""What bash alone knows."""


@needs("dash", "bash")
@pytest.mark.parametrize(("text", "value"), KNOWN)
def test_a_value_that_carplint_knows_is_the_shells(text: str, value: str) -> None:
    source = Source("sourced", text)
    found = shell.run(source, parse(text, "sysconfig")).environment["A"]
    assert (found.value, found.why) == (value, "")
    for program in SHELLS:
        theirs = shell_variables(program, text.encode(), ["A"])
        assert theirs is not None
        assert theirs["A"].decode() == value, program


@needs("bash")
@pytest.mark.parametrize(("text", "value"), ONLY_BASH)
def test_what_only_bash_knows(text: str, value: str) -> None:
    source = Source("sourced", text)
    tree = parse(text, "sysconfig")
    assert shell.run(source, tree).environment["A"].value is None
    assert shell.run(source, tree, bash=True).environment["A"].value == value
    theirs = shell_variables("bash", text.encode(), ["A"])
    assert theirs is not None
    assert theirs["A"].decode() == value


UNKNOWN = [
    "A=$(date)",
    "A=`date`",
    'A="x$(date)"',
    "A=$B",
    "A=${B:-x}",
    "B=\nA=${B:-$(date)}",
    "B=\nA=${B:-$((1+2))}",
    "B=\nA=${B:-~}",
    "B=\nA=${B:=y}",
    "A=${B=y}",
    "B=x\nB= A=${B:=y}",
    "B=x\nA=${B:?gone}",
    "B=x.y\nA=${B%.y}",
    "B=x\nA=${#B-y}",
    "B=é\nA=${#B}",
    "A=$1",
    "A=$$",
    "A=$((1+2))",
    "A=$[1+2]",
    "B=$[ A=",
    'A="$[1+2]"',
    "A=$'a'",
    "A=$'\\\\'",
    'A=$"a"',
    "A=~",
    "A=x:~",
    "A=\\\n~",
    "A+=x",
    "A=x\nA+=y",
    "A=x B+=y",
    "A=x B",
    "A=x &",
    "A=x | B=y",
    "true && A=x",
    "false &&\nA=x",
    "false ||\n\n# note\nA=x",
    "true |\nA=x",
    "if true; then\nA=x\nfi",
    "if true; then A=x; fi",
    "while false; do\nA=x\ndone",
    "for A in x y; do\necho\ndone",
    "case x in\ny)\nA=x\nesac",
    "f() {\nA=x\n}",
    "A=x\nf() { A=y; }\nf",
    "function f {\nA=x\n}",
    "(\nA=x\n)",
    "A=(x y)",
    "A=x\nA[0]=y",
    "A=x\nB='A=y'\neval $B",
    "A=x\neval 'A=y'",
    "A=x\n\\eval A=y",
    "A=x\nunset A",
    "A=x\nB=A\nunset $B",
    "A=x\n. ./other",
    "A=x\nsource ./other",
    "A=x\ntrue; . ./other",
    "A=x\nif true; then . ./other; fi",
    "A=x\n>B . ./other",
    "A=x\nB=. ; $B ./other",
    "A=x\nread A",
    "A=x\nB=A\nread $B",
    "A=x\nexport A\\=y",
    "A=x\nB=A=y\nexport $B",
    "A=x\nreadonly A\nA=y",
    "set -e\nfalse\nA=x",
    "return\nA=x",
    "exit\nA=x",
    "alias A=B\nA=x",
    "cat <<END\nA=x\nEND",
    "A=x\n: ${A:=y} ${B:=z}",
    ": ${A:=y}",
    "B=${A:=y}",
    "B=$((A=5))",
    "A=5\nB=$((A++))",
    "B=${C?gone}\nA=x",
    "A=x\nB='open",
    "A=x\nB=$(echo ')' # it's",
    "A\\\nB=x\nA=$AB",
    "UID=5\nA=$UID",
    "B='a b'\nexport A=$B",
    "B=*\nexport A=$B",
    "export A={a,b}",
    "IFS=.\nB=a.b\nexport A=$B",
]


@needs("dash", "bash")
@pytest.mark.parametrize("text", UNKNOWN)
def test_what_cannot_be_known_is_unknown_with_a_reason(text: str) -> None:
    source = Source("sourced", text)
    environment = shell.run(source, parse(text, "sysconfig")).environment
    found = environment.get("A", environment.get(""))
    assert found is not None
    assert found.value is None
    assert found.why
    compare(text.encode())


def test_a_place_is_that_of_the_word() -> None:
    source = Source("sourced", "# first\n  export B=1; A='x y' # c\n")
    found = shell.run(source, parse(source.text, "sysconfig")).settings
    assert [(s.key.span.text, s.value.span.text, s.value.written) for s in found] == [
        ("B", "1", "1"),
        ("A", "'x y'", "'x y'"),
    ]


def test_variables_of_the_files_before_are_seen() -> None:
    first, second = Source("first", "A=x\n"), Source("second", "B=$A\nC=$D\n")
    before = shell.run(first, parse(first.text, "sysconfig")).environment
    after = shell.run(second, parse(second.text, "sysconfig"), before).environment
    assert (after["A"].value, after["B"].value, after["C"].value) == ("x", "x", None)
    assert "D is not set" in after["C"].why


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A=", []),
        ("A=x", [("x", "x")]),
        ("A='x  -k 5'", [("x", "x"), ("-k", "-k"), ("5", "5")]),
        ('A="x\ty"', [("x", "x"), ("y", "y")]),
        ("A=x\\ y", [("x", "x\\ y"), ("y", "x\\ y")]),
        ("A=$(x)", [(None, "$(x)")]),
    ],
)
def test_field_splitting(text: str, words: list[tuple[str | None, str]]) -> None:
    source = Source("sourced", text)
    value = shell.run(source, parse(text, "sysconfig")).environment["A"]
    assert [(w.value, w.span.text) for w in shell.split(value)] == words


# ---- whole files


@slow
@needs("dash", "bash")
def test_fixtures() -> None:
    seen = {path.read_bytes() for path, grammar in files(FIXTURES) if grammar == "sysconfig"}
    safe = [data for data in seen if harmless(data)]
    total = [compare(data) for data in sorted(safe)]
    assert len(safe) > 10
    assert sum(c.known for c in total) > 20 * sum(c.unknown for c in total)


@slow
@needs_corpus
@needs("dash", "bash")
def test_corpus() -> None:
    seen = {path.read_bytes() for path, grammar in files(CORPUS) if grammar == "sysconfig"}
    safe = [data for data in seen if harmless(data)]
    total = [compare(data) for data in sorted(safe)]
    assert len(safe) > 0.9 * len(seen)
    assert sum(c.known for c in total) > 50 * sum(c.unknown for c in total)


# ---- made files

_names = st.sampled_from("ABC")
_plain = st.sampled_from([*"xyz0:=#~{}*?[]!%^@,./-+é\r\x01\x7f\v\f", "\x81", "ß"])
_piece = st.one_of(
    _plain,
    st.text('xyz \t#;&|<>()"\\$`~\n', max_size=4).map(lambda t: f"'{t}'"),
    st.text("xyz \t#;&|<>()'~\n", max_size=4).map(lambda t: f'"{t}"'),
    st.sampled_from(
        ['"\\$"', '"\\`"', '"\\\\"', '"\\""', '"\\x"', '"\\\n"', "\\ ", "\\#", "\\;", "\\'", '\\"', "\\\n"]
    ),
    _names.map(lambda n: f"${n}"),
    _names.map(lambda n: f"${{{n}}}"),
    _names.map(lambda n: f'"${n}"'),
    st.sampled_from(["$", '"$"', "${A:-x}", "$((1))", "${B=y}", "${C:=z}"]),
    st.tuples(
        st.sampled_from(['"${%s%s%s}"', "${%s%s%s}"]),
        _names,
        st.sampled_from([":-", "-", ":+", "+", ":=", "=", ":?", "%", "#", "/"]),
        st.sampled_from(["", "x", "x y", "$A", "-${B-z}", "~", "*", "$", "é", "#x", "$(x", "a=b"]),
    ).map(lambda t: t[0] % t[1:]),
    _names.map(lambda n: f"${{#{n}}}"),
    st.text('ab \\nx41t\n"?', max_size=4).map(lambda t: f"$'{t}'"),
)
_word = st.lists(_piece, max_size=4).map("".join)
_set = st.tuples(_names, st.sampled_from(["=", "=", "=", "=", "=", "+="]), _word).map("".join)
_blank = st.sampled_from([" ", " ", "\t", "  ", " \\\n"])
_line = st.tuples(
    st.sampled_from(["", "", " ", "export ", "export\t"]),
    st.lists(st.tuples(_set, st.one_of(_blank, st.sampled_from([";", " ; ", "; export "]))), max_size=2).map(
        lambda pairs: "".join(a + b for a, b in pairs)
    ),
    _set,
    st.sampled_from(["", "", " ", ";", " ;", " # it's", ";#x", " #"]),
).map("".join)
_assignments = st.lists(st.one_of(_line, _line, st.sampled_from(["", "# it's", "  "])), max_size=6).map("\n".join)


@needs("dash", "bash")
@settings(max_examples=100, deadline=None)
@given(_assignments, st.sampled_from(["utf-8", "latin-1"]))
def test_files_of_assignments(text: str, encoding: str) -> None:
    compare(text.encode(encoding))


@needs("dash", "bash")
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_names, st.lists(_plain.filter(lambda c: c not in "#~{}[]"), max_size=5)), min_size=1))
def test_in_plain_files_nothing_is_unknown(lines: list[tuple[str, list[str]]]) -> None:
    text = "".join(f"{name}={''.join(word)}\n" for name, word in lines)
    assert all(value is not None for _, value in settings_of(text))
    compare(text.encode())


@needs("dash", "bash")
@settings(max_examples=120, deadline=None)
@given(st.text("AB=x'\"\\ $;#\n~:+{}&|\ré\t!", max_size=24))
def test_text_of_the_languages_own_characters(text: str) -> None:
    compare(text.encode())


_small = st.tuples(_names, st.just("="), st.sampled_from(["x", "y", "$A", '"$B"', "", "'z'"])).map("".join)
_command = st.sampled_from(
    [
        "true",
        "false",
        "echo fi",
        "echo A=1",
        "[ x = x ]",
        '[ "$A" = x ]',
        ". ./sourced2",
        "eval A=e",
        "eval 'B=e'",
        "unset A",
        "unset $B",
        "read C",
        "export A",
        "export $A",
        "$A",
        "$A B=d",
        "A = x",
        "B[0]=k",
        ": ${A:=d}",
        "readonly A",
        "return",
        "set -e",
        "set -u",
        "shift",
        ">out",
        "2>out eval A=r",
        "A=1 eval B=2",
        "command eval A=c",
        "test A=1",
        "printf x",
        "printf -v A x",
        "let A=7",
        "declare A=d",
        "local A=l",
        "alias echo=false",
        "break",
        "!",
        "{",
        "}",
        "fi",
        "done",
        "cd /",
    ]
)
_statement = st.one_of(_small, _command, st.tuples(_small, st.just(" "), _command).map("".join))


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3)
    joined = st.one_of(body.map("\n".join), body.map("; ".join), body.map(" && ".join), body.map(" ||\n".join))
    return st.one_of(
        st.tuples(_command, joined, joined).map(lambda t: f"if {t[0]}; then\n{t[1]}\nelse {t[2]}\nfi"),
        st.tuples(_command, joined).map(lambda t: f"if {t[0]}\nthen {t[1]}; fi"),
        joined.map(lambda t: f"for C in 1 2; do\n{t}\ndone"),
        joined.map(lambda t: f"for C in 1; do {t}; done"),
        joined.map(lambda t: f"while false; do\n{t}\ndone"),
        st.tuples(joined, joined).map(lambda t: f"case $A in\nx|esac) {t[0]} ;;\n(fi) B=2;;\n*)\n{t[1]}\n;;\nesac"),
        joined.map(lambda t: f"f{len(t)}() {{\n{t}\n}}\nf{len(t)}"),  # another name than within, so no recursion
        joined.map(lambda t: f"{{\n{t}\n}}"),
        joined.map(lambda t: f"({t})"),
        joined.map(lambda t: f"A=$(\n{t}\n)"),
        joined.map(lambda t: f"cat <<E\n{t}\nE"),
        joined.map(lambda t: f"{t} &&"),
        joined.map(lambda t: f"{t} # it's"),
        joined.map(lambda t: f"x \\\n{t}"),
    )


_programs = st.lists(st.recursive(_statement, _wrapped, max_leaves=6), min_size=1, max_size=5).map("\n".join)


@needs("dash", "bash")
@settings(max_examples=150, deadline=None)
@given(_programs)
def test_around_commands_a_known_value_is_never_wrong(text: str) -> None:
    compare(text.encode())


@slow
def test_long_files_take_no_more_than_their_length() -> None:
    """Each of these took time that grew with the square of its length, or depth, at some time."""
    for line in ("\\''\n", "A=\\''\n", "a\\\n", "A=x \\\n", "A=$(\n", "if true; then\n", "x &&\n"):
        text = line * (40_000 // len(line)) + "'"
        source = Source("sourced", text)
        tree = parse(text, "sysconfig")
        assert "".join(text[leaf.start : leaf.end] for leaf in tree.leaves()) == text
        shell.run(source, tree)
    many = "".join(f"A{i}=x\n" for i in range(20_000))
    assert len(settings_of(many)) == 20_000


def test_values_that_grow_without_end_are_unknown() -> None:
    for double in ("A=$A$A\n", 'A="$A$A"\n', 'A="$A"$A\n'):
        found = settings_of("A=xx\n" + double * 100)
        assert [value for _, value in found[:4]] == ["xx", "x" * 4, "x" * 8, "x" * 16]
        assert found[-1] == ("A", None)


def test_the_oracle_itself_is_run_without_an_environment() -> None:
    os.environ["A"] = "from outside"
    try:
        assert shell_variables("dash", b"", ["A"]) == {}
        assert shell_variables("dash", b"A='x\n=y'", ["A"]) == {"A": b"x\n=y"}
        assert shell_variables("dash", b"exit", ["A"]) is None
    finally:
        del os.environ["A"]


def test_values_do_not_outgrow_their_file() -> None:
    """Each line may repeat a long value: all of them together grow with the file and no faster."""
    grown = []
    for number in (100, 200):
        text = "A=0123456789\n" + "A=$A$A\n" * 8 + "".join(f"B{n}=x$A\n" for n in range(number))
        settings_ = shell.run(Source("x", text), parse(text, "sysconfig")).settings
        grown.append(sum(len(s.value.value or "") for s in settings_))
        assert grown[-1] <= (reading.LITTLE + reading.BROUGHT[1]) * len(text)
        last = settings_[-1].value
        assert last.value is None or number == 100
        assert last.value is not None or last.why == reading.ROOM_ENDED
    assert grown[1] <= 2.2 * grown[0]
