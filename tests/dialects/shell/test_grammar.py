"""What carplint calls no shell syntax, dash and bash refuse; their `-n` runs nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.dialects.shell.grammar import fault
from tests.oracles import needs
from tests.trees import SEED
from tests.work import calls

LAUNCHER = (SEED / "sl-0-extappdev1/etc/init.d/carp").read_text(encoding="utf-8")
FAULTS = {
    "a quote": "echo 'x\n",
    "a quote of two": 'echo "x\n',
    "a backquote": "A=`cat x\n",
    "$(": "A=$(cat x\n",
    "${": "A=${B\n",
    "no fi": "if true; then\n  echo x\n",
    "no then": "if true\n  echo x\nfi\n",
    "no done": "for i in 1 2; do\n  echo x\n",
    "no do": "while true\n  echo x\ndone\n",
    "no esac": "case $1 in\n  a) echo x ;;\n",
    "no }": "f() {\n  echo x\n",
    "no )": "(echo x\n",
    "fi alone": "echo x\nfi\n",
    "done for fi": "if true; then\n  echo x\ndone\n",
    "} alone": "echo x\n}\n",
    ") alone": "echo x)\n",
    ";; alone": "echo x\n;;\n",
    "nothing within": "if true; then\nfi\n",
    "nothing before &&": "&& echo x\n",
    "nothing before |": "echo x\n| cat\n",
    "nothing after ||": "echo x ||\n",
    "; first": "; echo x\n",
    "else twice": "if a; then b; else c; else d; fi\n",
    "else without if": "else\n",
}
SOUND = (
    "if a; then b; elif c; then d; else e; fi\n", "for i in 1 2; do :; done\n", "for i\ndo\n:\ndone\n", "while a; do b; done < f\n",
    "case $1 in\n a|b) c ;;\n (d) e;;\n *) f\nesac\n", "case x in esac\n", "f() { a; }\n", "f ()\n{\na\n}\n", "(a; b) | c\n", "a &&\n\nb\n",
    "a | # x\nb\n", "if ! a; then b; fi; c\n", "if a; then if b; then c; fi fi\n", "cat <<E\nit's {\nE\necho\n", "cat <<-'E' | a\n\tif (\n\tE\n",
    "echo fi done esac }\n", "a >f 2>&1 & b\n", "until a; do b; done & c\n", "{ a; } 2>f\n", "A=1 B=2\n", "! a\n",
)  # fmt: skip


def refused(text: str) -> list[bool]:
    """Whether dash and bash refuse to read a text."""
    return [
        subprocess.run([shell, "-n"], input=text, capture_output=True, text=True, check=False).returncode != 0
        for shell in ("dash", "bash")
    ]


@needs("dash", "bash")
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_found_and_is_one(kind: str) -> None:
    for text in (FAULTS[kind], "#!/bin/sh\necho before\n" + FAULTS[kind], LAUNCHER + FAULTS[kind]):
        assert fault(text) is not None
        assert refused(text) == [True, True]


@needs("dash", "bash")
@pytest.mark.parametrize("text", [LAUNCHER, *SOUND])
def test_what_shells_read_is_no_fault(text: str) -> None:
    assert refused(text) == [False, False]
    assert fault(text) is None


def scripts() -> list[Path]:
    """The shell scripts of this machine."""
    found = (p for folder in ("/etc/init.d", "/usr/bin", "/usr/sbin") for p in sorted(Path(folder).glob("*")))
    return [
        p for p in found if p.is_file() and p.read_bytes()[:11] in (b"#!/bin/sh\n", b"#! /bin/sh\n", b"#!/bin/bash")
    ]


@pytest.mark.slow
@needs("dash", "bash")
def test_no_script_of_this_machine_has_a_fault() -> None:
    tried = 0
    for text in (p.read_text(encoding="latin-1") for p in scripts()):
        tried += 1
        assert fault(text) is None or refused(text) == [True, True]
    assert tried > 5


_LINES = st.lists(st.sampled_from([line + "\n" for line in LAUNCHER.splitlines()] + [*FAULTS.values()]), max_size=12)


@pytest.mark.slow
@needs("dash", "bash")
@given(_LINES)
@settings(max_examples=60)
def test_a_fault_of_any_lines_is_one_for_both_shells(lines: list[str]) -> None:
    text = "".join(lines)
    if fault(text) is not None:
        assert refused(text) == [True, True]


@pytest.mark.parametrize(
    "line", ["if a; then\n", "case x in\na) b ;;\nesac\n", "(", "cat <<E\nx\nE\n", "a 'b' \"c\"\n", "f() {\n"]
)
def test_twice_as_many_lines_take_twice_the_work(line: str) -> None:
    once, twice = calls(lambda: fault(line * 500)), calls(lambda: fault(line * 1000))
    assert twice <= 2.3 * once
