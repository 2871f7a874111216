"""The daemon's command line, held against the C library and the daemon itself."""

from __future__ import annotations

import ctypes
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.dialects.ucarp.options import LONG, parse, strtoul
from carplint.model import Value
from carplint.rules.router.ucarp_password_too_long import LONGEST
from carplint.text.source import Source
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces


def words(text: str) -> list[Value[str]]:
    """The words of a line as the shell module gives them; `?` is one that is not known."""
    source = Source("options", text)
    found: list[Value[str]] = []
    at = 0
    for word in text.split(" "):
        span = source.span(at, at + len(word))
        found.append(Value(None, word, span, "not known") if word == "?" else Value(word, word, span))
        at += len(word) + 1
    return found


def given_by(text: str) -> dict[str, str | None]:
    return {name: value.value for name, value in parse(words(text)).given.items()}


def strange_in(text: str) -> list[str | None]:
    return [word.value for word in parse(words(text)).strange]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("-k 5", {"advskew": "5"}),
        ("-k5", {"advskew": "5"}),
        ("-k=5", {"advskew": "=5"}),
        ("--advskew 5", {"advskew": "5"}),
        ("--advskew=5", {"advskew": "5"}),
        ("--advs=5", {"advskew": "5"}),
        ("--advs=", {"advskew": ""}),
        ("--advs= 5", {"advskew": ""}),
        ("-Pz", {"preempt": "", "shutdown": ""}),
        ("-Pzk5", {"preempt": "", "shutdown": "", "advskew": "5"}),
        ("-Pk -z", {"preempt": "", "advskew": "-z"}),
        ("-p -- -z", {"pass": "--", "shutdown": ""}),
        ("-k 1 -k 2", {"advskew": "2"}),
        ("-k 1 --adv=3 -z", {"advskew": "1", "shutdown": ""}),
        ("x -k 1 y", {"advskew": "1"}),
        ("-k 1 -- -k 2", {"advskew": "1"}),
        ("--pass=x", {"pass": "x"}),
        ("--mcast=224.0.0.1", {"mcastip": "224.0.0.1"}),
        ("-k ?", {"advskew": None}),
    ],
)
def test_what_is_given(text: str, given: dict[str, str | None]) -> None:
    assert given_by(text) == given


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("-k 5 -P --preempt", []),
        ("--adv=5", ["--adv=5"]),
        ("--nonsense", ["--nonsense"]),
        ("--preempt=1", ["--preempt=1"]),
        ("-q", ["-q"]),
        ("-Pq5", ["-Pq5"]),
        ("-k", ["-k"]),
        ("--advskew", ["--advskew"]),
        ("-m 224.0.0.1", ["-m", "224.0.0.1"]),
        ("x - y", ["x", "-", "y"]),
        ("-z -- -q x", ["-q", "x"]),
        ("--=x", ["--=x"]),
    ],
)
def test_what_the_daemon_refuses_or_passes_over(text: str, strange: list[str]) -> None:
    assert strange_in(text) == strange


@pytest.mark.parametrize(
    ("text", "option", "place"),
    [
        ("-z -k5", "advskew", "5"),
        ("-k 5", "advskew", "5"),
        ("--advskew=5", "advskew", "5"),
        ("-zPk15", "advskew", "15"),
        ("-Pz", "shutdown", "-Pz"),
    ],
)
def test_the_place_of_a_value(text: str, option: str, place: str) -> None:
    assert parse(words(text)).given[option].span.text == place


def test_an_unknown_word_may_hold_any_option() -> None:
    assert parse(words("-k 5 ? -P")).why == "not known"
    assert parse(words("-k ? -P")).why == ""


# ---- numbers


def c_strtoul(text: str) -> int:
    function = ctypes.CDLL(None).strtoul
    function.restype = ctypes.c_ulong
    return int(function(text.encode(), None, 0))


def _modern() -> bool:
    """Whether the C library reads 0b101 as binary, as C23 has it and the daemon's builds do not."""
    return c_strtoul("0b101") == 5


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10),
        ("010", 8),
        ("008", 0),
        ("0x1F", 31),
        ("0x", 0),
        ("12abc", 12),
        ("", 0),
        ("x", 0),
        ("\u0663", 0),
        (" \t+7", 7),
        ("-1", 2**64 - 1),
        ("18446744073709551616", 2**64 - 1),
        ("-99999999999999999999", 2**64 - 1),
        ("9" * 9000, 2**64 - 1),
        ("0" * 9000 + "7", 7),
        ("0x" + "f" * 9000, 2**64 - 1),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert strtoul(text) == number
    assert c_strtoul(text) == number


@settings(max_examples=1500)
@given(
    st.one_of(
        st.text("0123456789abfxX+- \t\n\v\f\r.é", max_size=12),
        st.integers(-(2**70), 2**70).map(str),
        st.integers(0, 2**70).map(oct).map(lambda t: t.replace("o", "")),
        st.integers(0, 2**70).map(hex),
    )
)
def test_numbers_are_those_of_the_c_library(text: str) -> None:
    if not ("b" in text.lower() and _modern()):
        assert strtoul(text) == c_strtoul(text)


# ---- the daemon

_REST = "word -s 10.0.0.1 -a 10.0.0.2 -p x -u /bin/true -d /bin/true -v 1 -i no-such-if".split()
"""What makes a command line complete. The word in front serves an option that lacks its value."""
_COMPLAINTS = {
    "ucarp: ": "option",
    "vhid must": "vhid",
    "Dead ratio": "deadratio",
    "advertisement time base": "advbase",
    "hardware info": "",
}


def daemon_says(line: list[str]) -> str:
    """Which option the daemon complains of first, "" if all is well. It never starts: there is no such
    interface, and the last -i counts."""
    run = subprocess.run(
        [shutil.which("ucarp") or "ucarp", *line, *_REST],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=5,
        check=False,
    )
    output = run.stdout + run.stderr
    return min((output.find(c), name) for c, name in _COMPLAINTS.items() if c in output)[1]


def carplint_says(line: list[str]) -> str:
    """The same by carplint's reading."""
    source = Source("options", "")
    options = parse([Value(w, w, source.span()) for w in [*line, *_REST]])
    if any(w.value is not None and w.value.startswith("-") and w.value != "-" for w in options.strange):
        return "option"
    number = {name: strtoul(value.value or "") for name, value in options.given.items()}
    if number.get("advbase", 1) % 256 == 0 and number.get("advskew", 0) % 256 == 0:
        return "advbase"  # it looks at this before the dead ratio
    if "deadratio" in number and number["deadratio"] % 2**32 == 0:
        return "deadratio"
    return ""


needs_daemon = needs("ucarp")
_abbreviated = st.sampled_from(
    [
        name
        for name in LONG
        if name not in ("help", "interface", "daemonize", "passfile", "facility", "vhid", "srcip", "mcastip", "addr")
    ]
).flatmap(lambda name: st.integers(1, len(name)).map(lambda n: f"--{name[:n]}"))
_safe_long = _abbreviated.filter(lambda w: not any(o.startswith(w[2:]) for o in ("help", "interface", "daemonize")))
_numbers = st.sampled_from(["0", "1", "5", "255", "256", "257", "0x100", "0400", "09", "12a", "-1", "4294967296", "x"])
_daemon_words = st.one_of(
    _safe_long,
    st.tuples(_safe_long, st.just("="), _numbers).map("".join),
    st.tuples(st.sampled_from(["-b", "-k", "-r", "-x"]), _numbers).map("".join),
    st.tuples(st.sampled_from(["-b", "-k", "-r", "-x"]), _numbers),
    st.sampled_from(["-P", "-z", "-Pz", "-zk5", "-n", "-S", "-M", "-D", "-q", "-Pq", "-m", "-", "word", "--none"]),
)


@needs_daemon
@pytest.mark.parametrize(
    "line",
    [
        "",
        "-Pz",
        "-k5 --pree",
        "--adv 5",
        "--advs 5",
        "--preempt=1",
        "--preempt",
        "-q",
        "-m 224.0.0.1",
        "--mcast 224.0.0.1",
        "--mcastip=224.0.0.1",
        "word - word",
        "--=x",
        "--pas y",
        "-b 256",
        "-b 256 -k 1",
        "-b 257",
        "-b 0 -k 256",
        "-r 0",
        "-b 0 -r 0",
        "-r 0 -b 0",
        "-b 0 --dea",
        "-b 0 -k 1 -r 0",
        "-r 0 -r 3",
        "-r 4294967296",
        "-x -q",
        "-zx",
        "--pass",
    ],
)
def test_the_daemon_agrees(line: str) -> None:
    assert daemon_says(line.split()) == carplint_says(line.split())


@needs_daemon
@pytest.mark.parametrize(
    "vhid", ["0", "1", "255", "256", "010", "08", "0x10", "0x", "12abc", "", "x", " 7", "4294967297"]
)
def test_the_daemon_agrees_on_the_vhid(vhid: str) -> None:
    assert (daemon_says(["-v", vhid]) == "") == (1 <= strtoul(vhid) <= 255)


@needs_daemon
@settings(max_examples=60, deadline=None)
@given(st.lists(_daemon_words, max_size=4))
def test_the_daemon_agrees_on_made_command_lines(line: list[str | tuple[str, str]]) -> None:
    flat = [word for item in line for word in ([item] if isinstance(item, str) else item)]
    assert daemon_says(flat) == carplint_says(flat)


@needs_daemon
@needs_namespaces
def test_the_longest_password() -> None:
    with namespace(["eth0"]) as inside:
        for length in (LONGEST, LONGEST + 1):
            line = "timeout 2 ucarp -i eth0 -s 192.0.2.1 -a 192.0.2.2 -v 1 -u /bin/true -d /bin/true -p".split()
            run = subprocess.run(
                [*inside, *line, "x" * length], capture_output=True, text=True, timeout=20, check=False
            )
            assert ("Password too long" in run.stdout + run.stderr) == (length > LONGEST)


@needs_daemon
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["vhid", "advbase", "deadratio"]), st.text("0123456789abfxX+- ", max_size=8))
def test_the_daemon_agrees_on_numbers(option: str, text: str) -> None:
    number = strtoul(text)
    accepted = {
        "vhid": 1 <= number <= 255,
        "advbase": number % 256 != 0,
        "deadratio": number % 2**32 != 0,
    }
    assert (daemon_says([f"--{option}={text}", *([] if option == "vhid" else ["-v", "1"])]) == "") == accepted[option]
